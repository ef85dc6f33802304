#include "checks/analysis/summary/DeclaredOrders.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

std::vector<LockOrderDeclaration>
declaredOrders(const Contracts &Contract,
               llvm::ArrayRef<const RecordDecl *> Records,
               llvm::ArrayRef<const VarDecl *> Variables, SymbolNames &Names) {
  std::vector<LockOrderDeclaration> Result;
  VariableUses None;
  PathResolver Paths(Contract, None, nullptr);
  auto add = [&](const ValueDecl *Lock, AccessPath Path) {
    if (Lock->getType().getNonReferenceType()->isPointerType())
      Path = Path.deref();
    for (const DeclaredOrder &Order : Contract.lockOrders(Lock)) {
      SymbolPath Mine = Names.path(Path),
                 Other = Names.path(Paths.lock(Order.Other));
      if (!Mine.isKnown() || !Other.isKnown())
        continue;
      if (!Order.Before)
        std::swap(Mine, Other);
      Result.push_back(
          {std::move(Mine), std::move(Other), Names.site(Order.DeclaredAt)});
    }
  };
  for (const RecordDecl *Record : Records)
    for (const FieldDecl *Field : Record->fields())
      if (Field->hasAttrs())
        add(Field, AccessPath::thisObject().field(Field));
  for (const VarDecl *Variable : Variables)
    if (Variable->hasAttrs())
      add(Variable, AccessPath::variable(Variable));
  return Result;
}

} // namespace sendsync
