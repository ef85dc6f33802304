//===- LockDeclarations.h - declared orders of locks ------------*- C++ -*-===//
//
// What `acquired_before` and `acquired_after` say, followed through any number
// of declarations: `a` before `b`, `c` after `b` orders a and c as well.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKDECLARATIONS_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKDECLARATIONS_H

#include "checks/analysis/program/Summary.h"

namespace sendsync {

class LockDeclarations {
public:
  using Chain = std::vector<const LockOrderDeclaration *>;

  explicit LockDeclarations(llvm::ArrayRef<LockOrderDeclaration> Links)
      : Links(Links) {}

  /// The declarations that order \p First before \p Second, both named as some
  /// function names them; empty if none do.
  Chain chain(const SymbolPath &First, const SymbolPath &Second) const;
  /// Declarations that order a lock before itself, each set once.
  std::vector<Chain> cycles() const;

private:
  /// The locks declared right after \p Lock, with the declaration.
  std::vector<std::pair<SymbolPath, const LockOrderDeclaration *>>
  after(const SymbolPath &Lock) const;
  llvm::ArrayRef<LockOrderDeclaration> Links;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_LOCKDECLARATIONS_H
