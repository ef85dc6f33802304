//===- SymbolNames.h - declarations and paths by name -----------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SYMBOLNAMES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SYMBOLNAMES_H

#include "checks/analysis/program/Summary.h"
#include "checks/analysis/summary/FunctionTable.h"
#include "checks/analysis/summary/GuardEvidence.h"

namespace sendsync {

/// Gives the declarations of one file their symbols. Each is named once.
class SymbolNames {
public:
  SymbolNames(SymbolTable &Symbols, const clang::SourceManager &Sources,
              const PathNamer &PathOf)
      : Symbols(Symbols), Sources(Sources), PathOf(PathOf) {}

  /// What follows is in the body of \p Function: its thread's variables are those
  /// of one activation.
  void enter(const Symbol *Function) { Within = Function; }
  /// Bodies of closures go by the function around them and their number.
  void nameClosures(const FunctionAnalysis &Analysis);

  const Symbol *function(const clang::FunctionDecl *Function);
  const Symbol *body(const FunctionFacts &Body);
  const Symbol *data(const clang::ValueDecl *Data);
  const Symbol *record(const clang::RecordDecl *Record);
  const Symbol *text(llvm::StringRef Text) {
    return Symbols.intern(Text, Text);
  }
  const Symbol *type(clang::QualType Type);
  /// Unknown for what only this file's syntax tree can name.
  SymbolPath path(const AccessPath &Path);
  SymbolStep step(const PathStep &Step);
  Site site(clang::SourceLocation Location);
  const Symbol *file(clang::SourceLocation Location);

private:
  const Symbol *declared(const clang::NamedDecl *Declaration,
                         llvm::StringRef Scope);
  /// The object that a thread-local variable names in the current body: others
  /// have another, but for those that are given its address.
  const Symbol *threadLocal(const clang::VarDecl *Variable);
  SymbolTable &Symbols;
  const clang::SourceManager &Sources;
  const PathNamer &PathOf;
  const Symbol *Within = nullptr;
  llvm::DenseMap<const clang::Decl *, const Symbol *> Known;
  llvm::DenseMap<const clang::CapturedStmt *, const Symbol *> Regions;
  llvm::DenseMap<clang::FileID, const Symbol *> Files;
  llvm::DenseMap<const void *, const Symbol *> TypeNames;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_SYMBOLNAMES_H
