// The same for C.
//
// RUN: %clang %inc -std=c11 -O2 -S %s -o %t.on.s
// RUN: %clang %inc -std=c11 -O2 -S %s -o %t.off.s -DSENDSYNC_DISABLE
// RUN: cmp %t.on.s %t.off.s
// RUN: %clang %inc -std=c23 -O2 -S %s -o %t.on23.s
// RUN: cmp %t.on23.s %t.off.s
// RUN: %clang %inc -std=c11 -O2 -S %S/every-macro.c -o %t.all.on.s
// RUN: %clang %inc -std=c11 -O2 -S %S/every-macro.c -o %t.all.off.s -DSENDSYNC_DISABLE
// RUN: cmp %t.all.on.s %t.all.off.s
//
// The comparison can fail: the plain annotate attribute on data changes code.
// RUN: %clang %inc -std=c11 -O2 -S %s -o %t.plain.s -DPLAIN_ANNOTATE
// RUN: not cmp %t.on.s %t.plain.s

#include <sendsync/annotations.h>

#ifdef PLAIN_ANNOTATE
#undef SENDSYNC_FROZEN
#define SENDSYNC_FROZEN __attribute__((annotate("sendsync::frozen")))
#endif

struct SENDSYNC_CAPABILITY("mutex") mutex {
  int state;
};

struct SENDSYNC_SEND pair {
  int SENDSYNC_FROZEN first;
  int SENDSYNC_GUARDED_BY_NAME("mu") second;
  struct mutex mu;
  int third SENDSYNC_GUARDED_BY(mu);
  int *SENDSYNC_OWNS fourth;
};

int folds_to_three(void);
int folds_to_three(void) {
  struct pair SENDSYNC_FROZEN p = {1, 2, {0}, 0, 0};
  return p.first + p.second;
}

int sum(const struct pair *SENDSYNC_SENDING p, int SENDSYNC_FROZEN n);
int sum(const struct pair *SENDSYNC_SENDING p, int SENDSYNC_FROZEN n) {
  int SENDSYNC_RACE_OK("for the test") s = 0;
  for (int SENDSYNC_FROZEN i = 0; i < n; ++i)
    s += p[i].first + p[i].second;
  return s;
}

int apply(int (*SENDSYNC_RUNS(inline, once, scoped) fn)(int), int n);
int apply(int (*SENDSYNC_RUNS(inline, once, scoped) fn)(int), int n) {
  return fn(n);
}

SENDSYNC_BLOCKING static inline int unused(int n) { return n * 7; }
