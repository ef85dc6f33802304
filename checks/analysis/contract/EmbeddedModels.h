//===- EmbeddedModels.h - the model files inside the program -----*- C++ -*-===//
//
// The build puts every annotations/models/**/*.yaml into the program, so that
// it needs no data files at run time.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_EMBEDDEDMODELS_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_EMBEDDEDMODELS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace sendsync {

/// A file that was read when the program was built. Both strings live as long
/// as the program, and the text is followed by a NUL.
struct EmbeddedFile {
  llvm::StringRef Path;
  llvm::StringRef Text;
};

/// The model files, sorted by path. Paths are relative to annotations/models,
/// for example `std/mutex.yaml`.
llvm::ArrayRef<EmbeddedFile> embeddedModels();

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_EMBEDDEDMODELS_H
