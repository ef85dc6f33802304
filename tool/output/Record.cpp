#include "tool/output/Record.h"
#include "llvm/Support/ErrorHandling.h"

namespace sendsync {

static Place placeOf(clang::SourceLocation Location,
                     const clang::SourceManager &Sources, PathDisplay Display) {
  clang::PresumedLoc Presumed =
      Sources.getPresumedLoc(Sources.getFileLoc(Location));
  if (Presumed.isInvalid())
    return {};
  return {Display(Presumed.getFilename()), Presumed.getLine(),
          Presumed.getColumn()};
}

FindingRecord record(const Finding &F, const clang::SourceManager &Sources,
                     ModelFiles &Models, PathDisplay Display) {
  FindingRecord Result;
  Result.Check = F.Check.str();
  Result.Sev = F.Sev;
  Result.Subject = F.Subject;
  Result.Message = F.Message;
  Result.Where = placeOf(F.Location, Sources, Display);
  for (const FindingNote &Note : F.Notes)
    Result.Notes.push_back({placeOf(Models.locate(Note), Sources, Display),
                            Note.Role, Note.Message});
  return Result;
}

llvm::StringRef roleName(NoteRole Role) {
  switch (Role) {
  case NoteRole::Boundary:
    return "boundary";
  case NoteRole::Because:
    return "because";
  case NoteRole::Conflict:
    return "conflict";
  case NoteRole::Authority:
    return "authority";
  case NoteRole::Fix:
    return "fix";
  }
  llvm_unreachable("all roles are named");
}

llvm::StringRef severityName(Severity Sev) {
  switch (Sev) {
  case Severity::Note:
    return "note";
  case Severity::Warning:
    return "warning";
  case Severity::Error:
    return "error";
  }
  llvm_unreachable("all severities are named");
}

} // namespace sendsync
