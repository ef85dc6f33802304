// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

long g_requests = 0;
void* serve(void*) { for (int i = 0; i < 9; ++i) ++g_requests; return nullptr; } // expected-warning {{'g_requests' is written by the new thread while other work can write it [sendsync-entry-point-race]}}
int server_main() {
  pthread_t a, b;
  pthread_create(&a, nullptr, serve, nullptr);
  pthread_create(&b, nullptr, serve, nullptr);
  pthread_join(a, nullptr); pthread_join(b, nullptr);
  return (int)g_requests;
}
