#include "checks/analysis/base/Capability.h"

using namespace clang;

namespace sendsync {

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
