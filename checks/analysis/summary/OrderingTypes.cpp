#include "checks/analysis/summary/OrderingTypes.h"

using namespace clang;

namespace sendsync {

bool mayOrder(QualType Type, const Contracts &Contract, unsigned Depth) {
  constexpr unsigned MaxNesting = 4;
  if (Type.isNull() || Depth > MaxNesting)
    return false;
  Type = Type.getNonReferenceType();
  if (Type->isAtomicType())
    return true;
  if (const TypeModel *Model = Contract.typeModel(Type))
    return Model->Orders || Model->Atomic || Model->Lock;
  const RecordDecl *Record = Type->getAsRecordDecl();
  if (!Record)
    return false;
  Record = Record->getDefinition();
  // What an incomplete or abstract class does is not visible.
  if (!Record)
    return true;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record)) {
    if (Class->isAbstract())
      return true;
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (mayOrder(Base.getType(), Contract, Depth + 1))
        return true;
  }
  for (const FieldDecl *Field : Record->fields()) {
    QualType FieldType = Field->getType();
    if (FieldType->isPointerType()) {
      const RecordDecl *Pointee = FieldType->getPointeeType()->getAsRecordDecl();
      if (Pointee && !Pointee->getDefinition())
        return true;
      continue;
    }
    if (mayOrder(FieldType, Contract, Depth + 1))
      return true;
  }
  return false;
}

} // namespace sendsync
