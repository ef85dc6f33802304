//===- Registry.h - Checks.def as a table -----------------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_REGISTRY_H
#define SENDSYNC_CHECKS_REGISTRY_H

#include "checks/report/CheckInfo.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace sendsync {

/// All checks, sorted by id.
llvm::ArrayRef<const CheckInfo *> allChecks();
/// The check with this id (with or without the `sendsync-` prefix), or null.
const CheckInfo *findCheck(llvm::StringRef Id);
/// The id closest in spelling, or empty if none is near.
llvm::StringRef nearestCheck(llvm::StringRef Id);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_REGISTRY_H
