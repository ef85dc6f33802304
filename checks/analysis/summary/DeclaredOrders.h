//===- DeclaredOrders.h - acquired_before and acquired_after ----*- C++ -*-===//
//
// What the attributes say about the order of locks, followed through any number
// of declarations: `a` before `b`, `c` after `b` orders a and c as well.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DECLAREDORDERS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DECLAREDORDERS_H

#include "checks/analysis/base/AccessPath.h"
#include "checks/analysis/contract/Contracts.h"

namespace sendsync {

class DeclaredOrders {
public:
  DeclaredOrders(const Contracts &Contract,
                 llvm::ArrayRef<const clang::RecordDecl *> Records,
                 llvm::ArrayRef<const clang::VarDecl *> Variables);

  /// One declaration: \p First is acquired before \p Second. Paths of members
  /// start at `this`.
  struct Link {
    AccessPath First, Second;
    clang::SourceLocation DeclaredAt;
  };

  /// The declarations that order \p First before \p Second, both named as some
  /// function names them; empty if none do.
  std::vector<const Link *> chain(const AccessPath &First,
                                  const AccessPath &Second) const;
  /// Declarations that order a lock before itself, each set once.
  std::vector<std::vector<const Link *>> cycles() const;
  bool empty() const { return Links.empty(); }

private:
  /// The locks declared right after \p Lock, with the declaration.
  std::vector<std::pair<AccessPath, const Link *>>
  after(const AccessPath &Lock) const;
  std::vector<Link> Links;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DECLAREDORDERS_H
