// For every callable handed to a call: does it run now, elsewhere, or is that
// not known.
// RUN: %sendsync --dump=facts --exit-zero %s -- -std=c++20 | sed -E -e 's/^ +[0-9]+:[0-9]+ //' -e '/^ block/d' | grep -E '^(function|closure|call|spawn)' | FileCheck --match-full-lines %s

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <ranges>
#include <thread>
#include <tuple>
#include <vector>

int count;
bool isOdd(int);

// CHECK-LABEL: function algorithms
// CHECK-NEXT: call std::vector<int>::begin
// CHECK-NEXT: call std::vector<int>::end
// CHECK-NEXT: call std::for_each closure(in place)
// CHECK-NEXT: call std::vector<int>::begin
// CHECK-NEXT: call std::vector<int>::end
// CHECK-NEXT: call std::sort closure(in place)
// CHECK-NEXT: call std::vector<int>::begin
// CHECK-NEXT: call std::vector<int>::end
// CHECK-NEXT: call std::accumulate closure(in place)
// CHECK-NEXT: call std::ranges::__for_each_fn::operator() closure(in place)
// CHECK-NEXT: closure in algorithms
// CHECK-NEXT: closure in algorithms
// CHECK-NEXT: closure in algorithms
// CHECK-NEXT: closure in algorithms
void algorithms(std::vector<int> &v) {
  std::for_each(v.begin(), v.end(), [](int) {});
  std::sort(v.begin(), v.end(), [](int a, int b) { return a < b; });
  (void)std::accumulate(v.begin(), v.end(), 0, [](int a, int b) { return a + b; });
  std::ranges::for_each(v, [](int) {});
}

// CHECK-LABEL: function named_function
// CHECK-NEXT: call std::vector<int>::begin
// CHECK-NEXT: call std::vector<int>::end
// CHECK-NEXT: call std::count_if isOdd(in place)
void named_function(std::vector<int> &v) {
  (void)std::count_if(v.begin(), v.end(), isOdd);
}

// CHECK-LABEL: function named_closure
// CHECK-NEXT: call std::vector<int>::begin
// CHECK-NEXT: call std::vector<int>::end
// CHECK-NEXT: call {{.*}}(lambda{{.*}}
// CHECK-NEXT: call std::for_each closure(in place)
// CHECK-NEXT: closure in named_closure
void named_closure(std::vector<int> &v) {
  auto twice = [](int &n) { n *= 2; };
  std::for_each(v.begin(), v.end(), twice);
}

// CHECK-LABEL: function wait_predicate
// CHECK-NEXT: call std::{{.*}}wait closure(in place)
// CHECK-NEXT: call std::{{.*}}duration
// CHECK-NEXT: call std::{{.*}}wait_for closure(in place)
// CHECK-NEXT: closure in wait_predicate
// CHECK-NEXT: closure in wait_predicate
void wait_predicate(std::condition_variable &ready, std::mutex &mu) {
  std::unique_lock<std::mutex> lock(mu);
  ready.wait(lock, [] { return count > 0; });
  ready.wait_for(lock, std::chrono::seconds(1), [] { return count > 1; });
}

// CHECK-LABEL: function once
// CHECK-NEXT: call std::call_once closure(in place)
// CHECK-NEXT: closure in once
void once(std::once_flag &flag) {
  std::call_once(flag, [] { count = 1; });
}

// CHECK-LABEL: function called_at_once
// CHECK-NEXT: call called_at_once()::({{lambda|anonymous class}})::operator() closure(in place)
// CHECK-NEXT: call called_at_once()::({{lambda|anonymous class}})::operator() closure(in place)
// CHECK-NEXT: closure in called_at_once
// CHECK-NEXT: closure in called_at_once
void called_at_once() {
  [] { count = 1; }();
  auto later = [] { count = 2; };
  later();
}

// CHECK-LABEL: function member_of_list
// CHECK-NEXT: call std::{{.*}}sort closure(in place)
// CHECK-NEXT: call std::{{.*}}remove_if closure(in place)
// CHECK-NEXT: closure in member_of_list
// CHECK-NEXT: closure in member_of_list
void member_of_list(std::list<int> &values) {
  values.sort([](int a, int b) { return a > b; });
  values.remove_if([](int n) { return n == 0; });
}

// CHECK-LABEL: function invoked
// CHECK-NEXT: call std::invoke closure(in place)
// CHECK-NEXT: call std::make_tuple
// CHECK-NEXT: call std::apply closure(in place)
// CHECK-NEXT: closure in invoked
// CHECK-NEXT: closure in invoked
void invoked() {
  std::invoke([] { count = 1; });
  std::apply([](int n) { count = n; }, std::make_tuple(1));
}

// The user's own functions, judged by what they do with their parameter.
template <typename F> void callTwice(F &&f) {
  f();
  f();
}
template <typename F> void forwardOn(F &&f) { callTwice(std::forward<F>(f)); }
void callErased(const std::function<void()> &f) { f(); }
void callPointer(void (*f)()) { f(); }
void annotated(void (*f)(void *) __attribute__((noescape)), void *);
void invisible(std::function<void()> f);

struct Keeper {
  std::function<void()> kept;
  template <typename F> void keep(F f) { kept = f; }
  void set(std::function<void()> f) { kept = std::move(f); }
};
template <typename F> F give(F f) { return f; }
template <typename F> void wrapped(F f) {
  callErased([f] { f(); });
}
void ignored(std::function<void()>) {}

// CHECK-LABEL: function called_by_template
// CHECK-NEXT: call callTwice closure(in place)
// CHECK-NEXT: closure in called_by_template
void called_by_template() {
  callTwice([] { count = 1; });
}

// CHECK-LABEL: function called_by_forwarding
// CHECK-NEXT: call forwardOn closure(in place)
// CHECK-NEXT: closure in called_by_forwarding
void called_by_forwarding() {
  forwardOn([] { count = 1; });
}

// CHECK-LABEL: function called_as_erased
// CHECK-NEXT: call std::function<void ()>::function
// CHECK-NEXT: call callErased closure(in place)
// CHECK-NEXT: closure in called_as_erased
void called_as_erased() {
  callErased([] { count = 1; });
}

// CHECK-LABEL: function called_as_pointer
// CHECK-NEXT: call called_as_pointer()::({{lambda|anonymous class}})::operator void (*)()
// CHECK-NEXT: call callPointer closure(in place)
// CHECK-NEXT: closure in called_as_pointer
void called_as_pointer() {
  callPointer([] { count = 1; });
}

// CHECK-LABEL: function not_escaping
// CHECK-NEXT: call not_escaping()::({{lambda|anonymous class}})::operator void (*)(void *)
// CHECK-NEXT: call annotated closure(in place)
// CHECK-NEXT: closure in not_escaping
void not_escaping() {
  annotated([](void *) { count = 1; }, nullptr);
}

// CHECK-LABEL: function not_visible
// CHECK-NEXT: call std::function<void ()>::function
// CHECK-NEXT: call invisible closure(unknown)
// CHECK-NEXT: closure in not_visible
void not_visible() {
  invisible([] { count = 1; });
}

// CHECK-LABEL: function kept
// CHECK-NEXT: call Keeper::keep closure(unknown)
// CHECK-NEXT: call std::function<void ()>::function
// CHECK-NEXT: call Keeper::set closure(unknown)
// CHECK-NEXT: closure in kept
// CHECK-NEXT: closure in kept
void kept(Keeper &keeper) {
  keeper.keep([] { count = 1; });
  keeper.set([] { count = 2; });
}

// CHECK-LABEL: function given_back
// CHECK-NEXT: call give closure(unknown)
// CHECK-NEXT: closure in given_back
void given_back() {
  (void)give([] { count = 1; });
}

// Never called during the call, but not kept either: nothing runs.
// CHECK-LABEL: function kept_in_object
// CHECK-NEXT: call std::bind closure(unknown)
// CHECK-NEXT: call std::make_unique closure(unknown)
// CHECK-NEXT: closure in kept_in_object
// CHECK-NEXT: closure in kept_in_object
void kept_in_object() {
  auto f = std::bind([] { count = 1; });
  auto g = std::make_unique<std::function<void()>>([] { count = 2; });
}

// CHECK-LABEL: function stored
// CHECK-NEXT: call std::function<void ()>::function
// CHECK-NEXT: call std::function<void ()>::operator() closure(in place)
// CHECK-NEXT: closure in stored
void stored() {
  std::function<void()> f = [] { count = 1; };
  f();
}

// A stored closure that is also handed to a thread runs elsewhere.
// CHECK-LABEL: function stored_and_started
// CHECK-NEXT: call std::function<void ()>::function
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: closure in stored_and_started
void stored_and_started() {
  std::function<void()> f = [] { count = 1; };
  std::thread t(f);
  t.join();
}

// CHECK-LABEL: function elsewhere
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere)
// CHECK-NEXT: closure in elsewhere
void elsewhere() {
  std::thread t([] { count = 1; });
  t.join();
}

// CHECK-LABEL: function nested
// CHECK-NEXT: spawn std.thread handle <temporary> closure(elsewhere), reference v
// CHECK-NEXT: closure in nested
// CHECK-NEXT: call std::vector<int>::begin
// CHECK-NEXT: call std::vector<int>::end
// CHECK-NEXT: call std::for_each closure(in place)
// CHECK-NEXT: closure in nested
void nested(std::vector<int> &v) {
  std::thread t([&v] {
    std::for_each(v.begin(), v.end(), [](int &n) { n = 1; });
  });
  t.join();
}

// CHECK-LABEL: function returned
// CHECK-NEXT: call std::function<void ()>::function
// CHECK-NEXT: closure in returned
std::function<void()> returned() {
  return [] { count = 1; };
}

struct Functor {
  void operator()();
};

// CHECK-LABEL: function functors
// CHECK-NEXT: call Functor::Functor
// CHECK-NEXT: call callTwice
void functors(std::vector<int> &v) {
  callTwice(Functor());
}

// CHECK-LABEL: function generic
// CHECK-NEXT: call std::vector<int>::begin
// CHECK-NEXT: call std::vector<int>::end
// CHECK-NEXT: call std::for_each closure(in place)
// CHECK-NEXT: closure in generic
void generic(std::vector<int> &v) {
  std::for_each(v.begin(), v.end(), [](auto &n) { n = 1; });
}
