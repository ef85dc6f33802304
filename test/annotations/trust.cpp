// sendsync::trust returns its argument: same type, same category, same object,
// in constant expressions too.
//
// RUN: %clangxx %inc -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clangxx %inc -std=c++23 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clangxx %inc -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -DSENDSYNC_DISABLE %s
// RUN: %clangxx %inc -std=c++17 -Wall -Wextra %s -o %t
// RUN: %t
//
// A reference to a temporary that ends is reported by Clang itself.
// RUN: not %clangxx %inc -std=c++17 -Werror -fsyntax-only -DDANGLING %s 2>&1 | FileCheck %s
// CHECK: error: temporary bound to local reference 'Kept' will be destroyed

#include <sendsync/annotations.h>

#include <memory>
#include <type_traits>
#include <utility>

int Global = 1;
const int Constant = 2;

static_assert(sendsync::trust(3, "a literal") == 3, "");
static_assert(noexcept(sendsync::trust(Global, "never throws")), "");
static_assert(
    std::is_same<decltype(sendsync::trust(Global, "lvalue")), int &>::value,
    "");
static_assert(std::is_same<decltype(sendsync::trust(Constant, "const lvalue")),
                           const int &>::value,
              "");
static_assert(std::is_same<decltype(sendsync::trust(std::move(Global), "xvalue")),
                           int &&>::value,
              "");

std::unique_ptr<int> makePointer() { return std::unique_ptr<int>(new int(4)); }

int main() {
  if (&sendsync::trust(Global, "the same object") != &Global)
    return 1;
  std::unique_ptr<int> P = sendsync::trust(makePointer(), "move-only");
  std::unique_ptr<int> Q = sendsync::trust(std::move(P), "moved on");
#ifdef DANGLING
  const std::unique_ptr<int> &Kept = sendsync::trust(makePointer(), "too short");
  return *Kept;
#endif
  return P || *Q != 4;
}
