// Every macro once, at its documented position, in every C++ standard and
// without one warning. gcc.test compiles this file too.
//
// RUN: %clangxx %inc -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clangxx %inc -std=c++14 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clangxx %inc -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clangxx %inc -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clangxx %inc -std=c++23 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
//
// With the function macros switched on.
// RUN: %clangxx %inc -std=c++11 -D__SENDSYNC__=1 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
// RUN: %clangxx %inc -std=c++23 -D__SENDSYNC__=1 -Wall -Wextra -Wpedantic -Werror -fsyntax-only %s
//
// Everything, without what any C++11 header and any test file triggers.
// RUN: %clangxx %inc -std=c++11 -D__SENDSYNC__=1 -Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-padded -Wno-weak-vtables -Wno-thread-safety-negative -Werror -fsyntax-only %s
// RUN: %clangxx %inc -std=c++23 -D__SENDSYNC__=1 -Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-padded -Wno-weak-vtables -Wno-thread-safety-negative -Werror -fsyntax-only %s
//
// Before C++11 the header is empty, not an error.
// RUN: %clangxx %inc -std=c++98 -Wall -Wextra -Werror -fsyntax-only -x c++ %S/../../annotations/include/sendsync/annotations.h -Wno-pragma-once-outside-header -Wno-unused-macros
//
// No macro of the header is missing below.
// RUN: sed -n "s/^#define \(SENDSYNC_[A-Z_]*\).*/\1/p" %S/../../annotations/include/sendsync/annotations.h > %t.all
// RUN: grep -v -e SENDSYNC_DETAIL_ -e SENDSYNC_ANNOTATIONS_H %t.all | sort -u > %t.defined
// RUN: grep -v "^//" %s | grep -o "SENDSYNC_[A-Z_]*" | sort -u > %t.used
// RUN: diff %t.defined %t.used

#include <sendsync/annotations.h>

#include <utility>

namespace {

// Types.
class SENDSYNC_SEND Job {};
struct SENDSYNC_SYNC Settings {
  int Retries;
};
class SENDSYNC_SYNC_MUT Counter {};
template <class T, class D>
class SENDSYNC_SEND_WHEN(send(T) && send(D)) Box {};
template <class T> class SENDSYNC_SYNC_WHEN(sync(T)) Cell {};
template <class T> class SENDSYNC_SYNC_MUT_WHEN(send(T)) Queue {};
template <class T> class SENDSYNC_SYNC_MUT_WHEN(sync(T)) Queue<T *> {};
class SENDSYNC_NOT_SEND("uses thread-local scratch space") Parser {};
class SENDSYNC_NOT_SYNC("find() reorders the entries") LruCache {};
class SENDSYNC_NOT_SYNC_MUT("readers take no lock") Index {};
class SENDSYNC_SEND_UNCHECKED("the C library locks inside") Handle {};
class SENDSYNC_SYNC_UNCHECKED("the table is in read-only memory") Font {};
class SENDSYNC_SYNC_MUT_UNCHECKED("lock-free, see ring.md") Ring {};
class SENDSYNC_AFFINE("ui") Widget {};
class SENDSYNC_ISOLATED("ui") Label {};
class SENDSYNC_OWNER Buffer {};
class SENDSYNC_VIEW Slice {};
union SENDSYNC_SHM_SAFE Word {
  int Number;
  char Bytes[4];
};
struct SENDSYNC_SHM_SAFE_UNCHECKED("mapped at one address") Tree {};
enum class SENDSYNC_SEND Color { Red };
enum SENDSYNC_SEND Size { Small };
using Id SENDSYNC_SEND = int;
template <class T> using Ref SENDSYNC_NOT_SEND("borrows") = T *;
typedef void *Opaque SENDSYNC_NOT_SEND("owned by the library");
class SENDSYNC_SEND SENDSYNC_NOT_SYNC("two on one type") SENDSYNC_CAPABILITY("role") Both {};

// Locking.
class SENDSYNC_CAPABILITY("mutex") Mutex {
public:
  void lock() SENDSYNC_ACQUIRE() SENDSYNC_NO_ANALYSIS {}
  void lockShared() SENDSYNC_ACQUIRE_SHARED() SENDSYNC_NO_ANALYSIS {}
  void unlock() SENDSYNC_RELEASE() SENDSYNC_NO_ANALYSIS {}
  void unlockShared() SENDSYNC_RELEASE_SHARED() SENDSYNC_NO_ANALYSIS {}
  void unlockAny() SENDSYNC_RELEASE_GENERIC() SENDSYNC_NO_ANALYSIS {}
  bool tryLock() SENDSYNC_TRY_ACQUIRE(true) SENDSYNC_NO_ANALYSIS;
  bool tryLockShared() SENDSYNC_TRY_ACQUIRE_SHARED(true) SENDSYNC_NO_ANALYSIS;
  void assertHeld() const SENDSYNC_ASSERT_CAPABILITY(this) {}
  void assertReader() const SENDSYNC_ASSERT_SHARED_CAPABILITY(this) {}
};
bool Mutex::tryLock() { return true; }
bool Mutex::tryLockShared() { return true; }

class SENDSYNC_CAPABILITY("mutex") SENDSYNC_REENTRANT_CAPABILITY Recursive {};

class SENDSYNC_SCOPED_CAPABILITY Guard {
  Mutex &Mu;

public:
  explicit Guard(Mutex &M) SENDSYNC_ACQUIRE(M) : Mu(M) { Mu.lock(); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
  ~Guard() SENDSYNC_RELEASE() { Mu.unlock(); }
};

class Account {
  int Balance SENDSYNC_GUARDED_BY(Mu); // Mu is declared later.
  int *Slots SENDSYNC_PT_GUARDED_BY(Mu);
  int SENDSYNC_GUARDED_BY_NAME("Mu") Interest;
  int *SENDSYNC_PT_GUARDED_BY_NAME("Mu") Limits;
  int SENDSYNC_GUARDED_BY_ANY("Mu", "Other") Either;
  int SENDSYNC_READ_GUARDED_BY("Mu") SENDSYNC_WRITE_GUARDED_BY("Other") Apart;
  Mutex Outer SENDSYNC_ACQUIRED_BEFORE(Mu);
  Mutex Mu;
  Mutex Inner SENDSYNC_ACQUIRED_AFTER(Mu);

public:
  Account()
      : Balance(0), Slots(nullptr), Interest(0), Limits(nullptr), Either(0),
        Apart(0) {}
  Mutex &mutex() SENDSYNC_RETURN_CAPABILITY(Mu) { return Mu; }
  void addLocked(int N) SENDSYNC_REQUIRES(Mu) {
    Balance += N + Interest + Either + Apart;
  }
  int balanceLocked() const SENDSYNC_REQUIRES_SHARED(Mu) { return Balance; }
  void add(int N) SENDSYNC_EXCLUDES(Mu) {
    Guard G(Mu);
    if (Slots && !Limits)
      *Slots = N;
    auto Add = [this](int M) SENDSYNC_REQUIRES(Mu) { addLocked(M); };
    Add(N);
  }
  int nested() {
    Guard G(Outer);
    Guard H(Inner);
    return 0;
  }
};

// Data.
template <class T> struct Node {
  T SENDSYNC_FROZEN Value;
  Node *SENDSYNC_OWNS Next;
  unsigned SENDSYNC_ROLE(producer) Head;
  unsigned SENDSYNC_ROLE(consumer) Tail;
  const volatile int SENDSYNC_RACE_OK("progress bar only") Percent;
  int SENDSYNC_FROZEN Bits : 3, More;
  T SENDSYNC_FROZEN Array[2];
  void (*SENDSYNC_FROZEN Callback)(int);
};
const char SENDSYNC_ISOLATED_DATA("ui") Title[] = "title";
thread_local int SENDSYNC_FROZEN PerThread = 1;

std::pair<Job, int> SENDSYNC_SENDING take() { return {}; }
auto make() -> Job SENDSYNC_SENDING { return Job(); }
void give(Job SENDSYNC_SENDING, std::pair<Job, int> &&SENDSYNC_SENDING) {}
template <class F> int post(F &&SENDSYNC_RUNS(pool, once, detached) Fn) {
  auto SENDSYNC_FROZEN Result = Fn();
  return Result;
}
template <class F, class S>
int call(F SENDSYNC_RUNS(domain:net.io, parallel, until(S->stop(1, 2))) Fn,
         const S &) {
  return Fn();
}

// Functions.
SENDSYNC_RUNS_ON("ui") void redraw() {}
SENDSYNC_ANY_THREAD int id() { return PerThread; }
SENDSYNC_MAIN_THREAD void pumpEvents() {}
SENDSYNC_THREAD_ENTRY void logWriter() {}
SENDSYNC_CONCURRENT_ENTRY void onRequest(Job &) {}
SENDSYNC_BLOCKING void flush() {}
SENDSYNC_SIGNAL_SAFE void noteSignal(int) {}
SENDSYNC_NO_SUSPEND void updateIndex() {}
SENDSYNC_ASSERT_ON("ui") void checkUiThread() {}
struct Event {
  SENDSYNC_RUNS_ON("ui") SENDSYNC_BLOCKING Event() {}
  SENDSYNC_HB_RELEASE(this) void set() { ++State; }
  SENDSYNC_HB_ACQUIRE(State) int wait() const { return State; }
  SENDSYNC_ANY_THREAD virtual ~Event() {}
  SENDSYNC_ANY_THREAD static int count() { return 0; }
  template <class T> SENDSYNC_ANY_THREAD T as() { return T(); }
  int State = 0;
};

} // namespace

int useAll();
int useAll() {
  int N = 0;
  auto Plain = []() SENDSYNC_THREAD_ENTRY { return 1; };
  auto Mutable = [N](int M) SENDSYNC_RUNS_ON("ui") mutable { return N += M; };
  auto Typed = [](int M) SENDSYNC_BLOCKING -> int { return M; };
  N += Plain() + Mutable(1) + Typed(2) + post(Plain) + call(Plain, N);

  Job J;
  Settings S = {sendsync::trust(N, "an lvalue")};
  Counter C;
  Box<int, int> B;
  Cell<int> Ce;
  Queue<int> Q;
  Queue<int *> Qp;
  Parser P;
  LruCache L;
  Index I;
  Handle H;
  Font F;
  Ring R;
  Widget W;
  Label La;
  Buffer Bu;
  Slice Sl;
  Word Wo = {1};
  Tree T;
  Color Co = Color::Red;
  Size Si = Small;
  Id Number = id();
  Ref<int> Re = &Number;
  Opaque O = nullptr;
  Both Bo;
  Recursive Rec;
  Node<int> No = {1, nullptr, 0, 0, 0, 1, 1, {1, 2}, nullptr};
  (void)C, (void)B, (void)Ce, (void)Q, (void)Qp, (void)P, (void)L, (void)I;
  (void)H, (void)F, (void)R, (void)W, (void)La, (void)Bu, (void)Sl, (void)T;
  (void)Co, (void)Si, (void)Re, (void)O, (void)Bo, (void)Rec, (void)No;
  redraw(), pumpEvents(), logWriter(), onRequest(J), flush(), noteSignal(1);
  updateIndex(), checkUiThread();
  give(make(), take());

  Event E;
  E.set();
  N += E.wait() + Event::count() + E.as<int>();

  Account A;
  A.add(1);
  A.mutex().lockShared();
  N += A.balanceLocked();
  A.mutex().unlockShared();
  if (A.mutex().tryLock())
    A.mutex().unlockAny();
  if (A.mutex().tryLockShared())
    A.mutex().unlockShared();
  A.mutex().assertHeld();
  A.mutex().assertReader();
  A.mutex().unlock();
  return N + A.nested() + S.Retries + Wo.Number + Title[0];
}
