//===- Escapes.h - does a reference outlast the lock of its data *- C++ -*-===//
//
// A reference, pointer, view or iterator to guarded data is only good while the
// lock is held. Without a declaration the code has to show both: that the lock
// guards the data, and that what the reference shows is changed under it.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_ESCAPES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_ESCAPES_H

#include "checks/analysis/summary/DataUses.h"

namespace sendsync {

/// How a lock is held when a function has returned to its caller.
enum class AfterReturn : uint8_t {
  NotHeld,
  Shared,
  Exclusive,
  Unclear ///< on some paths, or nobody knows
};
AfterReturn afterReturn(const Capability &Lock, const BodyResults &Body);

/// What a function lets its caller reach after the return.
struct Borrow {
  const Fact *At = nullptr;
  ReturnFact::Borrow Kind = ReturnFact::None;
  AccessPath Referent;          ///< known, and not local to the call
  clang::QualType ReferentType; ///< null: not known
  bool Stored = false;          ///< in a place of the caller's: `*out`
  /// Where it was bound to a local reference before; null if it was not.
  const Fact *Bound = nullptr;
  bool isMutable() const {
    return Kind == ReturnFact::Reference && !ReferentType.isConstQualified();
  }
};
/// None for closures: who runs them knows what they give.
std::vector<Borrow> borrowsOf(const BodyResults &Body);

/// The function has acquired it by itself, and holds it for sure.
bool isTakenHere(const Capability &Lock, const Lockset &Held);

/// \p Referent is in an element of \p Data; else it is the data or a member of
/// it. Requires that it lies in the data.
bool isElementOf(const AccessPath &Referent, const AccessPath &Data);

/// Data that is used under a lock and changed under it.
struct SharedData {
  const clang::ValueDecl *Data = nullptr;
  AccessPath Path; ///< of the data
  /// A write with the lock held that changes what a reference shows.
  const DataUse *Writer = nullptr;
};

/// What \p Referent lies in, if uses elsewhere hold \p Lock and one of them
/// changes what a reference to \p Referent shows. \p Except: a function whose own
/// writes do not count, since it makes what it hands out.
std::optional<SharedData> sharedUnder(const Capability &Lock,
                                      const AccessPath &Referent,
                                      const clang::FunctionDecl *Except,
                                      const DataUses &Uses,
                                      const Contracts &Contract);

/// A closure is made with a lock held and touches, without it, what the lock
/// guards, at a time when nobody waits for it.
struct LaterUse {
  const AccessFact *Access = nullptr;
  const BodyResults *Closure = nullptr;
  Capability Lock;
  SharedData Shared;
};

/// Those of the closures that \p Body starts, one for each data.
std::vector<LaterUse> usesInLaterWork(const BodyResults &Body,
                                      const FunctionAnalysis &Function,
                                      const DataUses &Uses,
                                      const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_ESCAPES_H
