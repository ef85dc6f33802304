#include "checks/report/CheckSelection.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

namespace sendsync {

llvm::StringRef nearestWord(llvm::StringRef Word,
                            llvm::ArrayRef<llvm::StringRef> Words) {
  llvm::StringRef Best;
  unsigned Limit = Word.size() / 3 + 2;
  for (llvm::StringRef Candidate : Words) {
    unsigned Distance = Word.edit_distance(Candidate, true, Limit);
    if (Distance < Limit) {
      Best = Candidate;
      Limit = Distance;
    }
  }
  return Best;
}

CheckSelection::CheckSelection(llvm::ArrayRef<const CheckInfo *> All)
    : All(All) {
  for (const CheckInfo *Check : All)
    Selected.insert(Check->Id);
}

bool CheckSelection::apply(llvm::StringRef List, std::string &Error) {
  bool First = true;
  for (llvm::StringRef Item : llvm::split(List, ',')) {
    Item = Item.trim();
    if (Item.empty())
      continue;
    bool Remove = Item.consume_front("-");
    if (First && !Remove)
      Selected.clear();
    First = false;

    llvm::Expected<llvm::GlobPattern> Glob = llvm::GlobPattern::create(Item);
    if (!Glob) {
      Error = "'" + Item.str() + "' is not a pattern: " +
              llvm::toString(Glob.takeError());
      return false;
    }
    bool Matched = false;
    for (const CheckInfo *Check : All) {
      if (!Glob->match(Check->Id) &&
          !Glob->match(("sendsync-" + Check->Id).str()))
        continue;
      Matched = true;
      if (Remove)
        Selected.erase(Check->Id);
      else
        Selected.insert(Check->Id);
    }
    if (Matched)
      continue;
    Error = "no check is called '" + Item.str() + "'";
    llvm::StringRef Bare = Item;
    Bare.consume_front("sendsync-");
    std::vector<llvm::StringRef> Ids;
    for (const CheckInfo *Check : All)
      Ids.push_back(Check->Id);
    if (llvm::StringRef Nearest = nearestWord(Bare, Ids); !Nearest.empty())
      Error += "; did you mean '" + Nearest.str() + "'?";
    return false;
  }
  return true;
}

std::vector<const CheckInfo *> CheckSelection::checks() const {
  std::vector<const CheckInfo *> Result;
  for (const CheckInfo *Check : All)
    if (contains(Check->Id))
      Result.push_back(Check);
  return Result;
}

} // namespace sendsync
