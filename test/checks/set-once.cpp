// inconsistent-locking: what is written once, behind a flag, before any reader can
// be there.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>
#include <vector>

struct Reaper {
  void stop();
  int mailbox();
};

class Context {
public:
  int accepted_send() { return reaper->mailbox(); }
  // Its answer depends on whether the write has come yet.
  int flagged_asks() {
    if (!collector) // expected-warning {{'collector' is read without 'sync'}}
      return 0;
    return 1;
  }
  int flagged_changed() { return limit; } // expected-warning {{'limit' is read without 'sync'}}
  void create() {
    std::lock_guard<std::mutex> g(sync);
    if (starting)
      start();
    ++sockets;
    limit = sockets;
  }
  void terminate() {
    std::lock_guard<std::mutex> g(sync);
    if (!starting && reaper && collector)
      reaper->stop();
    --limit;
  }
  int count() {
    std::lock_guard<std::mutex> g(sync);
    return reaper && collector ? sockets + limit : 0;
  }

private:
  void start() {
    reaper = new Reaper;
    collector = new Reaper;
    limit = 8;
    starting = false;
  }

  std::mutex sync;
  bool starting = true;
  Reaper *reaper = nullptr;
  Reaper *collector = nullptr;
  int sockets = 0, limit = 0;
};

// A flag that is set back lets the writes run again.
class Restarted {
public:
  int flagged_again() { return reaper->mailbox(); } // expected-warning {{'reaper' is read without 'sync'}}
  void create() {
    std::lock_guard<std::mutex> g(sync);
    if (starting)
      start();
    if (reaper)
      reaper->stop();
  }
  void restart() {
    std::lock_guard<std::mutex> g(sync);
    if (reaper)
      reaper->stop();
    starting = true;
  }

private:
  void start() {
    reaper = new Reaper;
    starting = false;
  }

  std::mutex sync;
  bool starting = true;
  Reaper *reaper = nullptr;
};
