#include "checks/analysis/facts/AddressTaken.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace sendsync {

void addAddressTaken(const Stmt *Code, FunctionSet &Into) {
  if (!Code)
    return;
  const Expr *Called = nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(Code))
    Called = Call->getCallee()->IgnoreParenImpCasts();
  else if (const auto *Named = dyn_cast<DeclRefExpr>(Code)) {
    if (const auto *Function = dyn_cast<FunctionDecl>(Named->getDecl()))
      Into.insert(Function->getCanonicalDecl());
  }
  // Of a lambda the body is one of the children.
  for (const Stmt *Child : Code->children()) {
    const auto *Value = dyn_cast_or_null<Expr>(Child);
    if (Called && Value && Value->IgnoreParenImpCasts() == Called &&
        isa<DeclRefExpr>(Called))
      continue;
    addAddressTaken(Child, Into);
  }
}

} // namespace sendsync
