// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
//
// Atomic accesses race with plain ones, and order only what their memory order
// says.
#include <atomic>
#include <thread>
#include <vector>

void use(int);

//===-- Atomic and plain --------------------------------------------------===//

namespace mixed {
long total = 0;
void count() {
  __atomic_fetch_add(&total, 1, __ATOMIC_RELAXED); // expected-warning {{'total' is atomically written by the new thread while this function can still write it [sendsync-entry-point-race]}}
}
void flagged_plain_write() {
  std::thread t(count);
  total++;
  t.join();
}

long read_plain = 0;
void add() {
  __sync_fetch_and_add(&read_plain, 1); // expected-warning {{is atomically written by the new thread while this function can still read it}}
}
void flagged_plain_read() {
  std::thread t(add);
  use(read_plain);
  t.join();
}

int loaded = 0;
void store() {
  loaded = 1; // expected-warning {{is written by the new thread while this function can still atomically read it}}
}
void flagged_plain_store() {
  std::thread t(store);
  use(__atomic_load_n(&loaded, __ATOMIC_SEQ_CST));
  t.join();
}

int through = 0;
void bump(int *counter) { __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST); } // expected-warning {{'through' is atomically written by the new thread}}
void flagged_through_a_pointer() {
  std::thread t([] { bump(&through); });
  through = 4;
  t.join();
}

long both = 0;
void accepted_atomic_on_both_sides() {
  std::thread t([] { __atomic_fetch_add(&both, 1, __ATOMIC_RELAXED); });
  __atomic_fetch_add(&both, 1, __ATOMIC_RELAXED);
  use(__atomic_load_n(&both, __ATOMIC_RELAXED));
  t.join();
}

int only_read = 0;
void accepted_reads() {
  std::thread t([] { use(__atomic_load_n(&only_read, __ATOMIC_RELAXED)); });
  use(only_read);
  t.join();
}

long counted = 0;
void accepted_plain_after_the_join() {
  std::thread t([] { __atomic_fetch_add(&counted, 1, __ATOMIC_RELAXED); });
  t.join();
  use(counted);
}

std::atomic<int> object{0};
void accepted_atomic_object() {
  std::thread t([] { object = 1; });
  object.store(2, std::memory_order_relaxed);
  ++object;
  use(object);
  t.join();
}
} // namespace mixed

//===-- Memory orders -----------------------------------------------------===//

namespace orders {
int published = 0;
std::atomic<bool> relaxed_flag{false};
void relaxed_writer() {
  published = 1; // expected-warning {{'published' is written by the new thread while this function can still read it}}
  relaxed_flag.store(true, std::memory_order_relaxed);
}
void flagged_relaxed_store() {
  std::thread t(relaxed_writer);
  while (!relaxed_flag.load(std::memory_order_acquire))
    ;
  use(published);
  t.join();
}

int late = 0;
std::atomic<bool> late_flag{false};
void late_writer() {
  late = 1; // expected-warning {{'late' is written by the new thread}}
  late_flag.store(true, std::memory_order_release);
}
void flagged_relaxed_load() {
  std::thread t(late_writer);
  while (!late_flag.load(std::memory_order_relaxed))
    ;
  use(late);
  t.join();
}

int builtin_data = 0, builtin_flag = 0;
void builtin_writer() {
  builtin_data = 1; // expected-warning {{'builtin_data' is written by the new thread}}
  __atomic_store_n(&builtin_flag, 1, __ATOMIC_RELAXED);
}
void flagged_relaxed_builtins() {
  std::thread t(builtin_writer);
  while (!__atomic_load_n(&builtin_flag, __ATOMIC_RELAXED))
    ;
  use(builtin_data);
  t.join();
}

int backwards = 0;
std::atomic<int> gate{0};
void only_acquires() {
  backwards = 1; // expected-warning {{'backwards' is written by the new thread}}
  use(gate.load(std::memory_order_acquire));
}
void flagged_acquire_on_both_sides() {
  std::thread t(only_acquires);
  use(gate.exchange(1, std::memory_order_acquire));
  use(backwards);
  t.join();
}

int sent = 0;
std::atomic<bool> ready{false};
void accepted_release_and_acquire() {
  std::thread t([] {
    sent = 1;
    ready.store(true, std::memory_order_release);
  });
  while (!ready.load(std::memory_order_acquire))
    ;
  use(sent);
  t.join();
}

int plain_order = 0;
std::atomic<bool> done{false};
void accepted_default_orders() {
  std::thread t([] {
    plain_order = 1;
    done = true;
  });
  while (!done)
    ;
  use(plain_order);
  t.join();
}

int given = 0;
std::atomic<bool> was_given{false};
void give(std::memory_order order) {
  given = 1;
  was_given.store(true, order);
}
void accepted_order_that_is_not_known(std::memory_order order) {
  std::thread t([order] { give(order); });
  while (!was_given.load(std::memory_order_acquire))
    ;
  use(given);
  t.join();
}

int swapped = 0;
std::atomic<int> state{0};
void accepted_compare_exchange() {
  std::thread t([] {
    swapped = 1;
    int none = 0;
    state.compare_exchange_strong(none, 1, std::memory_order_acq_rel,
                                  std::memory_order_relaxed);
  });
  int one = 1;
  while (!state.compare_exchange_weak(one, 2, std::memory_order_relaxed,
                                      std::memory_order_acquire))
    one = 1;
  use(swapped);
  t.join();
}
} // namespace orders

//===-- Fences ------------------------------------------------------------===//

namespace fences {
int data = 0;
std::atomic<bool> flag{false};
void accepted_fences() {
  std::thread t([] {
    data = 1;
    std::atomic_thread_fence(std::memory_order_release);
    flag.store(true, std::memory_order_relaxed);
  });
  while (!flag.load(std::memory_order_relaxed))
    ;
  std::atomic_thread_fence(std::memory_order_acquire);
  use(data);
  t.join();
}

int half = 0;
std::atomic<bool> half_flag{false};
void accepted_fence_and_acquire() {
  std::thread t([] {
    half = 1;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    half_flag.store(true, std::memory_order_relaxed);
  });
  while (!half_flag.load(std::memory_order_acquire))
    ;
  use(half);
  t.join();
}

int wrong = 0;
std::atomic<bool> wrong_flag{false};
void wrong_writer() {
  wrong = 1; // expected-warning {{'wrong' is written by the new thread}}
  std::atomic_thread_fence(std::memory_order_acquire);
  wrong_flag.store(true, std::memory_order_relaxed);
}
void flagged_fence_of_the_wrong_kind() {
  std::thread t(wrong_writer);
  while (!wrong_flag.load(std::memory_order_relaxed))
    ;
  std::atomic_thread_fence(std::memory_order_acquire);
  use(wrong);
  t.join();
}

int none = 0;
std::atomic<bool> none_flag{false};
void none_writer() {
  none = 1; // expected-warning {{'none' is written by the new thread}}
  std::atomic_signal_fence(std::memory_order_seq_cst);
  none_flag.store(true, std::memory_order_relaxed);
}
void flagged_fence_for_signals() {
  std::thread t(none_writer);
  while (!none_flag.load(std::memory_order_relaxed))
    ;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  use(none);
  t.join();
}
} // namespace fences

//===-- Counters ----------------------------------------------------------===//

namespace counters {
std::atomic<unsigned> next{0};
int cells[64];
void accepted_numbers_from_a_counter() {
  auto work = [] {
    for (unsigned i; (i = next.fetch_add(1, std::memory_order_relaxed)) < 64;)
      cells[i] = 1;
  };
  std::thread a(work), b(work);
  a.join();
  b.join();
}
} // namespace counters
