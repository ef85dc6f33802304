#include "checks/analysis/summary/NameConventions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace sendsync {

std::vector<std::string> wordsOf(llvm::StringRef Name) {
  std::vector<std::string> Words;
  std::string Word;
  auto finish = [&] {
    while (!Word.empty() && llvm::isDigit(Word.back()))
      Word.pop_back();
    if (!Word.empty())
      Words.push_back(llvm::StringRef(Word).lower());
    Word.clear();
  };
  for (size_t I = 0; I != Name.size(); ++I) {
    char C = Name[I];
    if (!llvm::isAlnum(C)) {
      finish();
      continue;
    }
    // `tableInit`, and the last capital of `DBInit`.
    bool Upper = llvm::isUpper(C);
    bool AfterLower = I != 0 && !llvm::isUpper(Name[I - 1]);
    bool BeforeLower = I + 1 != Name.size() && llvm::isLower(Name[I + 1]);
    if (Upper && (AfterLower || BeforeLower))
      finish();
    Word += C;
  }
  finish();
  return Words;
}

/// `kfree(p)` and `free_table(t)` free something; `freeSlots()` and `isFree()`,
/// which have an answer, ask.
static bool frees(llvm::StringRef Word, bool IsLast, QualType Result) {
  return Word.ends_with("free") &&
         (Result->isVoidType() || (IsLast && !Result->isBooleanType()));
}

bool needsNoLockByName(const FunctionDecl *Function) {
  static constexpr llvm::StringLiteral Says[] = {
      "locked", "unlocked",   "nolock",     "lockheld",       "unsafe",
      "create", "initialize", "initialise", "initialization", "test",
      "tests",  "testing",    "debug",      "dump"};
  // Also at the end of what is written without a break: `tableinit`.
  static constexpr llvm::StringLiteral Deeds[] = {"init", "setup", "destroy",
                                                  "teardown"};
  auto says = [&](llvm::StringRef Word) {
    return llvm::is_contained(Says, Word) ||
           llvm::any_of(Deeds, [&](llvm::StringRef Deed) {
             return Word.ends_with(Deed);
           });
  };
  std::vector<std::string> Words = wordsOf(Function->getNameAsString());
  for (size_t I = 0; I != Words.size(); ++I) {
    bool IsLast = I + 1 == Words.size();
    if (says(Words[I]) ||
        frees(Words[I], IsLast, Function->getReturnType()) ||
        // `no_lock`, `tearDown`
        (!IsLast && says(Words[I] + Words[I + 1])))
      return true;
  }
  return false;
}

} // namespace sendsync
