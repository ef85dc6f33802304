// What a call leaves behind counts where it returns: an exception ends the guards
// that it passes.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct Socket {
  std::mutex control;
  int status = 0;
};

void bind(Socket &s, int to) {
  std::lock_guard<std::mutex> g(s.control);
  if (s.status != 0)
    throw 1;
  s.status = to;
}

int look(Socket &s) {
  std::lock_guard<std::mutex> g(s.control);
  return s.status;
}

int accepted_after_throwing(Socket &s) {
  bind(s, 1);
  return look(s);
}

int flagged_inside(Socket &s) {
  std::lock_guard<std::mutex> g(s.control);
  bind(s, 1); // expected-warning {{calling 'bind' locks 's.control', which is already held here}}
  return s.status;
}

[[noreturn]] void fail(Socket &s) {
  std::lock_guard<std::mutex> g(s.control);
  throw s.status;
}
void refuse(Socket &s) {
  std::lock_guard<std::mutex> g(s.control);
  throw s.status;
}

int accepted_after_refusal(Socket &s) {
  try {
    refuse(s);
  } catch (int) {
  }
  return look(s);
}

void enter(Socket &s) {
  s.control.lock();
  if (s.status < 0) {
    s.control.unlock();
    throw 2;
  }
}

int accepted_entered(Socket &s) {
  enter(s);
  int status = s.status;
  s.control.unlock();
  return status;
}

int flagged_entered(Socket &s) {
  enter(s);
  return look(s); // expected-warning {{calling 'look' locks 's.control', which is already held here}}
}
