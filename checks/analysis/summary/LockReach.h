//===- LockReach.h - who can wait for a lock --------------------*- C++ -*-===//
//
// A lock protects data only if everybody who touches the data takes the same
// lock object. These questions are about which lock object one is.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKREACH_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKREACH_H

#include "checks/analysis/summary/DataUses.h"

namespace sendsync {

/// A lock variable of this call that only its guards can reach.
bool isPrivateToCall(const Capability &Lock, const FunctionAnalysis &Function);

/// The class whose objects each have the lock, for a lock that is a member of
/// `this`; else null.
const clang::CXXRecordDecl *ownerOfLock(const Capability &Lock);

/// The class gives access to an object of its own, or lets nobody make one.
bool isSingleton(const clang::CXXRecordDecl *Class);

/// One variable of the user's for all objects and threads.
bool isStaticData(const AccessPath &Path, const clang::SourceManager &Sources);

/// Meant for all objects: a static member or local variable, or one that
/// functions other than \p Here use as well.
bool isForAll(const clang::VarDecl *Data, const clang::FunctionDecl *Here,
              const DataUses &Uses);

/// The variable or capture that holds \p Lock and is a copy of another object
/// with a lock in it, as long as nobody but this call can reach it; else null.
const clang::VarDecl *copiedHolder(const Capability &Lock,
                                   const FunctionAnalysis &Function,
                                   const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKREACH_H
