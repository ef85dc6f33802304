//===- Excuses.h - why something that looks wrong is not said ---*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_EXCUSES_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_EXCUSES_H

#include "llvm/ADT/StringRef.h"

namespace sendsync {

/// What silenced a judge (Excuses.def).
enum class Excuse : uint8_t {
#define EXCUSE(Name, Id, Sentence) Name,
#include "checks/analysis/base/Excuses.def"
};

inline llvm::StringRef idOf(Excuse Why) {
  static const llvm::StringRef Ids[] = {
#define EXCUSE(Name, Id, Sentence) Id,
#include "checks/analysis/base/Excuses.def"
  };
  return Ids[unsigned(Why)];
}

inline llvm::StringRef sentenceOf(Excuse Why) {
  static const llvm::StringRef Sentences[] = {
#define EXCUSE(Name, Id, Sentence) Sentence,
#include "checks/analysis/base/Excuses.def"
  };
  return Sentences[unsigned(Why)];
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_EXCUSES_H
