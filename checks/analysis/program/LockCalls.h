//===- LockCalls.h - the part of a program that leads to locks --*- C++ -*-===//
//
// The functions that do something to locks, or call such a function, with what
// their calls lead to, callees before callers. Most of a program is not among
// them.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKCALLS_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKCALLS_H

#include "checks/analysis/program/Linker.h"

namespace sendsync {

class LockCalls {
public:
  struct Call {
    uint32_t Number; ///< in FunctionSummary::Calls
    const FunctionSummary *Callee;
    bool IsOnly; ///< the call runs nothing else
  };
  struct Function {
    const FunctionSummary *Summary;
    std::vector<Call> Calls; ///< those that lead to locks, by number
    /// The calls of one number.
    llvm::ArrayRef<Call> callsOf(uint32_t Number) const;
  };

  LockCalls(const ProgramSummary &Program, const Linker &Link);

  /// Functions that call each other are together, in the order of the program;
  /// the others alone.
  llvm::ArrayRef<std::vector<const Function *>> components() const {
    return Components;
  }
  llvm::ArrayRef<const FunctionSummary *> all() const { return All; }
  /// Some call or start in the program leads to it and nothing else can: it is
  /// private or has no name outside, or its file is a program and only that
  /// file declares it.
  bool isOnlyCalledHere(const FunctionSummary &F) const;
  const Linker &linker() const { return Link; }

private:
  const Linker &Link;
  std::vector<const FunctionSummary *> All;
  std::vector<Function> Functions;
  std::vector<std::vector<const Function *>> Components;
  llvm::DenseSet<const FunctionSummary *> Called, Started;
  llvm::DenseSet<const Symbol *> Programs; ///< files with a main function
};

/// A callee's names of locks in the terms of a caller.
class LockLift {
public:
  LockLift(const Linker &Link, const FunctionSummary &Caller,
           const CallEvent &Call, const FunctionSummary &Callee)
      : Names(Link.renaming(Call, Caller)), Caller(Caller), Callee(Callee),
        Fresh(Call.Fresh), SameNames(Call.SameNames) {}
  LockLift(const Linker &Link, const FunctionSummary &Starter,
           const SpawnEvent &Spawn, const SpawnTarget &Target,
           const FunctionSummary &Callee)
      : Names(Link.renaming(Spawn, Target, Starter)), Caller(Starter),
        Callee(Callee), SameNames(Target.SameNames) {}

  /// Nothing if the caller has no name for it.
  std::optional<LockUse> operator()(const LockUse &Inner) const;
  /// The object is the caller's alone: it has just been made.
  bool isUnshared(const LockUse &Inner) const;

private:
  bool isFresh(const SymbolPath &Path) const;
  bool isAsPassed(const SymbolPath &Path) const;
  Renaming Names;
  const FunctionSummary &Caller, &Callee;
  uint32_t Fresh = 0;
  bool SameNames;
};

/// The last field or variable that names a place; null for a parameter.
const Symbol *lastName(const SymbolPath &Path);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKCALLS_H
