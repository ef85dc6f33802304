//===- Contracts.h - what declarations promise ------------------*- C++ -*-===//
//
// One place to ask what the author of a declaration, or of a model, has said
// about it: is this type a lock, which lock guards this field, does this call
// start a thread. Looks at declarations and attributes only, never at bodies.
//
// Precedence: attributes in code over project models over built-in models.
// Cost: one name look-up per declaration, then memoized.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_CONTRACTS_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_CONTRACTS_H

#include "checks/analysis/contract/Model.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

namespace sendsync {

/// The author's word on a trait (the claim), from an annotation.
struct Claim {
  enum Kind : uint8_t {
    Checked,   ///< SENDSYNC_SEND: checked against the members
    Unchecked, ///< SENDSYNC_SEND_UNCHECKED("why"): believed
    Negative,  ///< SENDSYNC_NOT_SEND("why"): believed
    When       ///< SENDSYNC_SEND_WHEN(send(T)): conditional, checked
  };
  Trait Of = Trait::Send;
  Kind ClaimKind = Checked;
  std::string Why;
  std::optional<TraitExpr> Condition;
  clang::SourceLocation Location;
  /// Non-empty: the annotation itself is malformed; the text says how.
  std::string Malformed;
};

/// A lock effect of a function: stated by a model (`Object`) or by a Clang
/// attribute, whose argument is an expression over parameters and `this`.
struct DeclaredLockEffect : LockEffect {
  const clang::Expr *Argument = nullptr; ///< null: `Object` counts
  bool Negated = false;                  ///< `REQUIRES(!mu)`
  clang::SourceLocation DeclaredAt;
};

/// "This data is guarded by that lock", as declared.
struct DeclaredGuard {
  const clang::Expr *Lock = nullptr; ///< from guarded_by(mu)
  std::string LockName;              ///< from the string form; else empty
  bool Pointee = false;              ///< pt_guarded_by
  bool AnyLock = false;              ///< guarded_var: whichever lock
  GuardedUse Use = GuardedUse::Every;
  clang::SourceLocation DeclaredAt; ///< invalid: in the model
  ModelLocation Model;
};

/// "This lock is acquired before (or after) that one", as declared.
struct DeclaredOrder {
  const clang::Expr *Other = nullptr;
  bool Before = false;
  clang::SourceLocation DeclaredAt;
};

class Contracts {
public:
  Contracts(const clang::ASTContext &Context, const ModelSet &Models)
      : Context(Context), Models(Models) {}

  /// The model of a type; looks through typedefs (a typedef's own name wins:
  /// `pthread_spinlock_t`), references and qualifiers, not through pointers.
  const TypeModel *typeModel(clang::QualType Type) const;
  const TypeModel *typeModel(const clang::TagDecl *Type) const;
  /// The model of a function; of a template's pattern for specializations.
  const FunctionModel *functionModel(const clang::FunctionDecl *F) const;

  /// Lock effects by attributes if the function has any, else by its model.
  llvm::ArrayRef<DeclaredLockEffect>
  lockEffects(const clang::FunctionDecl *F) const;
  llvm::ArrayRef<DeclaredGuard> guards(const clang::ValueDecl *Data) const;
  /// From acquired_before and acquired_after. Not memoized.
  std::vector<DeclaredOrder> lockOrders(const clang::ValueDecl *Lock) const;
  /// The claims on the type itself; inherited ones are the caller's business.
  llvm::ArrayRef<Claim> claims(const clang::RecordDecl *Type) const;

  /// True if the type is a lock: by model or by Clang's capability attribute.
  bool isLock(clang::QualType Type) const;
  /// The only lock in a class that is not itself a lock: `GUARDED_BY(mutex_)`
  /// with a wrapper of the user's means that one. Null if there is none, or more
  /// than one.
  const clang::FieldDecl *wrappedLock(clang::QualType Type) const;
  /// True if the type is a RAII guard: by model or scoped_lockable.
  bool isGuard(clang::QualType Type) const;
  /// The guard that objects of a modelled type have in them: the content of an
  /// owner, the element of a container. A class of the user's counts that may be
  /// one: its destructor has a body, or a member is a guard. Null if there is none.
  const clang::CXXRecordDecl *guardIn(clang::QualType Owner) const;
  /// The handle of running work that objects of a modelled type have in them, or
  /// The class of the objects that a pointer of this type, plain or modelled,
  /// refers to; null if that is no class.
  const clang::CXXRecordDecl *pointeeOf(clang::QualType Pointer) const;
  /// null.
  const clang::CXXRecordDecl *handleIn(clang::QualType Owner) const;
  /// A guard, a class of the user's whose destructor may release a lock, or an
  /// object that has one of these in it.
  bool mayBeGuard(clang::QualType Type) const;
  Recursion recursion(clang::QualType Lock) const;
  /// What says that a lock has to be released by the thread that acquired it:
  /// the model of the lock, or of one that a lock class of the user's is made
  /// of. Null if it does not have to, or nothing is known.
  const LockModel *threadAffinity(clang::QualType Lock) const;
  /// no_thread_safety_analysis or its sendsync spelling.
  bool isUnanalysed(const clang::FunctionDecl *F) const;
  /// The method is in the type's `const_like` list or declared const.
  bool isReadOnlyMethod(const clang::CXXMethodDecl *Method) const;
  /// Annotations spelled `sendsync::<Name>` on the declaration.
  bool hasAnnotation(const clang::Decl *D, llvm::StringRef Name) const;

  /// Values of the type say what an atomic operation orders.
  bool isMemoryOrder(clang::QualType Type) const;

  const ModelSet &models() const { return Models; }
  const clang::ASTContext &context() const { return Context; }

private:
  const clang::ASTContext &Context;
  const ModelSet &Models;
  mutable llvm::DenseMap<const clang::Decl *, const TypeModel *> TypeCache;
  mutable llvm::DenseMap<const clang::Decl *, const FunctionModel *>
      FunctionCache;
  mutable llvm::DenseMap<const clang::Decl *,
                         std::unique_ptr<std::vector<DeclaredLockEffect>>>
      EffectCache;
  mutable llvm::DenseMap<const clang::Decl *,
                         std::unique_ptr<std::vector<DeclaredGuard>>>
      GuardCache;
  mutable llvm::DenseMap<const clang::Decl *,
                         std::unique_ptr<std::vector<Claim>>>
      ClaimCache;
};

/// The qualified name models use: without inline namespaces, template
/// arguments and ABI tags; a typedef's name for an unnamed type.
std::string modelName(const clang::NamedDecl *D);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_CONTRACTS_H
