// Threads, futures, callables, streams and other library types, row by row of
// the table in docs/send-and-sync.md.
// RUN: %sendsync --dump=types %s -- -std=c++20 | FileCheck %s

#include <any>
#include <chrono>
#include <complex>
#include <coroutine>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <locale>
#include <memory_resource>
#include <random>
#include <regex>
#include <source_location>
#include <sstream>
#include <stop_token>
#include <system_error>
#include <thread>
#include <typeindex>
#include <vector>

// CHECK-LABEL: Plain: Send yes, Sync yes, SyncMut no, Owned yes
struct Plain {
  int value;
};

// CHECK: Thread: Send yes, Sync yes, SyncMut no, Owned yes
using Thread = std::thread;
// CHECK: ThreadId: Send yes, Sync yes, SyncMut no, Owned yes
using ThreadId = std::thread::id;
// CHECK: Future: Send yes, Sync no, SyncMut no, Owned yes
using Future = std::future<Plain>;
// CHECK: VoidFuture: Send yes, Sync no, SyncMut no, Owned yes
using VoidFuture = std::future<void>;
// CHECK: FutureOfPointer: Send shares 'Plain' (mutable), Sync no, SyncMut no
using FutureOfPointer = std::future<Plain *>;
// CHECK: SharedFuture: Send shares 'const Plain' (const), Sync yes, SyncMut no, Owned yes
using SharedFuture = std::shared_future<Plain>;
// CHECK: VoidSharedFuture: Send yes, Sync yes, SyncMut no, Owned yes
using VoidSharedFuture = std::shared_future<void>;
// CHECK: Promise: Send yes, Sync yes, SyncMut yes, Owned yes
using Promise = std::promise<Plain>;
// CHECK: Task: Send not known, Sync not known, SyncMut no, Owned not known
using Task = std::packaged_task<void()>;
// CHECK: Function: Send not known, Sync no, SyncMut no, Owned not known
using Function = std::function<void(int)>;
// CHECK: Any: Send not known, Sync not known, SyncMut no, Owned not known
using Any = std::any;
// CHECK: StopSource: Send yes, Sync yes, SyncMut yes, Owned yes
using StopSource = std::stop_source;
// CHECK: StopToken: Send yes, Sync yes, SyncMut yes, Owned yes
using StopToken = std::stop_token;
// CHECK: Handle: Send not known, Sync yes, SyncMut no, Owned no
using Handle = std::coroutine_handle<>;

// CHECK: Complex: Send yes, Sync yes, SyncMut no, Owned yes
using Complex = std::complex<double>;
// CHECK: Duration: Send yes, Sync yes, SyncMut no, Owned yes
using Duration = std::chrono::milliseconds;
// CHECK: TimePoint: Send yes, Sync yes, SyncMut no, Owned yes
using TimePoint = std::chrono::steady_clock::time_point;
// CHECK: Error: Send yes, Sync yes, SyncMut no, Owned yes
using Error = std::error_code;
// CHECK: SourceLocation: Send yes, Sync yes, SyncMut no, Owned yes
using SourceLocation = std::source_location;
// CHECK: TypeIndex: Send yes, Sync yes, SyncMut no, Owned yes
using TypeIndex = std::type_index;
// CHECK: Byte: Send yes, Sync yes, SyncMut no, Owned yes
using Byte = std::byte;

// CHECK: StringStream: Send yes, Sync yes, SyncMut no, Owned yes
using StringStream = std::stringstream;
// CHECK: FileStream: Send yes, Sync yes, SyncMut no, Owned yes
using FileStream = std::fstream;
// CHECK: Locale: Send yes, Sync yes, SyncMut no, Owned yes
using Locale = std::locale;
// CHECK: Engine: Send yes, Sync yes, SyncMut no, Owned yes
using Engine = std::mt19937;
// CHECK: Distribution: Send yes, Sync yes, SyncMut no, Owned yes
using Distribution = std::uniform_int_distribution<int>;
// CHECK: Device: Send yes, Sync yes, SyncMut no, Owned yes
using Device = std::random_device;
// CHECK: Regex: Send yes, Sync yes, SyncMut no, Owned yes
using Regex = std::regex;
// CHECK: Match: {{.*}}, Owned no
using Match = std::cmatch;
// CHECK: Path: Send yes, Sync yes, SyncMut no, Owned yes
using Path = std::filesystem::path;
// CHECK: Entry: Send yes, Sync yes, SyncMut no, Owned yes
using Entry = std::filesystem::directory_entry;

// CHECK: PmrVector: Send not known, Sync yes, SyncMut no, Owned no
using PmrVector = std::pmr::vector<int>;
// CHECK: SafePool: Send yes, Sync yes, SyncMut yes
using SafePool = std::pmr::synchronized_pool_resource;
// CHECK: UnsafePool: Send yes, Sync yes, SyncMut no
using UnsafePool = std::pmr::unsynchronized_pool_resource;
// CHECK: Monotonic: Send yes, Sync yes, SyncMut no
using Monotonic = std::pmr::monotonic_buffer_resource;
