// A deferred task runs where its result is asked for, here on the same thread.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s
// expected-no-diagnostics
#include <future>
#include <sendsync/annotations.h>

class SENDSYNC_NOT_SEND("only the thread that opened it may use it") Connection {
public:
  void query() const;
};

void accepted_deferred(Connection connection) {
  auto later = std::async(std::launch::deferred, [connection] { connection.query(); });
  later.get();
}
