// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#include <mutex>
#include <thread>

class NOT_SEND("only the thread that opened it may use it") Connection {
public:
  void query() const;
};

struct Session {
  int id = 0;
  Connection connection;
};

void serve(Session session) {
  std::thread([session] { session.connection.query(); }).detach();
}

void finish(std::mutex &mu) {
  std::unique_lock lock(mu);
  std::thread([lock = std::move(lock)] {}).detach();
}

