//===- SyncObjects.h - copies and ends of objects that order threads -*- C++ -*-===//
//
// Mutexes, semaphores, latches and the like: where a body copies one that is in
// use, where one ends while it is held, or while work that the body started may
// use it. What a call destroys is LockLifetimes' business.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SYNCOBJECTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SYNCOBJECTS_H

#include "checks/analysis/summary/FunctionTable.h"


namespace sendsync {

struct SyncCopy {
  const Fact *At = nullptr;
  AccessPath Source;
  /// The member that makes the copy wrong; null: the source itself.
  const clang::FieldDecl *Member = nullptr;
};

/// Copies of plain objects of C (a class that cannot be copied needs no check)
/// whose source is in use, as far as that is known, and that are not initialized
/// again.
std::vector<SyncCopy> findSyncCopies(const BodyResults &Body,
                                     const Contracts &Contract);

struct FreedWhileHeld {
  const Fact *At = nullptr;
  Capability Lock;
  const Fact *Since = nullptr; ///< what acquired it; may be null
  bool Shared = false;         ///< another owner may keep the object
  /// The function that is called and frees the object there.
  const clang::FunctionDecl *Through = nullptr;
  const Fact *Inner = nullptr;
};

/// Where an object is freed while a lock that is a part of it is held.
std::vector<FreedWhileHeld> findFreedWhileHeld(const BodyResults &Body,
                                               FunctionTable &Functions);

struct OutlivedSync {
  const SpawnFact *Spawn = nullptr;
  const Crossing *Crosses = nullptr;
  const clang::VarDecl *Variable = nullptr;
};

/// Local objects that order threads, borrowed by work that can still run where
/// the function ends, while nothing in the function waits for other threads.
std::vector<OutlivedSync> findOutlivedSync(const BodyResults &Body,
                                           const FunctionAnalysis &Owner,
                                           FunctionTable &Functions);

/// Objects of the type order threads: locks, latches, semaphores. Atomics and
/// handles of work do not count.
bool isSyncObject(clang::QualType Type, const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SYNCOBJECTS_H
