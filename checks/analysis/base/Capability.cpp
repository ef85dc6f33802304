#include "checks/analysis/base/Capability.h"

using namespace clang;

namespace sendsync {

bool Capability::isPointee() const {
  if (!Lock.steps().empty())
    return Lock.steps().back().StepKind == PathStep::Deref;
  const VarDecl *Variable = Lock.rootVariable();
  return Variable && Variable->getType()->isReferenceType();
}

bool Capability::mayAlias(const Capability &Other) const {
  if (!isKnown() || !Other.isKnown() || isRole() || Other.isRole() ||
      (!isPointee() && !Other.isPointee()))
    return false;
  QualType Mine = Lock.type(), Theirs = Other.Lock.type();
  return Mine.isNull() || Theirs.isNull() ||
         Mine->getCanonicalTypeUnqualified() ==
             Theirs->getCanonicalTypeUnqualified();
}

std::string Capability::str() const {
  if (isRole())
    return Role;
  // A private member of a member is not for this code to name.
  AccessPath Path = Lock;
  auto isHidden = [&] {
    if (Path.steps().size() + Path.hasGlobalRoot() < 2 ||
        Path.steps().back().StepKind != PathStep::Field ||
        cast<FieldDecl>(Path.steps().back().Declaration)->getAccess() !=
            AS_private)
      return false;
    AccessPath Outer = Path.parent();
    if (!Outer.steps().empty() &&
        Outer.steps().back().StepKind == PathStep::Deref)
      Outer = Outer.parent();
    return Outer.steps().empty() ? Outer.hasGlobalRoot()
                                 : Outer.steps().back().StepKind ==
                                       PathStep::Field;
  };
  while (isHidden())
    Path = Path.parent();
  return Path.str();
}

} // namespace sendsync
