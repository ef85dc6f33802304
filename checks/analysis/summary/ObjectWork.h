//===- ObjectWork.h - threads that work on the object that has them -*- C++ -*-===//
//
// A class may start a thread that runs on the object itself, from a constructor or
// later, and keep the handle in a member. This says which members such work uses,
// and which of them before it has waited for anything: those have to be
// constructed when the work starts. Calls of visible functions are followed.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OBJECTWORK_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OBJECTWORK_H

#include "checks/analysis/summary/FunctionTable.h"

namespace sendsync {

struct ObjectWork {
  /// The class of the method that starts it.
  const clang::CXXRecordDecl *Class = nullptr;
  /// The method; null: the handle's initializer in the class.
  const clang::CXXMethodDecl *Method = nullptr;
  /// Null: the handle's initializer in the class.
  const SpawnFact *Spawn = nullptr;
  /// The member that gets the handle; null if none is seen to.
  const clang::FieldDecl *Handle = nullptr;
  clang::SourceLocation Started;
  /// Started while the members are constructed, before the constructor's body.
  bool AmongMembers = false;
  /// Still running where the method returns, as far as that is known.
  bool RunsOn = false;
  /// Nothing can wait for it: the method, or the call that starts it, gave the
  /// handle up.
  bool Detached = false;
  /// Ending the handle waits for it.
  bool EndWaits = false;
  /// The members that the work uses, each with the first use.
  llvm::MapVector<const clang::FieldDecl *, const Fact *> Uses;
  /// Those that nothing holds back: no wait comes before.
  llvm::MapVector<const clang::FieldDecl *, const Fact *> FirstUses;
  /// The virtual calls on the object that nothing holds back.
  std::vector<const CallFact *> FirstVirtualCalls;
  /// All virtual calls on the object.
  std::vector<const CallFact *> VirtualCalls;
  /// A use of a member in a loop, or after something that may take long; or null.
  const Fact *LateUse = nullptr;
  /// The work itself deletes the object.
  bool EndsObject = false;
};

/// All such work that \p Functions and the initializers of \p Records start.
std::vector<ObjectWork>
findObjectWork(FunctionTable &Functions,
               llvm::ArrayRef<const clang::RecordDecl *> Records);

/// Code that \p Start runs, or calls, ends the handle in \p Member or gives it
/// away; with \p OrWaits, also if it waits for anything.
bool endsHandle(const FunctionAnalysis &Start, const clang::FieldDecl *Member,
                FunctionTable &Functions, bool OrWaits);

/// What runs where an object of \p Class ends may wait for another thread: its
/// destructor, or that of a base, of a member, or of what a member owns. True if
/// one of them is not visible.
bool mayWaitAtEnd(const clang::CXXRecordDecl *Class, FunctionTable &Functions);

/// Nothing in the class ends the handle of \p Work before the members end.
bool isJoinedByItsEnd(const ObjectWork &Work, FunctionTable &Functions);

/// The destructor of the class ends the handle, and no other method does.
bool isEndedByDestructor(const ObjectWork &Work, FunctionTable &Functions);

/// The destructor that \p Class declares ends the handle \p Member, waits, or is not
/// visible.
bool endsInDestructor(const clang::CXXRecordDecl *Class,
                      const clang::FieldDecl *Member, FunctionTable &Functions);

/// The function that a class derived from \p Base puts in the place of \p Virtual,
/// or null.
const clang::CXXMethodDecl *
overrideOf(const clang::CXXMethodDecl *Virtual,
           const clang::CXXRecordDecl *Base,
           llvm::ArrayRef<const clang::RecordDecl *> Records);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OBJECTWORK_H
