//===- LockClasses.h - lock classes whose bodies are elsewhere --*- C++ -*-===//
//
// A class with a lock in it that declares its operations, while their bodies are
// in another file, is a lock as well. Which operation takes it and which gives it
// back shows in a class of guards: its constructor calls the one, its destructor
// the other. Two classes that contradict each other show nothing.
//
// Cost: one look at the classes of the file, when such an operation is first met.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_LOCKCLASSES_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_LOCKCLASSES_H

#include "checks/analysis/contract/Summaries.h"
#include "checks/analysis/contract/Contracts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace sendsync {

class LockClasses {
public:
  explicit LockClasses(const Contracts &Contract) : Contract(Contract) {}

  UnseenOperation operation(const clang::FunctionDecl *Callee);

private:
  void collect(const clang::DeclContext *Context);
  void collectGuard(const clang::CXXRecordDecl *Guard);
  /// Without a body, of a class with a lock in it, and nobody says what it does.
  bool isUnseen(const clang::CXXMethodDecl *Method) const;
  /// The only such operation without arguments that is called below \p S, or null.
  /// \p Unique becomes false if there are several.
  void findOperation(const clang::Stmt *S, const clang::CXXMethodDecl *&Only,
                     bool &Unique) const;

  const Contracts &Contract;
  bool Collected = false;
  llvm::DenseSet<const clang::CXXMethodDecl *> Takes, Gives;
  /// The classes of these.
  llvm::DenseSet<const clang::CXXRecordDecl *> Classes;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_LOCKCLASSES_H
