//===- DeclaredOrders.h - acquired_before and acquired_after ----*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DECLAREDORDERS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DECLAREDORDERS_H

#include "checks/analysis/contract/Contracts.h"
#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

/// What the attributes say about the order of locks, in the order of the
/// source.
std::vector<LockOrderDeclaration>
declaredOrders(const Contracts &Contract,
               llvm::ArrayRef<const clang::RecordDecl *> Records,
               llvm::ArrayRef<const clang::VarDecl *> Variables,
               SymbolNames &Names);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DECLAREDORDERS_H
