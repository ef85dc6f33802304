// Smart pointers and references, row by row of the table in
// docs/send-and-sync.md.
// RUN: %sendsync --dump=types %s -- -std=c++20 | FileCheck %s

#include <atomic>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>

// CHECK-LABEL: Plain: Send yes, Sync yes, SyncMut no, Owned yes
struct Plain {
  int value;
};
// CHECK: Shape: Send yes, Sync yes, SyncMut yes, Owned yes
struct Shape {
  virtual ~Shape();
};
// CHECK: Circle: Send yes, Sync yes, SyncMut yes, Owned yes
struct Circle final : Shape {};

// CHECK: Unique: Send yes, Sync yes, SyncMut no, Owned yes
using Unique = std::unique_ptr<Plain>;
// CHECK: UniqueArray: Send yes, Sync yes, SyncMut no, Owned yes
using UniqueArray = std::unique_ptr<Plain[]>;
// CHECK: UniqueOfPointer: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned no
using UniqueOfPointer = std::unique_ptr<Plain *>;
// CHECK: UniqueBase: Send not known, Sync yes, SyncMut no, Owned yes
using UniqueBase = std::unique_ptr<Shape>;
// CHECK: UniqueFinal: Send yes, Sync yes, SyncMut no, Owned yes
using UniqueFinal = std::unique_ptr<Circle>;
// CHECK: UniqueGuard: Send no, Sync no, SyncMut no, Owned no
using UniqueGuard = std::unique_ptr<std::lock_guard<std::mutex>>;

// CHECK: Shared: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned yes
using Shared = std::shared_ptr<Plain>;
// CHECK: SharedConst: Send shares 'const Plain' (const), Sync yes, SyncMut no, Owned yes
using SharedConst = std::shared_ptr<const Plain>;
// CHECK: SharedAtomic: Send yes, Sync yes, SyncMut no, Owned yes
using SharedAtomic = std::shared_ptr<std::atomic<int>>;
// CHECK: SharedVoid: Send not known, Sync yes, SyncMut no
using SharedVoid = std::shared_ptr<void>;
// CHECK: Weak: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned yes
using Weak = std::weak_ptr<Plain>;
// CHECK: AtomicShared: Send shares 'Plain' (mutable), Sync yes, SyncMut yes, Owned yes
using AtomicShared = std::atomic<std::shared_ptr<Plain>>;

// CHECK: Wrapper: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned no
using Wrapper = std::reference_wrapper<Plain>;
// CHECK: ConstWrapper: Send shares 'const Plain' (const), Sync yes, SyncMut no, Owned no
using ConstWrapper = std::reference_wrapper<const Plain>;
// CHECK: MutexWrapper: Send yes, Sync yes, SyncMut no, Owned no
using MutexWrapper = std::reference_wrapper<std::mutex>;
// CHECK: Exception: Send yes, Sync yes, SyncMut no, Owned yes
using Exception = std::exception_ptr;

// CHECK: Raw: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned no
using Raw = Plain *;
// CHECK: Reference: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned no
using Reference = Plain &;
// CHECK: ConstReference: Send shares 'const Plain' (const), Sync yes, SyncMut no, Owned no
using ConstReference = const Plain &;
// CHECK: MutexReference: Send yes, Sync yes, SyncMut no, Owned no
using MutexReference = std::mutex &;
// CHECK: Erased: Send not known, Sync yes, SyncMut no, Owned no
using Erased = void *;
// CHECK: Bytes: Send not known, Sync yes, SyncMut no, Owned no
using Bytes = char *;
// CHECK: Function: Send yes, Sync yes, SyncMut no, Owned yes
using Function = void (*)(int);
// CHECK: File: Send yes, Sync yes, SyncMut no, Owned no
using File = std::FILE *;
// CHECK: OwnedFile: Send yes, Sync yes, SyncMut no, Owned yes
using OwnedFile = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;
