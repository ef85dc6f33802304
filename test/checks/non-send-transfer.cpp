// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/pool-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
// RUN: %sendsync --models=%inputs/pool-models.yaml %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class Pool {
public:
  void submit(std::function<void()> task);
};
/// A model says that it belongs to the thread that made it.
class UiHandle {
public:
  UiHandle();
  UiHandle(UiHandle &&);
  UiHandle(const UiHandle &);
  void show();
};
class NOT_SEND("only the thread that opened it may use it") Connection { // expected-note 1+ {{}}
public:
  void query() const;
};
struct Session {
  Connection connection;
  int id = 0;
};
template <typename T> struct Wrapper {
  T value;
};
class SEND_UNCHECKED("closed before it travels") Closed {
  Connection connection;
};
void work();
void query(Connection connection);
void byReference(const Connection &connection);
template <typename T> T make();

//===-- Guards ------------------------------------------------------------===//

void flagged_unique_lock(std::mutex &mu) {
  std::unique_lock<std::mutex> lock(mu);
  std::thread([lock = std::move(lock)] {}).detach(); // expected-warning {{'lock' is given to another thread, but 'std::unique_lock<std::mutex>' is not Send [sendsync-non-send-transfer]}}
}
void flagged_shared_lock(std::shared_mutex &rw) {
  std::shared_lock lock(rw);
  std::jthread worker([lock = std::move(lock)] {}); // expected-warning {{'lock' is given to another thread, but 'std::shared_lock<std::shared_mutex>' is not Send}}
}
void flagged_argument(std::mutex &mu) {
  std::unique_lock<std::mutex> lock(mu);
  std::thread worker([](std::unique_lock<std::mutex>) {}, std::move(lock)); // expected-warning {{'lock' is given to another thread, but 'std::unique_lock<std::mutex>' is not Send}}
  worker.join();
}
void flagged_async(std::mutex &mu) {
  std::unique_lock<std::mutex> lock(mu);
  auto done = std::async(std::launch::async, [lock = std::move(lock)] {}); // expected-warning {{'lock' is given to another thread}}
}
void flagged_in_vector() {
  auto locks = make<std::vector<std::unique_lock<std::mutex>>>();
  std::thread([locks = std::move(locks)] {}).detach(); // expected-warning {{'locks' is given to another thread}}
}

//===-- Declared, and tied by a model -------------------------------------===//

void flagged_declared(Connection connection) {
  std::thread([connection] { connection.query(); }).detach(); // expected-warning {{'connection' is given to another thread, but 'Connection' is not Send}}
}
void flagged_declared_moved(Connection connection) {
  std::thread([c = std::move(connection)] { c.query(); }).detach(); // expected-warning {{'c' is given to another thread, but 'Connection' is not Send}}
}
void flagged_declared_argument() {
  Connection connection;
  std::thread(query, connection).detach(); // expected-warning {{'connection' is given to another thread, but 'Connection' is not Send}}
}
void flagged_member() {
  Session session;
  std::thread([session] { session.connection.query(); }).detach(); // expected-warning {{'session' is given to another thread, but 'Session' is not Send}}
}
void flagged_template_argument() {
  Wrapper<Connection> wrapper;
  std::thread([wrapper] { wrapper.value.query(); }).detach(); // expected-warning {{'wrapper' is given to another thread, but 'Wrapper<Connection>' is not Send}}
}
void flagged_unique_ptr() {
  auto connection = std::make_unique<Connection>();
  std::thread([c = std::move(connection)] { c->query(); }).detach(); // expected-warning {{'c' is given to another thread, but 'std::unique_ptr<Connection>' is not Send}}
}
void flagged_type_of_model() {
  UiHandle handle;
  std::thread([handle]() mutable { handle.show(); }).detach(); // expected-warning {{'handle' is given to another thread, but 'UiHandle' is not Send}}
}
void flagged_boundary_of_model(Pool &pool) {
  Connection connection;
  pool.submit([connection] { connection.query(); }); // expected-warning {{'connection' is given to another thread, but 'Connection' is not Send}}
}
void flagged_lambda_in_lambda() {
  auto outer = [] {
    Connection connection;
    std::thread([connection] { connection.query(); }).detach(); // expected-warning {{'connection' is given to another thread}}
  };
  outer();
}
#define IN_BACKGROUND(...) std::thread(__VA_ARGS__).detach()
void flagged_macro() {
  Connection connection;
  IN_BACKGROUND([connection] { connection.query(); }); // expected-warning {{'connection' is given to another thread}}
}
template <typename T> void flagged_template(T value) {
  std::thread([value] { (void)value; }).detach(); // expected-warning {{'value' is given to another thread, but 'Connection' is not Send}}
}
template void flagged_template(Connection);
template void flagged_template(int);
struct Holder {
  Connection connection;
  void flagged_copy_of_this() {
    std::thread([*this] { connection.query(); }).detach(); // expected-warning {{'Holder' is not Send}}
  }
};
void flagged_vector_emplace() {
  Connection connection;
  std::vector<std::jthread> workers;
  workers.emplace_back([connection] { connection.query(); }); // expected-warning {{'connection' is given to another thread}}
}

//===-- Accepted ----------------------------------------------------------===//

void accepted_locked_inside(std::mutex &mu) {
  std::thread([&mu] { std::unique_lock<std::mutex> lock(mu); }).join();
}
void accepted_plain_values(int n, std::string text) {
  std::thread([n, text] { (void)n; (void)text; }).detach();
}
void accepted_semaphore(std::counting_semaphore<1> &s) {
  s.acquire();
  std::thread([&s] { work(); s.release(); }).join();
}
void accepted_reference_and_join() {
  // Shared, not given away: another question.
  Connection connection;
  std::thread worker([&connection] { byReference(connection); });
  worker.join();
}
void accepted_made_inside() {
  std::thread([] { Connection connection; connection.query(); }).detach();
}
void accepted_unchecked(Closed closed) {
  std::thread([closed] { (void)closed; }).detach();
}
void accepted_unique_ptr() {
  auto text = std::make_unique<std::string>("a");
  std::thread([text = std::move(text)] { (void)text; }).detach();
}
void accepted_shared_ptr_const() {
  auto text = std::make_shared<const std::string>("a");
  std::thread([text] { (void)text; }).detach();
}
void accepted_promise() {
  std::promise<int> promise;
  auto result = promise.get_future();
  std::thread worker([p = std::move(promise)]() mutable { p.set_value(1); });
  result.get();
  worker.join();
}
void accepted_future_into_thread() {
  std::promise<int> promise;
  std::thread worker([f = promise.get_future()]() mutable { f.get(); });
  promise.set_value(1);
  worker.join();
}
void accepted_packaged_task() {
  std::packaged_task<void()> task(work);
  std::thread(std::move(task)).detach();
}
void accepted_thread_in_thread() {
  std::thread inner(work);
  std::thread([inner = std::move(inner)]() mutable { inner.join(); }).detach();
}
void accepted_function(std::function<void()> task) {
  // What it holds is not known.
  std::thread(task).detach();
}
void accepted_in_place(std::mutex &mu, const std::vector<int> &values) {
  Connection connection;
  std::for_each(values.begin(), values.end(), [connection](int) { connection.query(); });
  std::unique_lock<std::mutex> lock(mu);
  auto later = [lock = std::move(lock)] {};
  later();
}
void accepted_member_of_it() {
  Session session;
  int id = session.id;
  std::thread([id] { (void)id; }).detach();
  std::thread([id = session.id] { (void)id; }).detach();
}
void accepted_pointer(Connection *connection) {
  std::thread([connection] { connection->query(); }).join();
}
void accepted_lambda_in_lambda() {
  auto outer = [] {
    std::thread([] { Connection connection; connection.query(); }).detach();
  };
  outer();
}
void accepted_macro(int n) { IN_BACKGROUND([n] { (void)n; }); }
template <typename T> void accepted_template(T value) {
  std::thread([value] { (void)value; }).detach();
}
template void accepted_template(std::string);
template void accepted_template(std::vector<int>);
void accepted_boundary_of_model(Pool &pool, int n) {
  pool.submit([n] { (void)n; });
}
void accepted_by_reference_capture_of_guard() {
  std::mutex mu;
  std::unique_lock<std::mutex> lock(mu);
  std::thread worker([] { work(); });
  worker.join();
}
template <typename T> class NOT_SEND("the count is not atomic") LocalRef {
  T *object = nullptr;
  int *count = nullptr;
};
void accepted_never_crosses() {
  LocalRef<int> ref;
  auto copy = ref;
  (void)copy;
}
