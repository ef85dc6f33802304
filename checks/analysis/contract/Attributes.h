//===- Attributes.h - contracts stated by attributes in code ----*- C++ -*-===//
//
// Clang's thread-safety attributes and our annotations, as the vocabulary of
// Contracts.h. Every redeclaration counts, and for an instantiation of a
// template its pattern too.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_ATTRIBUTES_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_ATTRIBUTES_H

#include "checks/analysis/contract/Contracts.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sendsync {

void readLockAttributes(const clang::FunctionDecl *F,
                        const clang::ASTContext &Context,
                        std::vector<DeclaredLockEffect> &Out);
void readGuardAttributes(const clang::ValueDecl *Data,
                         std::vector<DeclaredGuard> &Out);
void readOrderAttributes(const clang::ValueDecl *Lock,
                         std::vector<DeclaredOrder> &Out);
void readClaims(const clang::RecordDecl *Type, std::vector<Claim> &Out);

/// True if \p Test holds for a redeclaration of \p D or of its pattern.
bool anyDeclaration(const clang::Decl *D,
                    llvm::function_ref<bool(const clang::Decl *)> Test);

/// True if \p D, or its type, is annotated `sendsync::<Name>`.
bool findAnnotation(const clang::Decl *D, llvm::StringRef Name);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_ATTRIBUTES_H
