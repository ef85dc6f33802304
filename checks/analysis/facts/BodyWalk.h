//===- BodyWalk.h - one body, statement by statement ------------*- C++ -*-===//
//
// Private to the facts stage: the walk behind collectFacts. BodyGraph.cpp makes
// the blocks, BodyWalk.cpp knows statements, CallWalk.cpp calls, LockWalk.cpp
// guards and locks, OwnerWalk.cpp guards in other objects, BindWalk.cpp what
// pointers and references get, SpawnWalk.cpp boundaries, handles and callables.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_BODYWALK_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_BODYWALK_H

#include "checks/analysis/contract/Summaries.h"
#include "checks/analysis/facts/Callables.h"
#include "checks/analysis/facts/Facts.h"
#include "checks/analysis/facts/PathResolver.h"
#include "checks/analysis/facts/Regions.h"
#include "llvm/ADT/SetVector.h"

namespace sendsync {

class BodyWalk {
public:
  BodyWalk(FunctionFacts &Out, const Contracts &Contract,
           const VariableUses &Uses, Summaries *Callees = nullptr)
      : Out(Out), Contract(Contract), Uses(Uses), Callees(Callees),
        Paths(Contract, Uses, &Out) {}

  /// Fills Out. False if Clang cannot build a CFG.
  bool run();
  /// The callables that the construction \p Made starts elsewhere.
  std::vector<CallableUse> startedBy(const clang::Expr *Made) const;

private:
  // Statements (BodyGraph.cpp and BodyWalk.cpp).
  void visit(const clang::Stmt *S);
  void visitElement(const clang::CFGElement &Element);
  void visitDeclaration(const clang::VarDecl *Variable);
  /// The value is a pointer, plain or smart, to an object that it makes.
  bool makesObject(const clang::Expr *Value) const;
  /// Who made the object that \p Variable is set to with \p Init, and never set
  /// to again.
  void noteMaker(const clang::VarDecl *Variable, const clang::Expr *Init);
  /// \p Part of \p Value, which \p Variable is set to, or which is returned, may
  /// make a guard.
  void visitBorrow(const clang::VarDecl *Variable, const clang::Expr *Value,
                   bool IsReference, const clang::Expr *Part);
  void visitReturn(const clang::ReturnStmt *Return);
  void addReferents(const clang::Expr *Value, ReturnFact &Return) const;
  /// `f(&variable)`, for a variable with a cleanup function, at the end of its
  /// scope.
  void visitCleanup(const clang::VarDecl *Variable,
                    const clang::FunctionDecl *Function);
  /// See FlagFact. What the temporary itself is named by is another expression.
  void flag(const clang::CXXBindTemporaryExpr *Bind, bool Set);
  void visitLambda(const clang::LambdaExpr *Lambda);
  /// A directive whose code a team of threads runs (Regions.cpp).
  void visitDirective(const clang::OMPExecutableDirective *Directive);
  /// A critical section begins or ends: a lock without an object.
  void visitSection(const clang::OMPCriticalDirective *Section, LockOp Op);
  /// Reads what is stored at \p Place; of `a ? b : c`, both b and c.
  void readValue(const clang::Expr *Place);
  /// \p Enter is called with each statement before it is visited.
  void visitBlock(const clang::CFGBlock &Block,
                  llvm::function_ref<void(const clang::Stmt *)> Enter);
  void visitSuspension(const clang::CoroutineSuspendExpr *Suspension);
  void compareResult(const clang::BinaryOperator &Operator,
                     BranchCondition &Branch) const;
  std::optional<BranchCondition> branch(const clang::Expr *Condition) const;
  /// How the condition of the block at hand always comes out, as far as that
  /// hangs on a local variable which keeps the number that it starts with: the
  /// index of the successor that is never reached.
  std::optional<unsigned> deadSuccessor() const;
  /// The branch of a condition of any other form that only reads.
  void readOnlyBranch(const clang::Expr *Condition);
  /// The number that an expression always has.
  std::optional<int64_t> constantOf(const clang::Expr *Value) const;
  const clang::Expr *storedCall(const clang::Expr *Value,
                                bool &Negated) const;

  // Calls (CallWalk.cpp).
  void visitCall(const clang::Expr *Site, const CallParts &Parts);
  void visitReceiver(const clang::Expr *Site, const CallParts &Parts,
                     const AccessPath &Receiver);
  void visitArguments(const CallParts &Parts, bool Copies);
  /// What the call does to its object and its arguments.
  void visitUses(const clang::Expr *Site, const CallParts &Parts,
                 const AccessPath &Receiver);
  /// A library function reads or writes what its arguments point to.
  void touch(AccessFact::Mode Mode, const ObjectExpr &Object,
             llvm::ArrayRef<const clang::Expr *> Arguments);
  /// The call itself, with the callables among its arguments; \p Started: these
  /// run elsewhere.
  void addCall(CallFact Call, const CallParts &Parts, bool Started = false);
  CallFact describe(const clang::Expr *Site, const CallParts &Parts,
                    const AccessPath &Receiver) const;
  /// What a call through a function pointer reads the pointer from.
  AccessPath calledPointer(const clang::CallExpr *Call) const;

  // Guards and locks (LockWalk.cpp).
  void addModelledLocks(const GuardModel &Model,
                        llvm::ArrayRef<const clang::Expr *> Arguments,
                        GuardFact &Guard);
  bool visitGuardConstruction(const clang::CXXConstructExpr *Construct);
  /// A guard of a class with attributes, by what its constructor declares.
  void addDeclaredLocks(const clang::Expr *Site, const CallParts &Parts,
                        GuardFact &Guard);
  /// A function that returns a guard: `value.synchronize()`.
  bool visitGuardFactory(const clang::Expr *Site, const CallParts &Parts,
                         const AccessPath &Receiver);
  bool visitGuardMethod(const clang::Expr *Site, const CallParts &Parts,
                        const AccessPath &Receiver);
  /// A function that ends a guard which is known by a pointer.
  bool visitGuardEnd(const clang::Expr *Site, const CallParts &Parts,
                     const AccessPath &Receiver);
  /// An operation of a lock class of the user's that no model speaks of: a spin
  /// lock that it builds by itself, or one whose bodies are elsewhere.
  bool visitOwnLock(const clang::Expr *Site, const CallFact &Call);
  /// The arguments that are addresses are taken for what is done to a lock.
  void takenForLock(llvm::ArrayRef<const clang::Expr *> Arguments);
  /// A call that decides what kind of lock an object is.
  void visitInit(const clang::Expr *Site, const CallParts &Parts,
                 const AccessPath &Receiver);
  /// The same for an initializer, or a value that is assigned.
  void visitLockValue(const clang::Expr *Value, clang::QualType Type,
                      const AccessPath &Object);
  /// Of a guard class that declares what its methods do.
  bool visitDeclaredGuardMethod(const clang::Expr *Site,
                                const CallParts &Parts,
                                const AccessPath &Receiver);
  /// Without \p OnObject, effects on the object itself are left out.
  bool visitLockEffects(const clang::Expr *Site, const CallParts &Parts,
                        const CallFact &Call, bool OnObject = true);
  void visitCondition(const CallParts &Parts, const CallFact &Call);
  Capability capability(const DeclaredLockEffect &Effect,
                        const clang::Expr *Site, const CallFact &Call,
                        const CallParts &Parts) const;

  // What pointers and references refer to (BindWalk.cpp).
  /// \p Cell, of type \p Type, is set to \p Value.
  void bind(const AccessPath &Cell, clang::QualType Type,
            const clang::Expr *Value);
  /// A method, or an assignment, gives a smart pointer or view another referent.
  void bindReceiver(const CallParts &Parts, const AccessPath &Receiver);
  /// The object that a constructor makes at this place of the graph; unknown if it
  /// has no name.
  AccessPath objectMadeAt(const clang::ConstructionContext *Context) const;
  /// Finds, in \p S, which pointers get what is made on the heap.
  void findHolders(const clang::Stmt *S);
  void noteHolder(const clang::Expr *Value, const AccessPath &Pointer);
  /// A library function that makes an object of a user's class: its constructor
  /// runs there.
  void visitMaker(const clang::Expr *Site, const CallParts &Parts);

  // Boundaries, handles and callables (SpawnWalk.cpp).
  bool visitHandleUse(const clang::Expr *Site, const CallParts &Parts,
                      const AccessPath &Receiver);
  bool visitBoundary(const clang::Expr *Site, const CallParts &Parts,
                     const AccessPath &Receiver);
  /// The body of the callee shows that it is one.
  bool visitLearnedBoundary(const clang::Expr *Site, const CallParts &Parts,
                            const AccessPath &Receiver);
  SpawnFact &spawn(const BoundaryModel &Boundary, const clang::Expr *Site,
                   const clang::FunctionDecl *Callee,
                   llvm::ArrayRef<const clang::Expr *> Arguments,
                   AccessPath Handle, const TypeModel *HandleType,
                   const clang::Expr *Object = nullptr);
  /// What the started callable's parameters, and its object, mean here.
  void addInvocation(const BoundaryModel &Boundary, const clang::Expr *Site,
                     llvm::ArrayRef<const clang::Expr *> Arguments,
                     SpawnFact &Spawn);
  void addFunctor(const CallableUse &Started, const AccessPath &Object,
                  std::vector<Crossing> &To) const;
  CallableUse resolveCallable(const clang::Expr *E) const;
  void addLambdaCrossings(const clang::LambdaExpr *Lambda,
                          std::vector<Crossing> &To) const;
  void addPayload(llvm::ArrayRef<const clang::Expr *> Payload,
                  std::vector<Crossing> &To) const;
  AccessPath refersTo(const clang::Expr *Value) const;
  /// Says in \p Write what the pointer it stores refers to.
  void noteReferents(AccessFact &Write, const clang::Expr *Value) const;
  /// As refersTo, for iterators too.
  AccessPath borrowed(const clang::Expr *Value,
                      ReturnFact::Borrow &Kind) const;

  // Objects that others hold: contents and elements (OwnerWalk.cpp).
  /// A guard or handle gets into an owner or a container, or is made there. True
  /// if that is all there is to say of the call.
  bool visitOwner(const clang::Expr *Site, const CallParts &Parts,
                  const AccessPath &Receiver);
  /// The guard or handle that \p Owner's objects have in them, or null.
  const clang::CXXRecordDecl *contentOf(clang::QualType Owner) const;
  /// An object of \p Class is made at \p Place; \p Parts is the call that does
  /// so. As visitOwner.
  bool visitContent(const clang::Expr *Site, const CallParts &Parts,
                    const AccessPath &Receiver,
                    const clang::CXXRecordDecl *Class,
                    llvm::ArrayRef<const clang::Expr *> MadeFrom,
                    const AccessPath &Place);
  bool visitGuardContent(const clang::Expr *Site,
                         const clang::CXXRecordDecl *Class,
                         llvm::ArrayRef<const clang::Expr *> MadeFrom,
                         const AccessPath &Place);
  /// Member of an aggregate that its own initializer makes.
  void visitDefaultMember(const clang::Expr *Init, const AccessPath &Object,
                          const clang::FieldDecl *Field);

  // Tracked types: guards, and handles of running work.
  bool isTracked(clang::QualType Type) const;
  /// Tracked, or may release a lock at its end.
  bool mayBeGuard(clang::QualType Type) const;
  /// As move, for each part of a braced list.
  void moveInto(const clang::Expr *Init, const AccessPath &To,
                clang::SourceLocation At);
  /// A handle that is a number was copied: both may be joined.
  void loseCopied(const clang::Expr *Value);
  void move(const clang::Expr *From, AccessPath To, clang::SourceLocation At);
  /// The result of a call that makes a guard or starts work, and returns a
  /// pointer to what stands for it, is stored in \p Pointer; so is what `new`
  /// makes.
  void storeMade(const clang::Expr *Value, const AccessPath &Pointer,
                 clang::SourceLocation At);

  template <typename F> F &add(const clang::Stmt *At);
  void access(AccessFact::Mode Mode, const AccessPath &Path,
              const clang::Expr *At, bool MayWrite = false);
  /// The read of an operation that also writes.
  void readForUpdate(const AccessPath &Path, const clang::Expr *At);
  /// What \p Pointer points to is deleted, as an object of type \p Ended, or freed.
  void free(const clang::Expr *Pointer, clang::QualType Ended = {});
  /// An atomic operation on what \p Pointer points to.
  void atomicAccess(AccessFact::Mode Mode, const clang::Expr *Pointer,
                    MemoryOrdering Ordering = {}, bool IsAtomic = true);

  /// Of a region: the parts that not every thread runs at once.
  std::vector<TeamPart> Parts;
  /// The temporaries that are made on some ways through an expression only.
  llvm::SmallSetVector<const clang::CXXBindTemporaryExpr *, 4> Flagged;
  /// The first of the conditions that are written alike.
  std::map<llvm::FoldingSetNodeID, const clang::Expr *> Conditions;
  FunctionFacts &Out;
  const Contracts &Contract;
  const VariableUses &Uses;
  Summaries *Callees; ///< may be null
  PathResolver Paths;
  FactBlock *Current = nullptr;
  const clang::Stmt *CurrentStatement = nullptr;
  /// With a `(void)` before it: true.
  llvm::DenseMap<const clang::Expr *, bool> DiscardedExpressions;
  /// The variables that a `return` names.
  llvm::DenseSet<const clang::VarDecl *> Returned;
  /// What the constructor at hand makes, if that has a name.
  AccessPath Made;
  /// The objects that expressions make on the heap, by the pointers that get them.
  llvm::DenseMap<const clang::Expr *, AccessPath> Holders;
  /// The facts that `&x` makes.
  llvm::DenseMap<const clang::Expr *, AccessFact *> Addresses;
};

/// The constructor of \p Class that takes \p Arguments; null if that is not clear.
const clang::CXXConstructorDecl *
constructorFor(const clang::CXXRecordDecl *Class,
               llvm::ArrayRef<const clang::Expr *> Arguments,
               const Contracts &Contract);

/// Where a user would put the caret of a call: at the callee's name.
clang::SourceLocation calleeLocation(const clang::Expr *Site);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_BODYWALK_H
