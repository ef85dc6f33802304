// folly's executors. Debian has no package of it: these are declarations like its own.
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <functional>

namespace folly {
using Func = std::function<void()>;
class Executor {
public:
  virtual ~Executor() = default;
  virtual void add(Func work) = 0;
};
class CPUThreadPoolExecutor : public Executor {
public:
  explicit CPUThreadPoolExecutor(unsigned threads);
  void add(Func work) override;
};
class EventBase : public Executor {
public:
  void add(Func work) override;
  void runInEventBaseThread(Func work);
  void runInEventBaseThreadAndWait(Func work);
};
} // namespace folly

void use(int);

void flagged_added(folly::Executor &executor) {
  int n = 0;
  executor.add([&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void flagged_added_to_a_pool(folly::CPUThreadPoolExecutor &pool) {
  int n = 0;
  pool.add([&n] { ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}} expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
}
void accepted_copies(folly::Executor &executor) {
  int n = 0;
  executor.add([n] { use(n); });
  ++n;
}
void accepted_two_may_be_serial(folly::Executor &executor) {
  static int n = 0;
  executor.add([] { ++n; });
  executor.add([] { ++n; });
}
void accepted_waited_for(folly::EventBase &loop) {
  int n = 0;
  loop.runInEventBaseThreadAndWait([&n] { ++n; });
  use(n);
}
