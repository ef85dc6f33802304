//===- Origin.h - where a declaration is written ---------------*- C++ -*-===//
//
// In the file that is compiled, which no other file sees unless it is a header; in
// a header of the user's; or in a system header, as libraries are.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_ORIGIN_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_ORIGIN_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"

namespace sendsync {

/// True if \p D is written in the main source file, which is no header.
inline bool isInMainSource(const clang::Decl *D) {
  const clang::ASTContext &Context = D->getASTContext();
  const clang::SourceManager &Sources = Context.getSourceManager();
  return !Context.getLangOpts().IsHeaderFile &&
         Sources.isInMainFile(Sources.getExpansionLoc(D->getLocation()));
}

/// True if a header declares \p Variable, so that other files have a name for it.
inline bool isInHeader(const clang::VarDecl *Variable) {
  return llvm::any_of(Variable->redecls(), [](const clang::VarDecl *Each) {
    return !isInMainSource(Each);
  });
}

/// True if \p D is written in a system header: a library's.
inline bool isInSystemHeader(const clang::Decl *D) {
  return D->getASTContext().getSourceManager().isInSystemHeader(
      D->getLocation());
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_ORIGIN_H
