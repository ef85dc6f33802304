// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

long g_requests = 0;
void* serve(void*) { for (int i = 0; i < 9; ++i) ++g_requests; return nullptr; }
int server_main() {
  g_requests = 1;                                   // before any thread
  pthread_t a, b;
  pthread_create(&a, nullptr, serve, nullptr); pthread_join(a, nullptr);
  pthread_create(&b, nullptr, serve, nullptr); pthread_join(b, nullptr);   // never two at once
  return (int)g_requests;
}
