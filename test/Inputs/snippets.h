// What the snippets of test/snippets use: stand-ins for a project's own code.
#ifndef TEST_INPUTS_SNIPPETS_H
#define TEST_INPUTS_SNIPPETS_H
#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <queue>
#include <semaphore>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

long work(int);
long now_ms();
template <typename T> void use(const T &);
std::string make_name();
void log_loop(const std::string &);
int to_int(std::string_view);
#endif
