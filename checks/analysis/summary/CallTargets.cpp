#include "checks/analysis/summary/CallTargets.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/PathResolver.h"

using namespace clang;

namespace sendsync {

void CallTargets::overridden(const CXXMethodDecl &Method) {
  for (const CXXMethodDecl *Base : Method.overridden_methods()) {
    Out.Targets.push_back({Names.function(Base), Out.Function});
    overridden(*Base);
  }
}

void CallTargets::set(const AccessFact &Write) {
  const ValueDecl *Last = Write.Path.lastDeclaration();
  if (Last && Write.isWrite() && Write.Constant != 0 &&
      Last->getType()->isFunctionPointerType())
    Out.Targets.push_back(
        {Names.data(Last), Names.function(Write.StoredFunction)});
}

void CallTargets::name(const CallFact &Call, CallEvent &To) {
  To.Callee =
      Call.Callee ? Names.function(Call.Callee) : pointer(Call.Receiver);
  if (!Call.Virtual && Call.Callee)
    return;
  // Of methods and members other objects may have others.
  bool IsVariable =
      !Call.Callee &&
      isa_and_nonnull<VarDecl>(Call.Receiver.lastDeclaration());
  To.Open = IsVariable ? 2 : 1;
}

const Symbol *CallTargets::pointer(const AccessPath &Pointer) {
  const ValueDecl *Last = Pointer.lastDeclaration();
  if (!Last || !Last->getType()->isFunctionPointerType() ||
      isa<ParmVarDecl>(Last))
    return nullptr;
  const Symbol *Name = Names.data(Last);
  const auto *Variable = dyn_cast<VarDecl>(Last);
  if (!Variable)
    return Name;
  // Others may set what they have a name for.
  if (isInHeader(Variable))
    Out.Targets.push_back({Name, nullptr});
  const Expr *Init = Variable->getAnyInitializer();
  if (Init && numberOf(Init, Contract.context()) != 0)
    Out.Targets.push_back({Name, Names.function(namedFunction(Init))});
  return Name;
}

} // namespace sendsync
