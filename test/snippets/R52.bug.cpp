// RUN: %clang_plugin -std=c++20 -pthread %inc -I%inputs -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-level=strict -Xclang -verify-ignore-unexpected=note
#include "snippets.h"

// sendsync: level=strict
void submit(ThreadPool& pool, Session* s) { pool.post([s] { touch(*s); }); } // expected-warning {{what 's' gives to another thread is not known to be let alone here [sendsync-unproven-share]}}
