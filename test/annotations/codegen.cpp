// Annotated code compiles to the same bytes as code without annotations.
//
// RUN: %clangxx %inc -std=c++17 -O2 -S %s -o %t.on.s
// RUN: %clangxx %inc -std=c++17 -O2 -S %s -o %t.off.s -DSENDSYNC_DISABLE
// RUN: cmp %t.on.s %t.off.s
// RUN: %clangxx %inc -std=c++17 -O0 -g -S %s -o %t.on.g.s
// RUN: %clangxx %inc -std=c++17 -O0 -g -S %s -o %t.off.g.s -DSENDSYNC_DISABLE
// RUN: cmp %t.on.g.s %t.off.g.s
//
// The file with every macro, too.
// RUN: %clangxx %inc -std=c++17 -O2 -S %S/every-macro.cpp -o %t.all.on.s
// RUN: %clangxx %inc -std=c++17 -O2 -S %S/every-macro.cpp -o %t.all.off.s -DSENDSYNC_DISABLE
// RUN: cmp %t.all.on.s %t.all.off.s
//
// The comparison can fail: function annotations keep unused functions alive.
// RUN: %clangxx %inc -std=c++17 -O2 -S %s -o %t.tool.s -D__SENDSYNC__=1
// RUN: not cmp %t.on.s %t.tool.s
//
// And the code is what an optimizer makes of plain code.
// RUN: FileCheck %s < %t.on.s

#include <sendsync/annotations.h>

struct SENDSYNC_CAPABILITY("mutex") Mutex {
  void lock() SENDSYNC_ACQUIRE();
  void unlock() SENDSYNC_RELEASE();
};

struct SENDSYNC_SEND SENDSYNC_NOT_SYNC("for the test") Pair {
  int SENDSYNC_FROZEN First;
  int SENDSYNC_ROLE(producer) Second;
  Mutex Mu;
  int Third SENDSYNC_GUARDED_BY(Mu);
  int *SENDSYNC_OWNS SENDSYNC_PT_GUARDED_BY_NAME("Mu") Fourth;
};

// CHECK-LABEL: foldsToThree
// CHECK: {{\$3, %eax|w0, #3}}
// CHECK-NEXT: ret
extern "C" int foldsToThree() {
  Pair SENDSYNC_FROZEN P = {1, 2, {}, 0, nullptr};
  return sendsync::trust(P.First, "folds too") + P.Second;
}

extern "C" int sum(const Pair *SENDSYNC_SENDING P, int SENDSYNC_FROZEN N) {
  int SENDSYNC_RACE_OK("for the test") Sum = 0;
  for (int SENDSYNC_FROZEN I = 0; I < N; ++I)
    Sum += P[I].First + P[I].Second;
  return Sum;
}

template <class F>
static int apply(F &&SENDSYNC_RUNS(inline, once, scoped) Fn) {
  return Fn();
}
extern "C" int viaLambda(int N) {
  return apply([N]() SENDSYNC_ANY_THREAD { return N + 1; });
}

// CHECK-NOT: unused
SENDSYNC_BLOCKING static inline int unusedHere(int N) { return N * 7; }
SENDSYNC_RUNS_ON("ui") inline int unusedAnywhere(int N) { return N * 9; }
