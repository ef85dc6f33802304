//===- FieldUses.h - every access to a member, with its locks ---*- C++ -*-===//
//
// Gathers, per data member, the accesses in all analysed functions and the
// locks of the same object that are held there. A private function that is only
// called with a lock held counts as holding it. Answers MemberGuards for the
// types stage.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FIELDUSES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FIELDUSES_H

#include "checks/analysis/contract/MemberGuards.h"
#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

struct FieldUse {
  const AccessFact *Access = nullptr;
  const FunctionFacts *Body = nullptr;
  /// The object whose member it is.
  AccessPath Object;
  /// Null: not known (unreachable, or a closure whose caller is not known).
  const Lockset *Held = nullptr;
  /// Locks of the same object, by member, with the mode held for sure.
  std::map<const clang::FieldDecl *, LockMode> OwnLocks;
  /// Some other lock, or one without a name, may be held as well.
  bool OtherLocks = false;
  bool InConstructor = false; ///< or destructor
};

class FieldUses : public MemberGuards {
public:
  explicit FieldUses(FunctionTable &Functions);

  llvm::ArrayRef<FieldUse> of(const clang::FieldDecl *Field) const;
  MemberUse use(const clang::FieldDecl *Member) const override;

  /// Locks of `this` that every visible caller of a private function holds.
  const std::map<const clang::FieldDecl *, LockMode> &
  callerLocks(const clang::FunctionDecl *Function) const;

private:
  struct CallSite {
    const CallFact *Call;
    const FunctionFacts *Body;
    const Lockset *Held;
  };
  void addBody(const BodyResults &Body);
  bool seesAllUses(const clang::FieldDecl *Member) const;

  FunctionTable &Functions;
  llvm::DenseMap<const clang::FieldDecl *, std::vector<FieldUse>> Uses;
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<CallSite>> Callers;
  /// Functions whose address is taken: they may be called from anywhere.
  llvm::DenseSet<const clang::FunctionDecl *> AddressTaken;
  mutable std::map<const clang::FunctionDecl *,
                   std::map<const clang::FieldDecl *, LockMode>>
      CallerLocks;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_FIELDUSES_H
