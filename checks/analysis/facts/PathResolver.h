//===- PathResolver.h - expressions to access paths -------------*- C++ -*-===//
//
// place(E) is the location that a glvalue denotes, target(E) the location that
// a pointer value points to. References and pointers that are initialized once
// and never changed are followed to what they were bound to, pointer-like and
// container types through their models, simple getters through their bodies.
// What cannot be named is the unknown path; it never guesses.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_PATHRESOLVER_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_PATHRESOLVER_H

#include "checks/analysis/facts/Facts.h"
#include "llvm/ADT/DenseSet.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/MapVector.h"

namespace sendsync {

/// What one look at an outermost function's body says about its variables.
struct VariableUses {
  /// Changed after initialization, or their address or a mutable reference
  /// left our sight.
  llvm::DenseSet<const clang::VarDecl *> Changed;
  /// Of these, the ones that are not only assigned to: counted, handed on.
  llvm::DenseSet<const clang::VarDecl *> Updated;
  /// Local pointers and numbers that start with nothing or null, and the only value
  /// they get later; null if that is more than one thing.
  llvm::DenseMap<const clang::VarDecl *, const clang::Expr *> SetOnce;
  /// The variable of a range-based for and its hidden iterator, and the loop.
  llvm::DenseMap<const clang::VarDecl *, const clang::CXXForRangeStmt *>
      RangeOf;
  /// Members of the object under construction: what they are set to, null if
  /// that is more than one thing.
  llvm::DenseMap<const clang::FieldDecl *, const clang::Expr *> MemberInit;
  /// The pointer members of local structures, or of those that a local pointer
  /// points to, and what they are set to; null if that is more than one thing.
  llvm::DenseMap<const clang::VarDecl *,
                 llvm::SmallMapVector<const clang::FieldDecl *,
                                      const clang::Expr *, 4>>
      PointerMembers;
  /// The innermost loop around each call and construction in a loop.
  llvm::DenseMap<const clang::Expr *, const clang::Stmt *> LoopOf;
  std::vector<CountedLoop> Counted;
  /// As FunctionFacts::ByCaller.
  std::vector<clang::SourceRange> ByCaller;
  /// Local variables that are set to what goes with who calls, or by others.
  llvm::DenseSet<const clang::VarDecl *> FromCaller;
  /// Variables on which some condition depends, but that of the loop that counts
  /// them: what it decides about, or nothing if it may leave the loop.
  llvm::DenseMap<const clang::VarDecl *,
                 llvm::SmallVector<std::optional<clang::SourceRange>, 2>>
      Tested;
  /// The loop around each loop in a loop.
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> OuterLoop;

  /// How often the loop around \p E runs through, if that is a number and nothing
  /// leaves it early; 1 outside of loops. \p AtLeast: loops around it do not count.
  std::optional<int64_t> turns(const clang::Expr *E,
                               const clang::ASTContext &Context,
                               bool AtLeast) const;
  static VariableUses scan(const clang::FunctionDecl *Function);

  /// \p Condition depends on what the function is passed, or on what others see:
  /// its outcome may go with who calls. \p Depth: so many variables are followed to
  /// what they start with.
  bool dependsOnCaller(const clang::Stmt *Condition, unsigned Depth = 4) const;

  /// The one value that a local variable has wherever it is used; null if there
  /// are several, or none that is known.
  const clang::Expr *onlyValue(const clang::VarDecl *Variable) const;
};

/// The variable that \p E names, or null.
const clang::VarDecl *directVariable(const clang::Expr *E);
/// The member of `*this` that \p E names, or null.
const clang::FieldDecl *ownMember(const clang::Expr *E);

/// The function that \p Value points to, if it names one; else null.
const clang::FunctionDecl *namedFunction(const clang::Expr *Value);

/// The number that \p Value always has, 0 for a null pointer; else nothing.
std::optional<int64_t> numberOf(const clang::Expr *Value,
                                const clang::ASTContext &Context);

/// The element that \p Value, or its opposite, is the index of: by a number, or by a
/// variable and a constant distance.
PathStep indexOf(const clang::Expr &Value, const clang::ASTContext &Context,
                 bool Negated = false);

/// \p Object, of type \p Type, as a lock: the one inside it if it is a wrapper.
AccessPath lockWithin(AccessPath Object, clang::QualType Type,
                      const Contracts &Contract);

/// The object argument and the other arguments of a call, constructor call or
/// operator call, told apart.
struct CallParts {
  const clang::FunctionDecl *Callee = nullptr;
  const clang::Expr *Object = nullptr; ///< null for free functions
  bool ObjectIsPointer = false;        ///< `p->f()`
  llvm::ArrayRef<const clang::Expr *> Arguments;

  static CallParts of(const clang::Expr *Call);
};

class PathResolver {
public:
  /// \p Closure: the lambda whose body is being read, or null.
  PathResolver(const Contracts &Contract, const VariableUses &Uses,
               const FunctionFacts *Body)
      : Contract(Contract), Uses(Uses), Body(Body) {}

  AccessPath place(const clang::Expr *E) const;
  AccessPath target(const clang::Expr *E) const;
  /// The lock that an expression denotes, in an attribute or as an argument: a
  /// pointer, smart or not, means the object behind it.
  AccessPath lock(const clang::Expr *E) const;
  /// The capability that an attribute's argument names: a lock, a member of
  /// every object (`&Graph::mu_`), or everything ("*").
  Capability capability(const clang::Expr *Argument) const;
  /// What the arguments of a call denote.
  std::vector<ArgumentPaths>
  arguments(llvm::ArrayRef<const clang::Expr *> Arguments) const;
  /// The location that a variable names here: a reference's referent, the
  /// closure's copy, or the variable itself.
  AccessPath variable(const clang::VarDecl *Variable) const;
  /// The location an object expression of a model denotes at a call.
  AccessPath object(const ObjectExpr &Object, const clang::Expr *Call,
                    const AccessPath &Receiver,
                    llvm::ArrayRef<const clang::Expr *> Arguments) const;
  /// The place of a handle that is passed by value: what a local copy was made
  /// from.
  AccessPath handle(const clang::Expr *Value) const;
  /// True if the call reads or hands on nothing: it only renames its argument
  /// (`std::move`, `std::ref`).
  bool isRenaming(const clang::FunctionDecl *Callee) const;
  /// The call whose result \p Value is, if it makes a guard or starts work and
  /// returns a pointer to what stands for it; else null.
  const clang::CallExpr *makes(const clang::Expr *Value) const;

private:
  AccessPath placeOfCall(const clang::CallExpr *Call, bool WantTarget) const;
  /// What the variable of a loop over a container stands for.
  AccessPath elementOf(const clang::CXXForRangeStmt &Loop) const;
  /// What a getter, whose body is one return, gives, in its own terms: the place
  /// of the value or what it points to.
  AccessPath returned(const clang::FunctionDecl *Getter, bool WantTarget) const;
  /// What a getter gives, said by `lock_returned` or by its body, in the terms
  /// of the call.
  AccessPath placeOfGetter(const clang::CallExpr *Call, const CallParts &Parts,
                           const AccessPath &Receiver, bool WantTarget) const;
  AccessPath placeOfMethod(const clang::CXXMethodDecl *Method,
                           const AccessPath &Object, bool WantTarget,
                           llvm::ArrayRef<const clang::Expr *> Arguments) const;
  /// \p Value is a copy of a local variable that keeps its value: both share
  /// what they point to.
  bool copiesVariable(const clang::Expr *Value) const;

  /// What a pointer refers to that is so many objects further.
  AccessPath moved(const clang::Expr *Pointer, const clang::Expr &Distance,
                   bool Back) const;
  /// What a pointer was set to is still called \p Path where it is used: no
  /// local pointer on the way gets another value.
  bool keepsMeaning(const AccessPath &Path) const;

  /// Adds to \p Paths what the members of its object point to.
  void addMembers(ArgumentPaths &Paths) const;
  /// The structure that the local variable behind \p E is an unchanged copy of,
  /// or null.
  const clang::Expr *copiedStructure(const clang::Expr *E) const;
  /// In a constructor: what a pointer or reference member of the object is set
  /// to, or null.
  const clang::Expr *memberInit(const clang::Expr *E) const;

  const Contracts &Contract;
  const VariableUses &Uses;
  const FunctionFacts *Body;
  mutable unsigned Depth = 0;
};

/// The name a model uses for a method: `operator[]`, `lock`, or for a
/// conversion `operator bool`.
std::string methodName(const clang::FunctionDecl *Method);

/// \p E without parentheses, implicit casts that keep the object, temporaries
/// and cleanups.
const clang::Expr *stripped(const clang::Expr *E);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_PATHRESOLVER_H
