#include "checks/analysis/contract/LockKind.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace sendsync {

namespace {

/// The entry for one of the macros that \p At comes from, the innermost first.
std::optional<Recursion> kindOfMacro(SourceLocation At,
                                     const RecursionNames &Names,
                                     const ASTContext &Context) {
  const SourceManager &Sources = Context.getSourceManager();
  while (At.isMacroID()) {
    auto Known = Names.find(
        Lexer::getImmediateMacroName(At, Sources, Context.getLangOpts()));
    if (Known != Names.end())
      return Known->second;
    At = Sources.getImmediateMacroCallerLoc(At);
  }
  return std::nullopt;
}

/// The kind of lock one constant stands for: by its name, else the plain one if
/// it has a name or is zero.
Recursion kindOfConstant(const Expr *E, const RecursionNames &Kinds,
                         const ASTContext &Context) {
  if (std::optional<Recursion> Known =
          kindOfMacro(E->getBeginLoc(), Kinds, Context))
    return *Known;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *Constant = dyn_cast<EnumConstantDecl>(Ref->getDecl());
    if (!Constant)
      return Recursion::Unknown;
    auto Known = Kinds.find(Constant->getName());
    return Known == Kinds.end() ? Recursion::No : Known->second;
  }
  if (const auto *Literal = dyn_cast<IntegerLiteral>(E))
    return Literal->getValue().isZero() || E->getBeginLoc().isMacroID()
               ? Recursion::No
               : Recursion::Unknown;
  return Recursion::Unknown;
}

} // namespace

Recursion selectedKind(const Expr *Kind, const RecursionNames &Kinds,
                       const ASTContext &Context) {
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Kind))
    Kind = Default->getExpr();
  Kind = Kind->IgnoreParenCasts();
  const auto *Operator = dyn_cast<BinaryOperator>(Kind);
  if (!Operator || !Operator->isBitwiseOp())
    return kindOfConstant(Kind, Kinds, Context);
  Recursion Left = selectedKind(Operator->getLHS(), Kinds, Context);
  Recursion Right = selectedKind(Operator->getRHS(), Kinds, Context);
  // Whatever the other bits are.
  for (Recursion Decisive :
       {Recursion::Yes, Recursion::Unknown, Recursion::Fails})
    if (Left == Decisive || Right == Decisive)
      return Decisive;
  return Recursion::No;
}

std::optional<Recursion> initializedKind(const Expr *Init, QualType Type,
                                         const Contracts &Contract) {
  const TypeModel *Model = Contract.typeModel(Type);
  if (!Model || !Model->Lock)
    return std::nullopt;
  Init = Init->IgnoreImplicit();
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(Init))
    Init = Literal->getInitializer();
  if (std::optional<Recursion> Known = kindOfMacro(
          Init->getBeginLoc(), Model->Lock->Initializers, Contract.context()))
    return Known;
  const auto *Construct = dyn_cast<CXXConstructExpr>(Init);
  const FunctionModel *Constructor =
      Construct ? Contract.functionModel(Construct->getConstructor()) : nullptr;
  if (!Constructor || !Constructor->Init)
    return std::nullopt;
  const LockInit &How = *Constructor->Init;
  if (How.Recursive)
    return How.Recursive;
  if (!How.Kind)
    return Recursion::Unknown;
  return *How.Kind < Construct->getNumArgs()
             ? selectedKind(Construct->getArg(*How.Kind), How.Kinds,
                            Contract.context())
             : Recursion::No;
}

} // namespace sendsync
