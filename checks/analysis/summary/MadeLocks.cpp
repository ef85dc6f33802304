#include "checks/analysis/summary/MadeLocks.h"
#include "checks/analysis/locks/OwnLocks.h"
#include "checks/analysis/summary/Waits.h"

using namespace clang;

namespace sendsync {

bool isMadeOf(const CXXRecordDecl &Class, const AccessPath &Mutex,
              FunctionTable &Functions) {
  return llvm::any_of(Class.methods(), [&](const CXXMethodDecl *Method) {
    if (mutexBehind(*Method, Functions.contracts()) != Mutex)
      return false;
    const FunctionAnalysis *Operation = Functions.get(Method);
    if (!Operation || Operation->Bodies.empty())
      return false;
    const BodyResults &Body = Operation->Bodies.front();
    const Capability Inner(Mutex);
    return Body.Locks->solved() && !Body.Locks->exit().find(Inner) &&
           !Body.Locks->entry().find(Inner) && isTakenIn(Body, Inner);
  });
}

bool isInMadeLock(const AccessPath &Lock, FunctionTable &Functions) {
  AccessPath Object = Lock;
  while (!Object.steps().empty() &&
         Object.steps().back().StepKind == PathStep::Field) {
    Object = Object.parent();
    QualType Type = Object.type();
    const CXXRecordDecl *Class =
        Type.isNull() ? nullptr
                      : Type.getNonReferenceType()->getAsCXXRecordDecl();
    if (Class && Class->hasDefinition() &&
        isMadeOf(*Class->getDefinition(),
                 Lock.rebase(Object, AccessPath::thisObject()), Functions))
      return true;
  }
  return false;
}

} // namespace sendsync
