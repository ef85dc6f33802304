//===- Referents.h - what is behind members and global pointers -*- C++ -*-===//
//
// An object has many names: `worker.counter_->n` and `counter.n` are one place if
// the worker's member was bound to the counter. Bound is said by BindEvents; here
// they are carried from where they happen to where both names are known:
//
//   in a function   what it, and what it calls and starts, binds, in its terms
//   in a class      what its constructors agree on, in terms of the object, for a
//                   member that nothing else sets; or the only place of the
//                   program that sets the member
//   in the program  cells with static storage
//
// A cell that is set to two things, or to something without a name where the cell
// has one, has no known referent: paths through it stay as they are written. Cost:
// calls times the cells that a callee binds, at most MaxCells each.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_REFERENTS_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_REFERENTS_H

#include "checks/analysis/program/Summary.h"
#include "llvm/ADT/DenseSet.h"
#include <map>

namespace sendsync {

class Linker;

class Referents {
public:
  /// A cell and what it refers to; unknown: several things, or one without a name.
  using Cells = std::map<SymbolPath, SymbolPath>;

  /// Of all functions that \p Link knows.
  Referents(const ProgramSummary &Program, const Linker &Link);

  /// \p Path, in the terms of \p In, by the name of the object itself where a cell
  /// on the way has a known referent.
  SymbolPath resolve(const SymbolPath &Path, const FunctionSummary &In) const;
  /// What \p F, with what it calls, binds.
  const Cells &of(const FunctionSummary &F) const {
    static const Cells None;
    auto Found = InFunction.find(&F);
    return Found == InFunction.end() ? None : Found->second;
  }
  /// Takes note of the members through which \p Path leads, resolved as it is, and
  /// which several places of the program set: what is behind them is not known.
  void noteUnknown(const SymbolPath &Path);
  /// How many members were noted.
  unsigned unknown() const { return Unknown.size(); }

private:
  struct Site {
    const FunctionSummary *In;
    const BindEvent *Bind;
  };
  void collect(const FunctionSummary &F, const Linker &Link);
  void judgeClass(llvm::ArrayRef<const FunctionSummary *> Methods);
  /// Some function other than a constructor sets this member.
  bool isSetLater(const Symbol *Member) const;

  /// Cells that one function binds are more than anybody follows.
  static constexpr unsigned MaxCells = 64;
  llvm::DenseMap<const Symbol *, llvm::SmallVector<Site, 2>> ByMember;
  llvm::DenseMap<const FunctionSummary *, Cells> InFunction;
  llvm::DenseMap<const Symbol *, Cells> InClass;
  Cells InProgram;
  llvm::DenseSet<const FunctionSummary *> Called;
  llvm::DenseSet<const Symbol *> Unknown;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_REFERENTS_H
