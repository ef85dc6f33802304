// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Wno-unused-result -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

void save_all() {
  std::async(std::launch::async, [] { work(1); });   // expected-warning {{the future of 'std::async' is discarded, which waits for it here [sendsync-discarded-future]}}
  std::async(std::launch::async, [] { work(2); });   // expected-warning {{the future of 'std::async' is discarded, which waits for it here [sendsync-discarded-future]}}
}
