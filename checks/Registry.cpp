#include "checks/Registry.h"
#include "llvm/ADT/STLExtras.h"
#include <vector>

namespace sendsync {

#define CHECK(Name) extern const CheckInfo Name##Info;
#include "checks/Checks.def"
#undef CHECK

llvm::ArrayRef<const CheckInfo *> allChecks() {
  static const std::vector<const CheckInfo *> Table = [] {
    std::vector<const CheckInfo *> All = {
#define CHECK(Name) &Name##Info,
#include "checks/Checks.def"
#undef CHECK
    };
    llvm::sort(All, [](const CheckInfo *L, const CheckInfo *R) {
      return L->Id < R->Id;
    });
    return All;
  }();
  return Table;
}

const CheckInfo *findCheck(llvm::StringRef Id) {
  Id.consume_front("sendsync-");
  for (const CheckInfo *Check : allChecks())
    if (Check->Id == Id)
      return Check;
  return nullptr;
}

llvm::StringRef nearestCheck(llvm::StringRef Id) {
  Id.consume_front("sendsync-");
  llvm::StringRef Best;
  unsigned Limit = Id.size() / 3 + 1;
  for (const CheckInfo *Check : allChecks()) {
    unsigned Distance = Id.edit_distance(Check->Id, true, Limit);
    if (Distance <= Limit) {
      Best = Check->Id;
      Limit = Distance ? Distance - 1 : 0;
    }
  }
  return Best;
}

} // namespace sendsync
