//===- Levels.h - how much a folder wants to hear ---------------*- C++ -*-===//
//
// off < relaxed < standard < checked < strict (docs/configuration.md).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_REPORT_LEVELS_H
#define SENDSYNC_CHECKS_REPORT_LEVELS_H

#include "checks/report/Finding.h"
#include <optional>

namespace sendsync {

enum class Level : uint8_t { Off, Relaxed, Standard, Checked, Strict };

/// The level called \p Name; otherwise \p Error says which there are.
std::optional<Level> parseLevel(llvm::StringRef Name, std::string &Error);

/// True if findings of \p Check are shown at \p L. `relaxed` keeps the checks
/// that need nothing but local evidence, `checked` adds the findings of tier
/// two, `strict` those of tier three.
bool isShownAt(Level L, llvm::StringRef Check, Tier FindingTier);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_REPORT_LEVELS_H
