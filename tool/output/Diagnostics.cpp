#include "tool/output/Diagnostics.h"
#include "clang/Basic/FileManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace sendsync {

const ModelFiles::OpenFile &ModelFiles::open(const ModelSource &Source) {
  OpenFile &Entry = Files[&Source];
  if (Entry.Id.isValid())
    return Entry;
  // The path is as the user gave it; the compiler may work in another folder.
  llvm::SmallString<256> Absolute(Source.Path);
  llvm::sys::fs::make_absolute(Absolute);
  for (llvm::StringRef Path : {llvm::StringRef(Source.Path), Absolute.str()}) {
    clang::OptionalFileEntryRef File =
        Sources.getFileManager().getOptionalFileRef(Path);
    if (!File)
      continue;
    std::optional<llvm::MemoryBufferRef> Text =
        Sources.getMemoryBufferForFileOrNone(*File);
    // A built-in model is called by a relative path, which may by chance name
    // a file of the user.
    if (Text && Text->getBuffer() == Source.Text) {
      Entry.Id = Sources.getOrCreateFileID(*File, clang::SrcMgr::C_User);
      Entry.OnDisk = true;
      return Entry;
    }
  }
  Entry.Id = Sources.createFileID(
      llvm::MemoryBuffer::getMemBufferCopy(Source.Text, Source.Path));
  return Entry;
}

bool ModelFiles::isOnDisk(const ModelLocation &Location) {
  return open(*Location.Source).OnDisk;
}

clang::SourceLocation ModelFiles::locate(const ModelLocation &Location) {
  return Sources.translateLineCol(open(*Location.Source).Id,
                                  std::max(Location.Line, 1u),
                                  std::max(Location.Column, 1u));
}

clang::SourceLocation ModelFiles::locate(const FindingNote &Note) {
  return Note.Model.isValid() ? locate(Note.Model) : Note.Location;
}

DiagnosticEmitter::DiagnosticEmitter(clang::DiagnosticsEngine &Diagnostics)
    : Diagnostics(Diagnostics), Models(Diagnostics.getSourceManager()),
      // The texts are arguments, so that a '%' in them means itself.
      WarningId(Diagnostics.getCustomDiagID(clang::DiagnosticsEngine::Warning,
                                            "%0 [sendsync-%1]")),
      NoteId(Diagnostics.getCustomDiagID(clang::DiagnosticsEngine::Note,
                                         "%0")) {}

void DiagnosticEmitter::emit(const Finding &F) {
  {
    clang::DiagnosticBuilder Warning = Diagnostics.Report(F.Location, WarningId);
    Warning << F.Message << F.Check;
    if (F.Range.isValid())
      Warning << clang::CharSourceRange::getTokenRange(F.Range);
  }
  for (const FindingNote &Note : F.Notes) {
    clang::DiagnosticBuilder Builder =
        Diagnostics.Report(Models.locate(Note), NoteId);
    Builder << Note.Message;
    if (Note.Range.isValid())
      Builder << clang::CharSourceRange::getTokenRange(Note.Range);
    for (const FixEdit &Fix : Note.Fixes)
      Builder << Fix.Hint;
  }
}

} // namespace sendsync
