//===- StoredCallables.h - what was handed over to be called ----*- C++ -*-===//
//
// Per member or global: the functions that put a parameter or a closure of
// their own into it (`subscribe`), as far as this file shows.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STOREDCALLABLES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STOREDCALLABLES_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

struct Registration {
  const clang::FunctionDecl *By = nullptr;
  clang::SourceLocation Location;
  /// The stored thing comes from the caller of By.
  bool FromParameter = false;
  /// The stored closure, with the place it is stored in.
  const BodyResults *Closure = nullptr;
  const FunctionAnalysis *Owner = nullptr;
  AccessPath Place;
};

class StoredCallables {
public:
  explicit StoredCallables(const FunctionTable &Functions);
  llvm::ArrayRef<Registration> in(const AccessPath &Place) const;

private:
  void addBody(const BodyResults &Body, const FunctionAnalysis &Owner);
  llvm::DenseMap<const clang::ValueDecl *, std::vector<Registration>> Known;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_STOREDCALLABLES_H
