// boost::thread, thread_group, async; boost::asio::post to a pool and to a loop.
// REQUIRES: boost, asio
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#define BOOST_THREAD_PROVIDES_FUTURE
#include <boost/asio.hpp>
#include <boost/bind/bind.hpp>
#include <boost/thread.hpp>
#include <boost/thread/future.hpp>
#include <boost/thread/scoped_thread.hpp>

void use(int);
void addTo(int &sum) {
  ++sum; // expected-warning {{'n' is written by the new thread while this function can still read it}}
}
void bump(int &sum) { ++sum; }

void flagged_thread() {
  int n = 0;
  boost::thread thread([&n] { ++n; }); // expected-warning {{'n' is written by the new thread while this function can still read it}}
  use(n);
  thread.join();
}
void flagged_bound() {
  int n = 0;
  boost::thread thread(boost::bind(addTo, boost::ref(n)));
  use(n);
  thread.join();
}
void flagged_detached() {
  int n = 0;
  boost::thread([&n] { ++n; }).detach(); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void flagged_group() {
  int n = 0;
  boost::thread_group threads;
  threads.create_thread([&n] { ++n; }); // expected-warning {{'n' is written by the new thread while this function can still read it}}
  use(n);
  threads.join_all();
}
void flagged_async() {
  int n = 0;
  auto result = boost::async(boost::launch::async, [&n] { return ++n; }); // expected-warning {{'n' is written by the new thread while this function can still read it}}
  use(n);
  result.get();
}
void flagged_pool() {
  int n = 0;
  boost::asio::thread_pool pool(4);
  boost::asio::post(pool, [&n] { ++n; }); // expected-warning {{'n' is written by the task while this function can still read it}}
  use(n);
  pool.join();
}
void flagged_pool_twice() {
  int n = 0;
  boost::asio::thread_pool pool(4);
  boost::asio::post(pool, [&n] { ++n; }); // expected-warning {{'n' is written by the task while other work can write it}}
  boost::asio::post(pool, [&n] { ++n; });
  pool.join();
}
void flagged_future_is_dropped() {
  int n = 0;
  auto result = boost::async(boost::launch::async, [&n] { return ++n; }); // expected-warning {{'n' is captured by reference by a closure that can outlive it}}
}
void accepted_thread() {
  int n = 0;
  boost::thread thread(bump, boost::ref(n));
  thread.join();
  use(n);
}
void accepted_scoped_thread() {
  int n = 0;
  {
    boost::scoped_thread<> thread{boost::thread([&n] { ++n; })};
  }
  use(n);
}
void accepted_group() {
  int n = 0;
  boost::thread_group threads;
  threads.create_thread([&n] { ++n; });
  threads.join_all();
  use(n);
}
void accepted_async() {
  int n = 0;
  auto result = boost::async(boost::launch::async, [&n] { return ++n; });
  use(result.get() + n);
}
void accepted_pool() {
  int n = 0;
  boost::asio::thread_pool pool(4);
  boost::asio::post(pool, [&n] { ++n; });
  pool.join();
  use(n);
}
void accepted_pool_copies() {
  int n = 0;
  boost::asio::thread_pool pool(4);
  boost::asio::post(pool, [n] { use(n); });
  boost::asio::post(pool, [n] { use(n); });
  ++n;
  pool.join();
}
void accepted_loop(boost::asio::io_context &context) {
  static int n = 0;
  boost::asio::post(context, [] { ++n; });
  boost::asio::post(context, [] { ++n; });
  context.run();
  use(n);
}
void accepted_strand(boost::asio::thread_pool &pool) {
  int n = 0;
  auto strand = boost::asio::make_strand(pool);
  boost::asio::post(strand, [&n] { ++n; });
  boost::asio::post(strand, [&n] { ++n; });
  pool.join();
}
