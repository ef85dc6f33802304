// The whole text of a finding: the order of the notes is part of it.
// RUN: not %sendsync %s -- %inc -std=c++20 -pthread 2>&1 | FileCheck --match-full-lines %s
#include <string>
#include <thread>

void post(const std::string &body);

void upload() {
  std::string body = "hello";
  std::thread worker([&body] { post(body); });
  worker.detach();
}

std::thread view(std::string line) {
  const char *text = line.data();
  return std::thread([text] { post(text); });
}

