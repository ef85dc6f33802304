//===- DataUses.h - every access to shared data, with its locks -*- C++ -*-===//
//
// Gathers, per data member and per variable with static storage, the accesses in
// all analysed functions and the locks that are held there, named as the data
// sees them: a lock in the same object, or a global one. A function that is only
// called with a lock held counts as holding it. Answers MemberGuards for the
// types stage.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DATAUSES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DATAUSES_H

#include "checks/analysis/contract/MemberGuards.h"
#include "checks/analysis/summary/CallerContexts.h"

namespace sendsync {

struct DataUse {
  const AccessFact *Access = nullptr;
  const FunctionFacts *Body = nullptr;
  /// The object whose member it is; unknown for a variable.
  AccessPath Object;
  /// Null: not known (unreachable). Of a closure whose caller is not known, what
  /// it takes itself.
  const Lockset *Held = nullptr;
  /// What is held for sure and can be named from the data: `this->mu_` is a lock
  /// in the same object, whatever that is called here.
  HeldPaths Locks;
  /// Another lock, one without a name, or one that is held on some paths only
  /// may be held as well.
  bool OtherLocks = false;
  /// The object is this thread's own: see Ownership.h.
  bool Own = false;

  const clang::FunctionDecl *function() const {
    return Body->outermost().Function;
  }
  /// Who speaks for it where functions vote.
  const clang::FunctionDecl *voter() const {
    return function()->getCanonicalDecl();
  }
  bool isWrite() const { return Access->isWrite(); }
  /// Code that may write gets it: a method of the data's own class.
  bool mayChange() const { return isWrite() || Access->MayWrite; }
  bool isUnclear() const { return !Held || OtherLocks; }
  /// Held well enough for this access: for a write exclusively.
  bool isGuardedBy(const AccessPath &Lock) const {
    auto Found = Locks.find(Lock);
    return Found != Locks.end() &&
           (!isWrite() || Found->second == LockMode::Exclusive);
  }
};

class DataUses : public MemberGuards {
public:
  DataUses(FunctionTable &Functions, const CallerContexts &Callers);

  /// The accesses to a member or a variable, in no particular order.
  llvm::ArrayRef<DataUse> of(const clang::ValueDecl *Data) const;
  MemberUse use(const clang::FieldDecl *Member) const override;
  const CallerContexts &callers() const { return Callers; }

  /// Calls \p Visit(Declaration, Uses) for all data, in the order of first use.
  template <typename Visitor> void each(Visitor Visit) const {
    for (const auto &[Data, List] : Uses)
      Visit(Data, llvm::ArrayRef<DataUse>(List));
  }

private:
  void addBody(const BodyResults &Body);
  void add(const AccessFact &Access, const BodyResults &Body,
           const clang::ValueDecl *Data, AccessPath Object);
  bool seesAllUses(const clang::FieldDecl *Member) const;

  FunctionTable &Functions;
  const CallerContexts &Callers;
  llvm::MapVector<const clang::ValueDecl *, std::vector<DataUse>> Uses;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DATAUSES_H
