//===- Summaries.h - what a caller may assume of a callee -------*- C++ -*-===//
//
// An interface: the facts and locks stages ask it at calls, the summary stage
// answers.
// Paths are in the callee's terms (`this`, its parameters, globals).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_SUMMARIES_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_SUMMARIES_H

#include "checks/analysis/base/Capability.h"
#include "checks/analysis/contract/Model.h"
#include "clang/Basic/SourceLocation.h"
#include <optional>
#include <vector>

namespace sendsync {

/// The caller decides, by the number that it passes for a parameter.
struct CallersChoice {
  const clang::ParmVarDecl *Parameter = nullptr;
  int64_t Constant = 0;
  bool IfOther = false; ///< chosen by every number but Constant
  bool isMadeBy(int64_t Value) const { return (Value != Constant) == IfOther; }
};

struct SummaryLock {
  Capability Lock;
  LockMode Mode = LockMode::Exclusive;
  /// Mode is the weaker of two; which one, the callee decides.
  bool ModeUnclear = false;
  clang::SourceLocation Location; ///< of the operation in the callee
  clang::QualType Type;           ///< of the lock; null if not known
  /// Of what happens on some paths: on those that were chosen so.
  std::optional<CallersChoice> When;
};

/// A lock that is held on return, or not, as the result says.
struct SummaryTry {
  SummaryLock Lock;
  bool SuccessIsNonzero = true;
  /// It waits for the lock; the result only says whether something is wrong.
  bool Waits = false;
};

/// A call of something that the caller passed.
struct SummaryInvocation {
  unsigned Parameter = 0;
  std::vector<SummaryLock> Held; ///< at every such call
};

struct LockSummary {
  /// Acquired on every path, while not released before: calling with the lock
  /// held locks it twice.
  std::vector<SummaryLock> Acquires;
  /// Held on return though not on entry, on every path.
  std::vector<SummaryLock> Keeps;
  /// Released though acquired by the caller, on every path.
  std::vector<SummaryLock> Releases;
  /// Held on return if the result says so.
  std::vector<SummaryTry> Tries;
  /// Held on return, or released, on some paths only.
  std::vector<SummaryLock> MayKeep, MayRelease;
  /// The parameters that are called, and with which locks.
  std::vector<SummaryInvocation> Invokes;
  /// Does something with locks at all.
  bool UsesLocks = false;
  /// Releases a lock that has no name for its callers, on some path: what it
  /// acquires after that is not in Acquires.
  bool ReleasesSome = false;
  /// Does something to a lock that has no name for its callers, for example
  /// through a guard that it was given.
  bool Unclear = false;
};

/// What the body of a function that no model speaks of shows: it hands a callable
/// to a boundary, or to workers that call it.
struct LearnedBoundary {
  BoundaryModel Model;
  clang::SourceLocation Shown; ///< where it is handed over
};

/// What a method whose body is elsewhere does to the lock that is its object.
enum class UnseenOperation : uint8_t {
  None, ///< its object is no lock, as far as is seen
  Acquire,
  Release,
  Some ///< one of the two, a test or a try
};

class Summaries {
public:
  virtual ~Summaries() = default;
  virtual UnseenOperation unseenOperation(const clang::FunctionDecl *Callee) {
    return UnseenOperation::None;
  }
  /// Null: \p Callee is no boundary as far as bodies show. Quick for functions
  /// without callable parameters.
  virtual const LearnedBoundary *boundary(const clang::FunctionDecl *Callee) {
    return nullptr;
  }
  /// Null: the body is not visible, or recursive.
  virtual const LockSummary *locks(const clang::FunctionDecl *Callee) = 0;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_SUMMARIES_H
