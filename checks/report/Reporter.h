//===- Reporter.h - the interface a check talks to --------------*- C++ -*-===//
//
//   R.report(Info, Location, Range, Subject, "'t' is still joinable ...")
//       .note(NoteRole::Boundary, SpawnLocation, "the thread starts here")
//       .model(NoteRole::Authority, Model.Location, "required here: ...");
//
// A finding is complete when the builder goes out of scope. Order of notes is
// made from their roles; notes of one role keep their order.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_REPORT_REPORTER_H
#define SENDSYNC_CHECKS_REPORT_REPORTER_H

#include "checks/analysis/base/Verdict.h"
#include "checks/report/CheckInfo.h"

namespace sendsync {

class Reporter;

class FindingBuilder {
public:
  FindingBuilder(Reporter &Sink, Finding F) : Sink(Sink), F(std::move(F)) {}
  FindingBuilder(const FindingBuilder &) = delete;
  ~FindingBuilder();

  FindingBuilder &tier(Tier T);
  FindingBuilder &note(NoteRole Role, clang::SourceLocation Location,
                       std::string Message, clang::SourceRange Range = {});
  FindingBuilder &model(NoteRole Role, ModelLocation Location,
                        std::string Message);
  /// The chain of \p Why as `because` notes: the first and the last two steps
  /// at most, with a count of what is left out between.
  FindingBuilder &because(const Reason &Why);
  /// A fix note with an edit that needs a person's review.
  FindingBuilder &fix(clang::SourceLocation Location, std::string Message,
                      std::vector<FixEdit> Edits = {});

private:
  Reporter &Sink;
  Finding F;
};

/// Collects the findings of one translation unit. One finding per (check,
/// location, subject): templates and headers seen twice report once.
class Reporter {
public:
  FindingBuilder report(const CheckInfo &Check, clang::SourceLocation Location,
                        clang::SourceRange Range, std::string Subject,
                        std::string Message);
  /// In the order of reporting.
  std::vector<Finding> take();

private:
  friend class FindingBuilder;
  void add(Finding F);
  std::vector<Finding> Findings;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_REPORT_REPORTER_H
