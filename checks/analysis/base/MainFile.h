//===- MainFile.h - what only the main source file can see -----*- C++ -*-===//
//
// A declaration in the file that is compiled, not in a header: no other file sees
// it, unless that file is a header itself.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_MAINFILE_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_MAINFILE_H

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

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_MAINFILE_H
