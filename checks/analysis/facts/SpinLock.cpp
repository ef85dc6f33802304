#include "checks/analysis/facts/SpinLock.h"
#include "checks/analysis/facts/PathResolver.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace sendsync {

namespace {

/// What one method does with the flag of its object.
struct FlagUses {
  bool TakesInLoop = false;
  bool Takes = false;
  bool Gives = false;
  bool Other = false; ///< something that is no operation of a lock

  std::optional<LockOp> operation() const {
    bool Acquires = Takes || TakesInLoop;
    if (Other || Gives == Acquires)
      return std::nullopt;
    if (Gives)
      return LockOp::Release;
    return TakesInLoop ? LockOp::Acquire : LockOp::TryAcquire;
  }
};

class FlagSearch {
public:
  FlagSearch(const FieldDecl *Flag, const Contracts &Contract)
      : Flag(Flag), Model(*Contract.typeModel(Flag->getType())),
        Contract(Contract) {}

  FlagUses of(const CXXMethodDecl *Method) {
    Uses = FlagUses();
    walk(Method->getBody(), /*InLoop=*/false);
    return Uses;
  }

private:
  enum class Stored : uint8_t { Implied, True, False, Varies };

  /// What an operation stores: `exchange(true)`; the flag's own ones
  /// (`test_and_set`, `clear`) do not write it out. The last number counts, after
  /// the expected one; a memory order is none.
  Stored stored(llvm::ArrayRef<const Expr *> Arguments) const {
    for (const Expr *Argument : llvm::reverse(Arguments)) {
      QualType Type = Argument->getType();
      if (Type->isEnumeralType() || !Type->isIntegerType())
        continue;
      Expr::EvalResult Value;
      if (Argument->isValueDependent() ||
          !Argument->EvaluateAsInt(Value, Contract.context()))
        return Stored::Varies;
      return Value.Val.getInt().getBoolValue() ? Stored::True : Stored::False;
    }
    return Stored::Implied;
  }

  void visitOperation(const CallParts &Parts, bool InLoop) {
    std::string Name = methodName(Parts.Callee);
    Stored Value = stored(Parts.Arguments);
    if (Model.Takes.contains(Name) &&
        (Value == Stored::Implied || Value == Stored::True))
      (InLoop ? Uses.TakesInLoop : Uses.Takes) = true;
    else if (Model.Gives.contains(Name) &&
             (Value == Stored::Implied || Value == Stored::False))
      Uses.Gives = true;
    else if (!cast<CXXMethodDecl>(Parts.Callee)->isConst())
      Uses.Other = true;
  }

  bool isFlag(const Stmt *S) const {
    const auto *E = dyn_cast<Expr>(S);
    const auto *Member = dyn_cast_or_null<MemberExpr>(E ? stripped(E) : nullptr);
    return Member && Member->getMemberDecl()->getCanonicalDecl() == Flag &&
           isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts());
  }

  void walk(const Stmt *S, bool InLoop) {
    if (!S)
      return;
    InLoop |= isa<WhileStmt, DoStmt, ForStmt>(S);
    const auto *Call = dyn_cast<CallExpr>(S);
    CallParts Parts = Call ? CallParts::of(Call) : CallParts();
    if (Parts.Object && Parts.Callee && isFlag(Parts.Object)) {
      visitOperation(Parts, InLoop);
      for (const Expr *Argument : Parts.Arguments)
        walk(Argument, InLoop);
      return;
    }
    if (isFlag(S)) {
      Uses.Other = true;
      return;
    }
    for (const Stmt *Child : S->children())
      walk(Child, InLoop);
  }

  const FieldDecl *Flag;
  const TypeModel &Model;
  const Contracts &Contract;
  FlagUses Uses;
};

bool hasShortBody(const CXXMethodDecl *Method) {
  constexpr unsigned MaxStatements = 8;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Method->getBody());
  return Body && Body->size() <= MaxStatements;
}

/// The member whose taking and giving back is all that the class does with it,
/// or null.
const FieldDecl *flagOf(const CXXRecordDecl *Class, const Contracts &Contract) {
  if (!Class || !Class->hasDefinition() || Class->isDependentContext())
    return nullptr;
  for (const FieldDecl *Field : Class->fields()) {
    const TypeModel *Model = Contract.typeModel(Field->getType());
    if (!Model || Model->Takes.empty())
      continue;
    FlagSearch Search(Field->getCanonicalDecl(), Contract);
    bool Acquires = false, Releases = false, Other = false;
    for (const CXXMethodDecl *Method : Class->methods()) {
      if (isa<CXXConstructorDecl>(Method) || !Method->hasBody())
        continue;
      FlagUses Uses = Search.of(Method);
      std::optional<LockOp> Operation = Uses.operation();
      Acquires |= Operation == LockOp::Acquire;
      Releases |= Operation == LockOp::Release;
      Other |= Uses.Other || (Uses.Gives && (Uses.Takes || Uses.TakesInLoop));
    }
    if (Acquires && Releases && !Other)
      return Field->getCanonicalDecl();
  }
  return nullptr;
}

} // namespace

std::optional<LockOp> spinOperation(const CXXMethodDecl *Method,
                                    const Contracts &Contract) {
  const FunctionDecl *Definition = nullptr;
  if (!Method || Method->isStatic() || isa<CXXConstructorDecl>(Method) ||
      !Method->hasBody(Definition) ||
      Contract.typeModel(Method->getParent()))
    return std::nullopt;
  Method = cast<CXXMethodDecl>(Definition);
  if (!hasShortBody(Method))
    return std::nullopt;
  // Most classes have no such member, and most methods do not touch it.
  for (const FieldDecl *Field : Method->getParent()->fields()) {
    const TypeModel *Model = Contract.typeModel(Field->getType());
    if (!Model || Model->Takes.empty())
      continue;
    std::optional<LockOp> Operation =
        FlagSearch(Field->getCanonicalDecl(), Contract).of(Method).operation();
    if (Operation && flagOf(Method->getParent(), Contract) ==
                         Field->getCanonicalDecl())
      return Operation;
  }
  return std::nullopt;
}

bool isSpinLock(const CXXRecordDecl *Class, const Contracts &Contract) {
  return Class && !Contract.typeModel(Class) && flagOf(Class, Contract);
}

} // namespace sendsync
