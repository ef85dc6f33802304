// std::jthread and what else libc++ keeps behind a flag.
// RUN: %sendsync --dump=types %s -- -std=c++20 | FileCheck %s

#include <stop_token>
#include <thread>

// CHECK: JThread: Send yes, Sync yes, SyncMut no, Owned yes
using JThread = std::jthread;
