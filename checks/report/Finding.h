//===- Finding.h - one thing we report --------------------------*- C++ -*-===//
//
// Data only. Text comes out in tool/output. Roles fix the order of notes
// (the enumerators of NoteRole): boundary, because, conflict, authority, fix.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_REPORT_FINDING_H
#define SENDSYNC_CHECKS_REPORT_FINDING_H

#include "checks/analysis/base/ModelLocation.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceLocation.h"
#include <string>
#include <vector>

namespace sendsync {

enum class Severity : uint8_t { Note, Warning, Error };
/// How sure the evidence is: tier one is shown at level `standard`, tier two at
/// `checked` (Levels.h).
enum class Tier : uint8_t { One = 1, Two = 2, Three = 3 };

enum class NoteRole : uint8_t { Boundary, Because, Conflict, Authority, Fix };

/// An edit. Safe edits cannot change the meaning for the worse.
struct FixEdit {
  clang::FixItHint Hint;
  bool Safe = false;
};

struct FindingNote {
  NoteRole Role = NoteRole::Because;
  std::string Message;
  clang::SourceLocation Location; ///< invalid if the note points at a model
  clang::SourceRange Range;
  ModelLocation Model;
  std::vector<FixEdit> Fixes;
};

struct Finding {
  llvm::StringRef Check; ///< the id, without `sendsync-`
  Severity Sev = Severity::Warning;
  Tier FindingTier = Tier::One;
  /// What the finding is about (`Account::balance_`): with the check it makes
  /// the line-free fingerprint.
  std::string Subject;
  std::string Message;
  clang::SourceLocation Location;
  clang::SourceRange Range;
  std::vector<FindingNote> Notes; ///< in role order
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_REPORT_FINDING_H
