// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=strict \
// RUN:   -fplugin-arg-sendsync-checks=unproven-share \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

struct Session {
  int state = 0;
  void run();
};
void work(int);

void flagged_pointer(Session *session) {
  std::thread([session] { session->run(); }).detach(); // expected-warning {{what 'session' gives to another thread is not known to be let alone here [sendsync-unproven-share]}}
}

void flagged_reference(Session &session) {
  std::thread worker([&session] { session.run(); }); // expected-warning {{what 'session' gives}}
  worker.join();
}

void flagged_shared(std::shared_ptr<Session> session) {
  std::thread([session] { session->run(); }).detach(); // expected-warning {{what 'session' gives}}
}

void flagged_argument(Session *session) {
  std::thread(&Session::run, session).detach(); // expected-warning {{what 'session' gives}}
}

class Owner {
public:
  void flagged_this() {
    std::thread([this] { state_ = 1; }).detach(); // expected-warning {{what '*this' gives}}
  }

private:
  int state_ = 0;
};

void accepted_moved(std::unique_ptr<Session> session) {
  std::thread([session = std::move(session)] { session->run(); }).detach();
}

void accepted_value(Session session) {
  std::thread([session]() mutable { session.run(); }).detach();
}

void accepted_local() {
  Session session;
  std::thread worker([&session] { session.run(); });
  worker.join();
}

void accepted_text(std::string text) {
  std::thread([text] { work(text.size()); }).detach();
}

void accepted_atomic(std::atomic<int> &count) {
  std::thread([&count] { ++count; }).detach();
}

void accepted_shared_atomic(std::shared_ptr<std::atomic<int>> count) {
  std::thread([count] { ++*count; }).detach();
}

void accepted_number(int count) {
  std::thread([count] { work(count); }).detach();
}
