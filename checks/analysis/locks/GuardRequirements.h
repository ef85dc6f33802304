//===- GuardRequirements.h - which lock an access needs ---------*- C++ -*-===//
//
// Turns declared guards ("`n` is guarded by `mu`") into the capability that one
// access has to hold, in the terms of the code around the access.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_LOCKS_GUARDREQUIREMENTS_H
#define SENDSYNC_CHECKS_ANALYSIS_LOCKS_GUARDREQUIREMENTS_H

#include "checks/analysis/locks/Lockset.h"

namespace sendsync {

struct GuardRequirement {
  Capability Lock;
  /// Some lock is needed, whichever (`guarded_var`); Lock is unknown.
  bool AnyLock = false;
  /// Any of these is enough as well.
  std::vector<Capability> Alternatives;
  LockMode Mode = LockMode::Exclusive;
  /// The guarded declaration, and where the guard is declared.
  const clang::ValueDecl *Data = nullptr;
  clang::SourceLocation DeclaredAt; ///< invalid: in the model
  ModelLocation Model;
  /// The part of the access path that is guarded.
  AccessPath Guarded;
  /// What the data points to is guarded, not the pointer.
  bool Pointee = false;
};

/// What \p Access needs, all of it; empty if nothing on its path is declared
/// guarded or the guard cannot be named here. Of several guards, any of which is
/// enough to read, all are needed to write.
std::vector<GuardRequirement> requirementsOf(const AccessFact &Access,
                                             const Contracts &Contract);

/// True if the name of a lock, which the compiler has not looked up, means nothing
/// next to \p Data: it guards nothing then.
bool isMisnamed(const DeclaredGuard &Guard, const clang::ValueDecl *Data,
                const Contracts &Contract);

/// How a lockset meets a requirement.
enum class Coverage : uint8_t {
  Held,      ///< in a sufficient mode, on every path
  SharedOnly,///< for reading, but exclusive is needed
  SomePaths, ///< on some paths only
  NotHeld,
  Unclear    ///< a lock without a name may be the one
};
Coverage coverage(const Lockset &Held, const Capability &Lock, LockMode Mode);
Coverage coverage(const Lockset &Held, const GuardRequirement &Need,
                  LockMode Mode);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_LOCKS_GUARDREQUIREMENTS_H
