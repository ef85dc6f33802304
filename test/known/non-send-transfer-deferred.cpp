// A deferred task runs where its result is asked for, here on the same thread. A
// model can tell boundaries apart by the types of their arguments, not by values.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s
// XFAIL: *
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
