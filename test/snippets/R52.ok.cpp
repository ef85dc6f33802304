// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -fplugin-arg-sendsync-level=strict -Xclang -verify %s
// expected-no-diagnostics
#include "snippets.h"

// sendsync: level=strict
void submit(ThreadPool& pool, std::unique_ptr<Session> SENDSYNC_SENDING s) { pool.post_move([s = std::move(s)] { touch(*s); }); }
