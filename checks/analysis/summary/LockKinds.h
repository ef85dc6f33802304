//===- LockKinds.h - may a lock be acquired again by its holder -*- C++ -*-===//
//
// For most lock types the type answers. For the others (`pthread_mutex_t`,
// `mtx_t`) each object is what it was initialized to be: by a macro, by a call,
// or by a call with attributes that another call has set. All initializations
// of a declaration in the file are collected, through functions that
// initialize what they are given; where they disagree, or none is seen, nothing
// is known.
//
// Cost: one pass over the facts; queries are look-ups.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKKINDS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKKINDS_H

#include "checks/analysis/summary/CallContext.h"

namespace sendsync {

class LockKinds {
public:
  LockKinds(FunctionTable &Functions, const CallerContexts &Callers);

  /// May the thread that holds the lock at \p Lock acquire it once more?
  /// Unknown as well if the path does not end at a lock.
  Recursion recursion(const AccessPath &Lock) const;

private:
  /// One initialization, in the terms of some function.
  struct Setup {
    AccessPath Object, Attributes;
    Recursion Recursive = Recursion::Unknown;
    bool operator==(const Setup &Other) const {
      return Object == Other.Object && Attributes.isSame(Other.Attributes) &&
             Recursive == Other.Recursive;
    }
  };
  using Setups = std::vector<Setup>;
  using SetupsOf = llvm::MapVector<const clang::FunctionDecl *, Setups>;

  void collectSetups(const FunctionTable &Functions);
  static SetupsOf collect(const FunctionTable &Functions);
  /// Adds to callers what their callees do with what they are given.
  static void followCalls(const FunctionTable &Functions, SetupsOf &All);
  /// Parameters of functions that only this file calls or starts are of the kind
  /// that all of them are given.
  void followArguments(FunctionTable &Functions, const CallerContexts &Callers);
  void add(const clang::ValueDecl *Declaration, Recursion Kind);
  Recursion ofAttributes(const AccessPath &Attributes) const;
  std::optional<Recursion> ofInitializer(const AccessPath &Lock) const;

  const Contracts &Contract;
  /// By the declaration a path ends at: a member, else the variable.
  llvm::DenseMap<const clang::ValueDecl *, Recursion> Known;
  /// What the parameter points or refers to; it need not have the type of a lock.
  llvm::DenseMap<const clang::ParmVarDecl *, Recursion> Given;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_LOCKKINDS_H
