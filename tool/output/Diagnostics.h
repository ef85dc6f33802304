//===- Diagnostics.h - findings as compiler diagnostics ---------*- C++ -*-===//
//
// A finding goes out as a warning `text [sendsync-id]` and its notes in the
// order of their roles. Notes about models point into the model file.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_OUTPUT_DIAGNOSTICS_H
#define SENDSYNC_TOOL_OUTPUT_DIAGNOSTICS_H

#include "checks/report/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"

namespace sendsync {

/// Gives the lines of model files a place in a SourceManager.
class ModelFiles {
public:
  explicit ModelFiles(clang::SourceManager &Sources) : Sources(Sources) {}

  /// A valid location for a valid \p Location. If the file is on disk with the
  /// text that was loaded, it is that file; else a buffer with its name.
  clang::SourceLocation locate(const ModelLocation &Location);

  /// Where a note points: its own place, or that of its model.
  clang::SourceLocation locate(const FindingNote &Note);

  /// False for a model that is inside the program only. Some hosts print no
  /// place that they cannot read from disk.
  bool isOnDisk(const ModelLocation &Location);

private:
  struct OpenFile {
    clang::FileID Id;
    bool OnDisk = false;
  };
  const OpenFile &open(const ModelSource &Source);

  clang::SourceManager &Sources;
  llvm::DenseMap<const ModelSource *, OpenFile> Files;
};

/// Reports the findings of one translation unit.
class DiagnosticEmitter {
public:
  explicit DiagnosticEmitter(clang::DiagnosticsEngine &Diagnostics);
  void emit(const Finding &F);

private:
  clang::DiagnosticsEngine &Diagnostics;
  ModelFiles Models;
  unsigned WarningId, NoteId;
};

} // namespace sendsync

#endif // SENDSYNC_TOOL_OUTPUT_DIAGNOSTICS_H
