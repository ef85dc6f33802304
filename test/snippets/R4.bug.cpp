// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

void locked_async(std::mutex& m) {
  std::unique_lock<std::mutex> lk(m);
  std::thread([lk = std::move(lk)]() mutable { work(0); }).detach(); // expected-warning {{'lk' is given to another thread, but 'std::unique_lock<std::mutex>' is not Send [sendsync-non-send-transfer]}}
}
