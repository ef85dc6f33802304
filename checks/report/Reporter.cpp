#include "checks/report/Reporter.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {

/// Keeps \p Notes in the order of their roles, and of arrival within a role.
static void insert(std::vector<FindingNote> &Notes, FindingNote Note) {
  auto After = llvm::upper_bound(
      Notes, Note.Role,
      [](NoteRole Role, const FindingNote &N) { return Role < N.Role; });
  Notes.insert(After, std::move(Note));
}

FindingBuilder::~FindingBuilder() { Sink.add(std::move(F)); }

FindingBuilder &FindingBuilder::tier(Tier T) {
  F.FindingTier = T;
  return *this;
}

FindingBuilder &FindingBuilder::note(NoteRole Role,
                                     clang::SourceLocation Location,
                                     std::string Message,
                                     clang::SourceRange Range) {
  FindingNote Note;
  Note.Role = Role;
  Note.Message = std::move(Message);
  Note.Location = Location;
  Note.Range = Range;
  insert(F.Notes, std::move(Note));
  return *this;
}

FindingBuilder &FindingBuilder::model(NoteRole Role, ModelLocation Location,
                                      std::string Message) {
  // Every note has a place; a note about a model that has none says nothing
  // the reader could act on.
  if (!Location.isValid())
    return *this;
  FindingNote Note;
  Note.Role = Role;
  Note.Message = std::move(Message);
  Note.Model = Location;
  insert(F.Notes, std::move(Note));
  return *this;
}

FindingBuilder &FindingBuilder::because(const Reason &Why) {
  constexpr size_t MaxSteps = 3;
  const bool Shorten = Why.size() > MaxSteps;
  for (size_t I = 0; I < Why.size(); ++I) {
    // Of a long chain the first step and the last two are shown.
    if (Shorten && I > 0 && I + 2 < Why.size())
      continue;
    const ReasonStep &Step = Why[I];
    std::string Message = Step.Message;
    if (Shorten && I == 0) {
      size_t Hidden = Why.size() - MaxSteps;
      Message += "; " + std::to_string(Hidden) +
                 (Hidden == 1 ? " step" : " steps") +
                 " between this and the next note";
    }
    if (Step.Location.isValid())
      note(NoteRole::Because, Step.Location, std::move(Message));
    else
      model(NoteRole::Because, Step.Model, std::move(Message));
  }
  return *this;
}

FindingBuilder &FindingBuilder::fix(clang::SourceLocation Location,
                                    std::string Message,
                                    std::vector<FixEdit> Edits) {
  FindingNote Note;
  Note.Role = NoteRole::Fix;
  Note.Message = std::move(Message);
  Note.Location = Location;
  Note.Fixes = std::move(Edits);
  insert(F.Notes, std::move(Note));
  return *this;
}

FindingBuilder Reporter::report(const CheckInfo &Check,
                                clang::SourceLocation Location,
                                clang::SourceRange Range, std::string Subject,
                                std::string Message) {
  Finding F;
  F.Check = Check.Id;
  F.Sev = Check.Sev;
  F.FindingTier = Check.CheckTier;
  F.Subject = std::move(Subject);
  F.Message = std::move(Message);
  F.Location = Location;
  F.Range = Range;
  return FindingBuilder(*this, std::move(F));
}

void Reporter::add(Finding F) {
  for (const Finding &Known : Findings)
    // Instantiations of one template differ in the subject's arguments only.
    if (Known.Location == F.Location && Known.Check == F.Check &&
        (Known.Subject == F.Subject || Known.Message == F.Message))
      return;
  Findings.push_back(std::move(F));
}

std::vector<Finding> Reporter::take() { return std::move(Findings); }

} // namespace sendsync
