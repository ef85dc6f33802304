// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <thread>

void work();

bool run(bool fast) {
  std::thread worker(work);
  if (fast)
    return true;
  worker.join();
  return false;
}

class Server {
public:
  void start() { thread_ = std::thread(work); }

private:
  std::thread thread_;
};

