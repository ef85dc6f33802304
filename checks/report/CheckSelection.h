//===- CheckSelection.h - `-*,unguarded-access` -----------------*- C++ -*-===//
//
// A list of patterns over check ids, with or without `sendsync-`, as clang-tidy
// has it: items count from left to right, `-` takes away. A list that starts
// with a name means only what it names; one that starts with `-` takes away
// from what was selected before.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_REPORT_CHECKSELECTION_H
#define SENDSYNC_CHECKS_REPORT_CHECKSELECTION_H

#include "checks/report/CheckInfo.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"

namespace sendsync {

/// The one of \p Words that \p Word was probably meant to be, or empty.
llvm::StringRef nearestWord(llvm::StringRef Word,
                            llvm::ArrayRef<llvm::StringRef> Words);

class CheckSelection {
public:
  /// Everything in \p All is selected. Keeps the array, which has to live on.
  explicit CheckSelection(llvm::ArrayRef<const CheckInfo *> All);

  /// Applies \p List. False if an item matches no check; \p Error then says so
  /// and names the check that was probably meant.
  bool apply(llvm::StringRef List, std::string &Error);

  bool contains(llvm::StringRef Id) const { return Selected.contains(Id); }
  /// The selected checks, in the order of the registry.
  std::vector<const CheckInfo *> checks() const;

private:
  llvm::ArrayRef<const CheckInfo *> All;
  llvm::StringSet<> Selected;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_REPORT_CHECKSELECTION_H
