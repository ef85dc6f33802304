//===- MemberGuards.h - which lock guards a member, as code shows *- C++ -*-===//
//
// An interface: the types stage asks it for the monitor rule (rules.md §1.4),
// the locks stage answers from the accesses it has seen.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MEMBERGUARDS_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MEMBERGUARDS_H

#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceLocation.h"

namespace sendsync {

/// How the visible code uses one member outside constructors and destructors.
struct MemberUse {
  enum Kind : uint8_t {
    Unseen,    ///< not every body that can reach the member is visible
    Untouched, ///< every body is visible, none uses it
    ReadOnly,  ///< only read: written in constructors at most
    Guarded,   ///< every access holds one lock in a sufficient mode
    Unguarded  ///< written somewhere, and some access holds no common lock
  };
  Kind UseKind = Unseen;
  /// For Unguarded: the access that shows it, preferably a write.
  clang::SourceLocation Culprit;
  const clang::FunctionDecl *CulpritFunction = nullptr;
  bool CulpritWrites = false;
  /// The culprit is inside a const member function.
  bool CulpritInConstMethod = false;
};

class MemberGuards {
public:
  virtual ~MemberGuards() = default;
  virtual MemberUse use(const clang::FieldDecl *Member) const = 0;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MEMBERGUARDS_H
