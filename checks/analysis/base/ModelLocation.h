//===- ModelLocation.h - a place in a model file ----------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_MODELLOCATION_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_MODELLOCATION_H

#include "llvm/ADT/StringRef.h"

namespace sendsync {

/// One model file as it was read. Lives as long as the ModelSet that holds it.
struct ModelSource {
  std::string Path; ///< `annotations/models/std/mutex.yaml` if embedded
  std::string Text;
  bool Builtin = false; ///< part of sendsync, not of the user's project
};

/// A line of a model file; notes point at it to answer "who says so?".
struct ModelLocation {
  const ModelSource *Source = nullptr;
  unsigned Line = 0, Column = 0; ///< 1-based
  bool isValid() const { return Source != nullptr; }
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_MODELLOCATION_H
