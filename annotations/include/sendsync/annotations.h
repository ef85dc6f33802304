//===- sendsync/annotations.h - What code says about its threads -*- C++ -*-===//
//
// The one header of sendsync. C11 and C++11, no includes, nothing to link.
// Every macro is empty on compilers other than Clang, and with
// -DSENDSYNC_DISABLE. Positions, by the group a macro belongs to:
//
//   type      after class, struct, union, enum:  class SENDSYNC_SEND Job {...};
//             after the name of an alias:        using Id SENDSYNC_SEND = int;
//   data      after the type of a field, variable, parameter or result:
//             int SENDSYNC_FROZEN Limit;   Node *SENDSYNC_OWNS Next;
//   function  before the declaration, or after a lambda's parameter list:
//             SENDSYNC_BLOCKING void flush();   [](int) SENDSYNC_BLOCKING {...}
//   locking   data and functions: after the declarator; classes: like type.
//
// Function macros expand only while a tool reads the code (__SENDSYNC__ or
// __clang_analyzer__ is defined), because Clang keeps unused functions alive
// when they carry an annotation. The others never change the machine code.
//
// Names of domains and reasons are string literals. The small languages of
// *_WHEN, RUNS, ROLE and HB_* are written bare. A domain is a dotted name
// ("ui", "net.io") or a member expression ("this->strand_").
//
// Manual with examples: docs/annotations.md.
//
//===----------------------------------------------------------------------===//

#ifndef SENDSYNC_ANNOTATIONS_H
#define SENDSYNC_ANNOTATIONS_H

//===----------------------------------------------------------------------===//
// Spelling. The only part that knows compilers; SENDSYNC_DETAIL_* is private.
//===----------------------------------------------------------------------===//

#if defined(__clang__) && !defined(SENDSYNC_DISABLE)

// Clang's thread-safety attributes: plain GNU spelling, any language mode.
#define SENDSYNC_DETAIL_LOCKING(...) __attribute__((__VA_ARGS__))

#if defined(__cplusplus)
#if (__cplusplus >= 201103L || defined(_MSVC_LANG)) &&                         \
    __has_cpp_attribute(clang::annotate_type)
#define SENDSYNC_DETAIL_TYPE(...) [[clang::annotate(__VA_ARGS__)]]
#define SENDSYNC_DETAIL_DATA(...) [[clang::annotate_type(__VA_ARGS__)]]
#define SENDSYNC_DETAIL_OWNER [[gsl::Owner]]
#define SENDSYNC_DETAIL_VIEW [[gsl::Pointer]]
#define SENDSYNC_DETAIL_LIFETIMEBOUND [[clang::lifetimebound]]
#endif
#elif __has_extension(c_attributes) && __has_warning("-Wc23-extensions")
#if __has_c_attribute(clang::annotate_type)
#define SENDSYNC_DETAIL_TYPE(...) __attribute__((annotate(__VA_ARGS__)))
// annotate_type has no GNU spelling. Clang reads [[...]] in C11 as well; the
// pragmas keep it quiet about that.
#define SENDSYNC_DETAIL_DATA(...)                                              \
  _Pragma("clang diagnostic push")                                             \
  _Pragma("clang diagnostic ignored \"-Wc23-extensions\"")                     \
  _Pragma("clang diagnostic ignored \"-Wpre-c23-compat\"")                     \
  [[clang::annotate_type(__VA_ARGS__)]]                                        \
  _Pragma("clang diagnostic pop")
#endif
#endif

// GNU spelling: the only one that Clang accepts after a lambda's parameters.
#if defined(SENDSYNC_DETAIL_TYPE) &&                                           \
    (defined(__SENDSYNC__) || defined(__clang_analyzer__))
#define SENDSYNC_DETAIL_FUNCTION(...) __attribute__((annotate(__VA_ARGS__)))
#endif

#if __has_attribute(reentrant_capability)
#define SENDSYNC_DETAIL_REENTRANT __attribute__((reentrant_capability))
#endif

#endif // __clang__

#ifndef SENDSYNC_DETAIL_LOCKING
#define SENDSYNC_DETAIL_LOCKING(...)
#endif
#ifndef SENDSYNC_DETAIL_TYPE
#define SENDSYNC_DETAIL_TYPE(...)
#define SENDSYNC_DETAIL_DATA(...)
#endif
#ifndef SENDSYNC_DETAIL_FUNCTION
#define SENDSYNC_DETAIL_FUNCTION(...)
#endif
#ifndef SENDSYNC_DETAIL_OWNER
#define SENDSYNC_DETAIL_OWNER
#define SENDSYNC_DETAIL_VIEW
#endif
#ifndef SENDSYNC_DETAIL_LIFETIMEBOUND
#define SENDSYNC_DETAIL_LIFETIMEBOUND
#endif
#ifndef SENDSYNC_DETAIL_REENTRANT
#define SENDSYNC_DETAIL_REENTRANT
#endif

//===----------------------------------------------------------------------===//
// Types: may values cross to another thread? Position: type.
//===----------------------------------------------------------------------===//

/// Values may be handed to another thread. Checked against the members.
///   class SENDSYNC_SEND Job { std::string Name; };
#define SENDSYNC_SEND SENDSYNC_DETAIL_TYPE("sendsync::send")

/// Two threads may use one object through const access. Checked.
///   class SENDSYNC_SYNC Settings { int Retries = 3; };
#define SENDSYNC_SYNC SENDSYNC_DETAIL_TYPE("sendsync::sync")

/// Two threads may use one object through non-const access too. Checked.
///   class SENDSYNC_SYNC_MUT Counter { std::atomic<int> N; };
#define SENDSYNC_SYNC_MUT SENDSYNC_DETAIL_TYPE("sendsync::sync_mut")

/// The same claims under a condition on template parameters: send(T), sync(T),
/// sync_mut(T), joined by && and ||. Checked.
///   template <class T, class D>
///   class SENDSYNC_SEND_WHEN(send(T) && send(D)) Box { T *Value; D Delete; };
#define SENDSYNC_SEND_WHEN(...)                                                \
  SENDSYNC_DETAIL_TYPE("sendsync::send_when", #__VA_ARGS__)

/// SENDSYNC_SYNC under a condition.
///   template <class T> class SENDSYNC_SYNC_WHEN(sync(T)) Cell { T Value; };
#define SENDSYNC_SYNC_WHEN(...)                                                \
  SENDSYNC_DETAIL_TYPE("sendsync::sync_when", #__VA_ARGS__)

/// SENDSYNC_SYNC_MUT under a condition.
///   template <class T> class SENDSYNC_SYNC_MUT_WHEN(send(T)) Queue;
#define SENDSYNC_SYNC_MUT_WHEN(...)                                            \
  SENDSYNC_DETAIL_TYPE("sendsync::sync_mut_when", #__VA_ARGS__)

/// Values must stay on their thread, whatever the members say. Believed.
///   class SENDSYNC_NOT_SEND("uses thread-local scratch space") Parser {};
#define SENDSYNC_NOT_SEND(why) SENDSYNC_DETAIL_TYPE("sendsync::not_send", why)

/// One object must not be used by two threads, not even to read. Believed.
///   class SENDSYNC_NOT_SYNC("find() reorders the entries") LruCache {};
#define SENDSYNC_NOT_SYNC(why) SENDSYNC_DETAIL_TYPE("sendsync::not_sync", why)

/// Threads that share an object may only read it. Believed.
///   class SENDSYNC_NOT_SYNC_MUT("readers take no lock") Index {};
#define SENDSYNC_NOT_SYNC_MUT(why)                                             \
  SENDSYNC_DETAIL_TYPE("sendsync::not_sync_mut", why)

/// SENDSYNC_SEND, believed without a check. The reason must not be empty;
/// sendsync --audit lists these.
///   class SENDSYNC_SEND_UNCHECKED("the C library locks inside") Handle {};
#define SENDSYNC_SEND_UNCHECKED(why)                                           \
  SENDSYNC_DETAIL_TYPE("sendsync::send_unchecked", why)

/// SENDSYNC_SYNC, believed without a check.
///   class SENDSYNC_SYNC_UNCHECKED("the table is in read-only memory") Font {};
#define SENDSYNC_SYNC_UNCHECKED(why)                                           \
  SENDSYNC_DETAIL_TYPE("sendsync::sync_unchecked", why)

/// SENDSYNC_SYNC_MUT, believed without a check.
///   class SENDSYNC_SYNC_MUT_UNCHECKED("lock-free, see ring.md") Ring {};
#define SENDSYNC_SYNC_MUT_UNCHECKED(why)                                       \
  SENDSYNC_DETAIL_TYPE("sendsync::sync_mut_unchecked", why)

/// Objects live and die in one domain; only its thread may use them.
///   class SENDSYNC_AFFINE("ui") Widget {};
#define SENDSYNC_AFFINE(domain) SENDSYNC_DETAIL_TYPE("sendsync::affine", domain)

/// May only be used in the domain. Data: SENDSYNC_ISOLATED_DATA; functions:
/// SENDSYNC_RUNS_ON.
///   class SENDSYNC_ISOLATED("ui") Label { std::string Text; };
#define SENDSYNC_ISOLATED(domain)                                              \
  SENDSYNC_DETAIL_TYPE("sendsync::isolated", domain)

/// Owns what it points to; destroying it ends the life of the target. Clang
/// reads it as gsl::Owner.
///   class SENDSYNC_OWNER Buffer { char *Data; };
#define SENDSYNC_OWNER                                                         \
  SENDSYNC_DETAIL_OWNER SENDSYNC_DETAIL_TYPE("sendsync::owner")

/// Borrows what it points to, like a reference. Clang reads it as
/// gsl::Pointer.
///   class SENDSYNC_VIEW Slice { const char *Data; };
#define SENDSYNC_VIEW                                                          \
  SENDSYNC_DETAIL_VIEW SENDSYNC_DETAIL_TYPE("sendsync::view")

/// May be placed in memory shared between processes: no pointers into one
/// address space, no process-private locks. Checked.
///   struct SENDSYNC_SHM_SAFE Header { unsigned Version, Size; };
#define SENDSYNC_SHM_SAFE SENDSYNC_DETAIL_TYPE("sendsync::shm_safe")

/// SENDSYNC_SHM_SAFE, believed without a check.
///   struct SENDSYNC_SHM_SAFE_UNCHECKED("mapped at one address") Tree {};
#define SENDSYNC_SHM_SAFE_UNCHECKED(why)                                       \
  SENDSYNC_DETAIL_TYPE("sendsync::shm_safe_unchecked", why)

//===----------------------------------------------------------------------===//
// Data: who may touch it, and when? Position: data (after the type).
//===----------------------------------------------------------------------===//

/// Written only before other threads can see the object.
///   int SENDSYNC_FROZEN Limit;
#define SENDSYNC_FROZEN SENDSYNC_DETAIL_DATA("sendsync::frozen")

/// Used by one side of a single-producer single-consumer structure only.
/// Arguments: producer or consumer, bare.
///   unsigned SENDSYNC_ROLE(producer) Head;
#define SENDSYNC_ROLE(role) SENDSYNC_DETAIL_DATA("sendsync::role", #role)

/// Unordered accesses are intended. C++ still wants an atomic here, C a
/// volatile or an atomic.
///   volatile int SENDSYNC_RACE_OK("progress bar only") Percent;
#define SENDSYNC_RACE_OK(why) SENDSYNC_DETAIL_DATA("sendsync::race_ok", why)

/// This pointer owns its target. After the *.
///   Node *SENDSYNC_OWNS Next;
#define SENDSYNC_OWNS SENDSYNC_DETAIL_DATA("sendsync::owns")

/// SENDSYNC_ISOLATED for a field or variable.
///   std::string SENDSYNC_ISOLATED_DATA("ui") Title;
#define SENDSYNC_ISOLATED_DATA(domain)                                         \
  SENDSYNC_DETAIL_DATA("sendsync::isolated", domain)

/// SENDSYNC_GUARDED_BY with the lock as text: for a lock that is declared
/// later in a C struct, or a lock type that is no Clang capability while
/// -Wthread-safety is on.
///   int SENDSYNC_GUARDED_BY_NAME("Mu") Count;
#define SENDSYNC_GUARDED_BY_NAME(lock)                                         \
  SENDSYNC_DETAIL_DATA("sendsync::guarded_by", lock)

/// SENDSYNC_PT_GUARDED_BY with the lock as text. After the *.
///   int *SENDSYNC_PT_GUARDED_BY_NAME("Mu") Slots;
#define SENDSYNC_PT_GUARDED_BY_NAME(lock)                                      \
  SENDSYNC_DETAIL_DATA("sendsync::pt_guarded_by", lock)

/// Several guards: holding any of them is enough to read, all are needed to
/// write. One may be a capability that stands for a thread: "the lock, or on the
/// owner thread". After the type.
///   int SENDSYNC_GUARDED_BY_ANY("Mu", "Ui") Count;
#define SENDSYNC_GUARDED_BY_ANY(...)                                           \
  SENDSYNC_DETAIL_DATA("sendsync::guarded_by_any", __VA_ARGS__)

/// A guard for reading only, and one for writing only. After the type.
///   int SENDSYNC_READ_GUARDED_BY("A") SENDSYNC_WRITE_GUARDED_BY("B") Count;
#define SENDSYNC_READ_GUARDED_BY(lock)                                         \
  SENDSYNC_DETAIL_DATA("sendsync::read_guarded_by", lock)
#define SENDSYNC_WRITE_GUARDED_BY(lock)                                        \
  SENDSYNC_DETAIL_DATA("sendsync::write_guarded_by", lock)

/// Parameter: the caller gives the argument, and all it reaches, away.
/// Result: nothing else reaches what is returned.
///   void post(std::unique_ptr<Job> SENDSYNC_SENDING J);
///   std::unique_ptr<Job> SENDSYNC_SENDING take();
#define SENDSYNC_SENDING SENDSYNC_DETAIL_DATA("sendsync::sending")

/// Callable parameter: where it runs (thread, pool, domain:<d>, inline), how
/// often (once, serial, parallel), and until when (scoped, detached,
/// until(<expr>)).
///   template <class F>
///   void post(F &&SENDSYNC_RUNS(pool, once, detached) Fn);
#define SENDSYNC_RUNS(where, times, life)                                      \
  SENDSYNC_DETAIL_DATA("sendsync::runs", #where, #times, #life)

//===----------------------------------------------------------------------===//
// Functions: where do they run? Position: function. Empty in builds.
//===----------------------------------------------------------------------===//

/// Must be called in the domain.
///   SENDSYNC_RUNS_ON("ui") void redraw();
#define SENDSYNC_RUNS_ON(domain)                                               \
  SENDSYNC_DETAIL_FUNCTION("sendsync::runs_on", domain)

/// May be called anywhere although its class is isolated.
///   SENDSYNC_ANY_THREAD int id() const;
#define SENDSYNC_ANY_THREAD SENDSYNC_DETAIL_FUNCTION("sendsync::any_thread")

/// Must be called on the thread that runs main.
///   SENDSYNC_MAIN_THREAD void pumpEvents();
#define SENDSYNC_MAIN_THREAD SENDSYNC_DETAIL_FUNCTION("sendsync::main_thread")

/// Starts a thread's execution; one at a time.
///   SENDSYNC_THREAD_ENTRY void logWriter();
#define SENDSYNC_THREAD_ENTRY SENDSYNC_DETAIL_FUNCTION("sendsync::thread_entry")

/// Starts the execution of many threads, which may run in parallel.
///   SENDSYNC_CONCURRENT_ENTRY void onRequest(Request &R);
#define SENDSYNC_CONCURRENT_ENTRY                                              \
  SENDSYNC_DETAIL_FUNCTION("sendsync::concurrent_entry")

/// May wait for another thread, or for a long time.
///   SENDSYNC_BLOCKING void flush();
#define SENDSYNC_BLOCKING SENDSYNC_DETAIL_FUNCTION("sendsync::blocking")

/// May be called in a signal handler. Believed.
///   SENDSYNC_SIGNAL_SAFE void noteSignal(int Signal);
#define SENDSYNC_SIGNAL_SAFE SENDSYNC_DETAIL_FUNCTION("sendsync::signal_safe")

/// Must not reach a suspension point (co_await, co_yield).
///   SENDSYNC_NO_SUSPEND void updateIndex();
#define SENDSYNC_NO_SUSPEND SENDSYNC_DETAIL_FUNCTION("sendsync::no_suspend")

/// What the caller did before is visible after a matching HB_ACQUIRE on the
/// same object (this, a parameter, a member).
///   SENDSYNC_HB_RELEASE(this) void set();
#define SENDSYNC_HB_RELEASE(...)                                               \
  SENDSYNC_DETAIL_FUNCTION("sendsync::hb_release", #__VA_ARGS__)

/// After the call the caller sees what came before the matching HB_RELEASE.
///   SENDSYNC_HB_ACQUIRE(this) void wait();
#define SENDSYNC_HB_ACQUIRE(...)                                               \
  SENDSYNC_DETAIL_FUNCTION("sendsync::hb_acquire", #__VA_ARGS__)

/// Returns only in the domain: after the call, the caller is known to be there.
///   SENDSYNC_ASSERT_ON("ui") void checkUiThread();
#define SENDSYNC_ASSERT_ON(domain)                                             \
  SENDSYNC_DETAIL_FUNCTION("sendsync::assert_on", domain)

//===----------------------------------------------------------------------===//
// Locking: Clang's thread-safety attributes, also read by -Wthread-safety.
// Position: locking. They cost nothing and always expand.
//===----------------------------------------------------------------------===//

/// Class: can be held. The text is the kind of capability.
///   class SENDSYNC_CAPABILITY("mutex") Mutex {};
#define SENDSYNC_CAPABILITY(kind) SENDSYNC_DETAIL_LOCKING(capability(kind))

/// Class, after SENDSYNC_CAPABILITY: one thread may acquire it repeatedly.
///   class SENDSYNC_CAPABILITY("mutex") SENDSYNC_REENTRANT_CAPABILITY Recursive;
#define SENDSYNC_REENTRANT_CAPABILITY                                          \
  SENDSYNC_DETAIL_REENTRANT                                                    \
  SENDSYNC_DETAIL_TYPE("sendsync::reentrant_capability")

/// Class: holds a capability from constructor to destructor.
///   class SENDSYNC_SCOPED_CAPABILITY Guard {};
#define SENDSYNC_SCOPED_CAPABILITY SENDSYNC_DETAIL_LOCKING(scoped_lockable)

/// Data: touched only while the capability is held.
///   int Count SENDSYNC_GUARDED_BY(Mu);
#define SENDSYNC_GUARDED_BY(...)                                               \
  SENDSYNC_DETAIL_LOCKING(guarded_by(__VA_ARGS__))

/// Pointer: what it points to is touched only while the capability is held.
///   int *Slots SENDSYNC_PT_GUARDED_BY(Mu);
#define SENDSYNC_PT_GUARDED_BY(...)                                            \
  SENDSYNC_DETAIL_LOCKING(pt_guarded_by(__VA_ARGS__))

/// Lock: acquired before these, when both are held.
///   Mutex Outer SENDSYNC_ACQUIRED_BEFORE(Inner);
#define SENDSYNC_ACQUIRED_BEFORE(...)                                          \
  SENDSYNC_DETAIL_LOCKING(acquired_before(__VA_ARGS__))

/// Lock: acquired after these.
///   Mutex Inner SENDSYNC_ACQUIRED_AFTER(Outer);
#define SENDSYNC_ACQUIRED_AFTER(...)                                           \
  SENDSYNC_DETAIL_LOCKING(acquired_after(__VA_ARGS__))

/// Function: the caller holds these.
///   void pushLocked(int V) SENDSYNC_REQUIRES(Mu);
#define SENDSYNC_REQUIRES(...)                                                 \
  SENDSYNC_DETAIL_LOCKING(requires_capability(__VA_ARGS__))

/// Function: the caller holds these at least as a reader.
///   int sizeLocked() const SENDSYNC_REQUIRES_SHARED(Mu);
#define SENDSYNC_REQUIRES_SHARED(...)                                          \
  SENDSYNC_DETAIL_LOCKING(requires_shared_capability(__VA_ARGS__))

/// Function: acquires these; without arguments, the object itself.
///   void lock() SENDSYNC_ACQUIRE();
#define SENDSYNC_ACQUIRE(...)                                                  \
  SENDSYNC_DETAIL_LOCKING(acquire_capability(__VA_ARGS__))

/// Function: acquires these as a reader.
///   void lockShared() SENDSYNC_ACQUIRE_SHARED();
#define SENDSYNC_ACQUIRE_SHARED(...)                                           \
  SENDSYNC_DETAIL_LOCKING(acquire_shared_capability(__VA_ARGS__))

/// Function: releases these.
///   void unlock() SENDSYNC_RELEASE();
#define SENDSYNC_RELEASE(...)                                                  \
  SENDSYNC_DETAIL_LOCKING(release_capability(__VA_ARGS__))

/// Function: releases these, held as a reader.
///   void unlockShared() SENDSYNC_RELEASE_SHARED();
#define SENDSYNC_RELEASE_SHARED(...)                                           \
  SENDSYNC_DETAIL_LOCKING(release_shared_capability(__VA_ARGS__))

/// Function: releases these, however they are held.
///   void unlockAny() SENDSYNC_RELEASE_GENERIC();
#define SENDSYNC_RELEASE_GENERIC(...)                                          \
  SENDSYNC_DETAIL_LOCKING(release_generic_capability(__VA_ARGS__))

/// Function: acquires when it returns the first argument.
///   bool tryLock() SENDSYNC_TRY_ACQUIRE(true);
#define SENDSYNC_TRY_ACQUIRE(...)                                              \
  SENDSYNC_DETAIL_LOCKING(try_acquire_capability(__VA_ARGS__))

/// Function: acquires as a reader when it returns the first argument.
///   bool tryLockShared() SENDSYNC_TRY_ACQUIRE_SHARED(true);
#define SENDSYNC_TRY_ACQUIRE_SHARED(...)                                       \
  SENDSYNC_DETAIL_LOCKING(try_acquire_shared_capability(__VA_ARGS__))

/// Function: the caller does not hold these.
///   void push(int V) SENDSYNC_EXCLUDES(Mu);
#define SENDSYNC_EXCLUDES(...)                                                 \
  SENDSYNC_DETAIL_LOCKING(locks_excluded(__VA_ARGS__))

/// Function: returns only when these are held.
///   void assertHeld() const SENDSYNC_ASSERT_CAPABILITY(this);
#define SENDSYNC_ASSERT_CAPABILITY(...)                                        \
  SENDSYNC_DETAIL_LOCKING(assert_capability(__VA_ARGS__))

/// Function: returns only when these are held at least as a reader.
///   void assertReader() const SENDSYNC_ASSERT_SHARED_CAPABILITY(this);
#define SENDSYNC_ASSERT_SHARED_CAPABILITY(...)                                 \
  SENDSYNC_DETAIL_LOCKING(assert_shared_capability(__VA_ARGS__))

/// Function: returns a reference to this capability.
///   Mutex &mutex() SENDSYNC_RETURN_CAPABILITY(Mu);
#define SENDSYNC_RETURN_CAPABILITY(...)                                        \
  SENDSYNC_DETAIL_LOCKING(lock_returned(__VA_ARGS__))

/// Function: its body is not checked for locking.
///   void reset() SENDSYNC_NO_ANALYSIS;
#define SENDSYNC_NO_ANALYSIS SENDSYNC_DETAIL_LOCKING(no_thread_safety_analysis)

//===----------------------------------------------------------------------===//
// Expressions.
//===----------------------------------------------------------------------===//

#if defined(__cplusplus) && (__cplusplus >= 201103L || defined(_MSVC_LANG))
namespace sendsync {

/// Returns its argument unchanged; sendsync believes that using it here is
/// right. The reason is a non-empty string literal. Like std::forward, it
/// returns a reference: bind the result of a temporary to a value.
///   std::thread T(work, sendsync::trust(&Table, "joined in stop()"));
template <class T>
constexpr T &&trust(T &&Value SENDSYNC_DETAIL_LIFETIMEBOUND,
                    const char * /*Why*/) noexcept {
  return static_cast<T &&>(Value);
}

} // namespace sendsync
#endif

#endif // SENDSYNC_ANNOTATIONS_H

//===----------------------------------------------------------------------===//
// Short names: SEND for SENDSYNC_SEND and so on, when SENDSYNC_SHORT_NAMES is
// defined before any inclusion. A name that already exists stays what it is.
// For source files; a public header should not define such names for others.
//===----------------------------------------------------------------------===//

#if defined(SENDSYNC_SHORT_NAMES) && !defined(SENDSYNC_DETAIL_SHORT_NAMES)
#define SENDSYNC_DETAIL_SHORT_NAMES
#ifndef SEND
#define SEND SENDSYNC_SEND
#endif
#ifndef SYNC
#define SYNC SENDSYNC_SYNC
#endif
#ifndef SYNC_MUT
#define SYNC_MUT SENDSYNC_SYNC_MUT
#endif
#ifndef SEND_WHEN
#define SEND_WHEN SENDSYNC_SEND_WHEN
#endif
#ifndef SYNC_WHEN
#define SYNC_WHEN SENDSYNC_SYNC_WHEN
#endif
#ifndef SYNC_MUT_WHEN
#define SYNC_MUT_WHEN SENDSYNC_SYNC_MUT_WHEN
#endif
#ifndef NOT_SEND
#define NOT_SEND SENDSYNC_NOT_SEND
#endif
#ifndef NOT_SYNC
#define NOT_SYNC SENDSYNC_NOT_SYNC
#endif
#ifndef NOT_SYNC_MUT
#define NOT_SYNC_MUT SENDSYNC_NOT_SYNC_MUT
#endif
#ifndef SEND_UNCHECKED
#define SEND_UNCHECKED SENDSYNC_SEND_UNCHECKED
#endif
#ifndef SYNC_UNCHECKED
#define SYNC_UNCHECKED SENDSYNC_SYNC_UNCHECKED
#endif
#ifndef SYNC_MUT_UNCHECKED
#define SYNC_MUT_UNCHECKED SENDSYNC_SYNC_MUT_UNCHECKED
#endif
#ifndef AFFINE
#define AFFINE SENDSYNC_AFFINE
#endif
#ifndef ISOLATED
#define ISOLATED SENDSYNC_ISOLATED
#endif
#ifndef OWNER
#define OWNER SENDSYNC_OWNER
#endif
#ifndef VIEW
#define VIEW SENDSYNC_VIEW
#endif
#ifndef SHM_SAFE
#define SHM_SAFE SENDSYNC_SHM_SAFE
#endif
#ifndef SHM_SAFE_UNCHECKED
#define SHM_SAFE_UNCHECKED SENDSYNC_SHM_SAFE_UNCHECKED
#endif
#ifndef FROZEN
#define FROZEN SENDSYNC_FROZEN
#endif
#ifndef ROLE
#define ROLE SENDSYNC_ROLE
#endif
#ifndef RACE_OK
#define RACE_OK SENDSYNC_RACE_OK
#endif
#ifndef OWNS
#define OWNS SENDSYNC_OWNS
#endif
#ifndef ISOLATED_DATA
#define ISOLATED_DATA SENDSYNC_ISOLATED_DATA
#endif
#ifndef GUARDED_BY_NAME
#define GUARDED_BY_NAME SENDSYNC_GUARDED_BY_NAME
#endif
#ifndef PT_GUARDED_BY_NAME
#define PT_GUARDED_BY_NAME SENDSYNC_PT_GUARDED_BY_NAME
#endif
#ifndef GUARDED_BY_ANY
#define GUARDED_BY_ANY SENDSYNC_GUARDED_BY_ANY
#endif
#ifndef READ_GUARDED_BY
#define READ_GUARDED_BY SENDSYNC_READ_GUARDED_BY
#endif
#ifndef WRITE_GUARDED_BY
#define WRITE_GUARDED_BY SENDSYNC_WRITE_GUARDED_BY
#endif
#ifndef SENDING
#define SENDING SENDSYNC_SENDING
#endif
#ifndef RUNS
#define RUNS SENDSYNC_RUNS
#endif
#ifndef RUNS_ON
#define RUNS_ON SENDSYNC_RUNS_ON
#endif
#ifndef ANY_THREAD
#define ANY_THREAD SENDSYNC_ANY_THREAD
#endif
#ifndef MAIN_THREAD
#define MAIN_THREAD SENDSYNC_MAIN_THREAD
#endif
#ifndef THREAD_ENTRY
#define THREAD_ENTRY SENDSYNC_THREAD_ENTRY
#endif
#ifndef CONCURRENT_ENTRY
#define CONCURRENT_ENTRY SENDSYNC_CONCURRENT_ENTRY
#endif
#ifndef BLOCKING
#define BLOCKING SENDSYNC_BLOCKING
#endif
#ifndef SIGNAL_SAFE
#define SIGNAL_SAFE SENDSYNC_SIGNAL_SAFE
#endif
#ifndef NO_SUSPEND
#define NO_SUSPEND SENDSYNC_NO_SUSPEND
#endif
#ifndef HB_RELEASE
#define HB_RELEASE SENDSYNC_HB_RELEASE
#endif
#ifndef HB_ACQUIRE
#define HB_ACQUIRE SENDSYNC_HB_ACQUIRE
#endif
#ifndef ASSERT_ON
#define ASSERT_ON SENDSYNC_ASSERT_ON
#endif
#ifndef CAPABILITY
#define CAPABILITY SENDSYNC_CAPABILITY
#endif
#ifndef REENTRANT_CAPABILITY
#define REENTRANT_CAPABILITY SENDSYNC_REENTRANT_CAPABILITY
#endif
#ifndef SCOPED_CAPABILITY
#define SCOPED_CAPABILITY SENDSYNC_SCOPED_CAPABILITY
#endif
#ifndef GUARDED_BY
#define GUARDED_BY SENDSYNC_GUARDED_BY
#endif
#ifndef PT_GUARDED_BY
#define PT_GUARDED_BY SENDSYNC_PT_GUARDED_BY
#endif
#ifndef ACQUIRED_BEFORE
#define ACQUIRED_BEFORE SENDSYNC_ACQUIRED_BEFORE
#endif
#ifndef ACQUIRED_AFTER
#define ACQUIRED_AFTER SENDSYNC_ACQUIRED_AFTER
#endif
#ifndef REQUIRES
#define REQUIRES SENDSYNC_REQUIRES
#endif
#ifndef REQUIRES_SHARED
#define REQUIRES_SHARED SENDSYNC_REQUIRES_SHARED
#endif
#ifndef ACQUIRE
#define ACQUIRE SENDSYNC_ACQUIRE
#endif
#ifndef ACQUIRE_SHARED
#define ACQUIRE_SHARED SENDSYNC_ACQUIRE_SHARED
#endif
#ifndef RELEASE
#define RELEASE SENDSYNC_RELEASE
#endif
#ifndef RELEASE_SHARED
#define RELEASE_SHARED SENDSYNC_RELEASE_SHARED
#endif
#ifndef RELEASE_GENERIC
#define RELEASE_GENERIC SENDSYNC_RELEASE_GENERIC
#endif
#ifndef TRY_ACQUIRE
#define TRY_ACQUIRE SENDSYNC_TRY_ACQUIRE
#endif
#ifndef TRY_ACQUIRE_SHARED
#define TRY_ACQUIRE_SHARED SENDSYNC_TRY_ACQUIRE_SHARED
#endif
#ifndef EXCLUDES
#define EXCLUDES SENDSYNC_EXCLUDES
#endif
#ifndef ASSERT_CAPABILITY
#define ASSERT_CAPABILITY SENDSYNC_ASSERT_CAPABILITY
#endif
#ifndef ASSERT_SHARED_CAPABILITY
#define ASSERT_SHARED_CAPABILITY SENDSYNC_ASSERT_SHARED_CAPABILITY
#endif
#ifndef RETURN_CAPABILITY
#define RETURN_CAPABILITY SENDSYNC_RETURN_CAPABILITY
#endif
#ifndef NO_ANALYSIS
#define NO_ANALYSIS SENDSYNC_NO_ANALYSIS
#endif
#endif // SENDSYNC_SHORT_NAMES
