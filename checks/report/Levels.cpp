#include "checks/report/Levels.h"
#include "llvm/ADT/StringSwitch.h"

namespace sendsync {

std::optional<Level> parseLevel(llvm::StringRef Name, std::string &Error) {
  auto Found = llvm::StringSwitch<std::optional<Level>>(Name)
                   .Case("off", Level::Off)
                   .Case("relaxed", Level::Relaxed)
                   .Case("standard", Level::Standard)
                   .Case("checked", Level::Checked)
                   .Case("strict", Level::Strict)
                   .Default(std::nullopt);
  if (!Found)
    Error = "no level is called '" + Name.str() +
            "'; the levels are off, relaxed, standard, checked and strict";
  return Found;
}

bool isShownAt(Level L, llvm::StringRef Check, Tier FindingTier) {
  if (L == Level::Off)
    return false;
  if (L == Level::Strict)
    return true;
  if (FindingTier == Tier::Three)
    return false;
  if (L == Level::Checked)
    return true;
  if (FindingTier == Tier::Two)
    return false;
  if (L == Level::Standard)
    return true;
  // The row `relaxed` of the levels' table in docs/configuration.md.
  return llvm::StringSwitch<bool>(Check)
      .Case("shared-capture-race", true)
      .Case("thread-outlives-borrow", true)
      .Case("non-send-transfer", true)
      .Case("adjacent-location-race", true)
      .Case("double-lock", true)
      .Case("unbalanced-lock", true)
      .Case("ineffective-lock", true)
      .Case("sync-in-unsequenced", true)
      .Case("double-checked-locking", true)
      .Case("thread-before-its-data", true)
      .Case("unjoined-thread", true)
      .Case("discarded-future", true)
      .Default(false);
}

} // namespace sendsync
