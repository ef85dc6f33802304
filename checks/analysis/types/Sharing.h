//===- Sharing.h - Send, Sync, SyncMut, Owned in C++ terms ------*- C++ -*-===//
//
// The definitions. Everything in this folder computes them.
//
//   Send(T)     A T may be moved or copied to another thread, used and
//               destroyed there, while this thread goes on with its own other
//               Ts, the source of the copy included. ("Distinct objects: safe")
//   Sync(T)     Two threads may call const operations on one T at the same
//               time. ("Const methods are safe without synchronization")
//   SyncMut(T)  Two threads may call any operations on one T at the same time,
//               except construction, destruction, move and assignment.
//               ("Thread-safe", "internally synchronized")
//   Owned(T)    A T holds no borrow: destroying another object cannot make it
//               dangle.
//   Shm(T)      A T may live in memory that several processes map.
//
// Rust has no SyncMut because `&T` cannot write. In C++ `shared_ptr<T>` hands
// out `T &`, so what is shared for writing has to be SyncMut:
//
//   SyncMut(T)  implies Sync(T)            SyncMut(const T) = Sync(T)
//   Send(T &)   = SyncMut(T)               Send(shared_ptr<T>) = SyncMut(T)
//                                                              and Send(T)
//   Send(const T &) = SyncMut(T), or Sync(T) and nobody writes meanwhile
//
// Types alone cannot see that nobody writes. Where a type hands out an object
// that is not SyncMut, the verdict is therefore not No but Shares: an Alias
// obligation, which the caller discharges or proves broken (rules.md §1.3).
//
// How a class gets its verdict, first rule that applies:
//   1. a claim on the class (SENDSYNC_SEND, ...) or inherited from a base
//   2. a model entry for it
//   3. its parts. Send, Owned: all bases and members. Sync: also all `mutable`
//      members synchronized. SyncMut (the monitor rule): each member is itself
//      SyncMut, or never changes and is Sync, or is guarded by a lock.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_TYPES_SHARING_H
#define SENDSYNC_CHECKS_ANALYSIS_TYPES_SHARING_H

#include "checks/analysis/base/Verdict.h"

namespace sendsync {

/// The traits that `explain-type` shows, in its order.
inline constexpr Trait ExplainedTraits[] = {Trait::Send, Trait::Sync,
                                            Trait::SyncMut, Trait::Owned};

/// True if a type with \p Stronger always has \p Weaker.
inline constexpr bool implies(Trait Stronger, Trait Weaker) {
  return Stronger == Weaker ||
         (Stronger == Trait::SyncMut && Weaker == Trait::Sync);
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_TYPES_SHARING_H
