// Guards beyond one mutex: several (any to read, all to write), the lock or the owner
// thread, one for reading and another for writing; in annotations and in models.
//
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -fplugin-arg-sendsync-models=%inputs/data-models.yaml \
// RUN:   -Xclang -verify-ignore-unexpected=note
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>
#include <mutex>
#include <shared_mutex>

class Several {
public:
  int accepted_read_one() { std::lock_guard lock(a_); return n_; }
  int accepted_read_other() { std::lock_guard lock(b_); return n_; }
  void accepted_write_all() { std::scoped_lock lock(a_, b_); ++n_; }
  int flagged_read() {
    return n_; // expected-warning {{reading 'n_' requires holding 'a_' or 'b_'; no lock is held}}
  }
  void flagged_write_with_one() {
    std::lock_guard lock(a_);
    n_ = 1; // expected-warning {{writing 'n_' requires holding 'b_' exclusively; only 'a_' is held}}
  }
  int accepted_helper_caller() { std::lock_guard lock(b_); return helper(); }

private:
  int helper() { return n_; } // accepted: its caller holds one of them
  std::mutex a_, b_;
  int GUARDED_BY_ANY("a_", "b_") n_ = 0;
};

// The lock, or on the owner thread: only the owner writes, with the lock; it reads
// without.
class CAPABILITY("thread") ThreadRole {} UiThread;
void assertOnUi() ASSERT_CAPABILITY(UiThread);
class Document {
public:
  void accepted_owner_writes() {
    assertOnUi();
    std::lock_guard lock(mu_);
    title_ = 1;
  }
  int accepted_owner_reads() {
    assertOnUi();
    return title_;
  }
  int accepted_others_lock() {
    std::lock_guard lock(mu_);
    return title_;
  }
  void flagged_others_write() {
    std::lock_guard lock(mu_);
    title_ = 2; // expected-warning {{writing 'title_' requires holding 'UiThread' exclusively; only 'mu_' is held}}
  }
  int flagged_others_read() {
    return title_; // expected-warning {{reading 'title_' requires holding 'mu_' or 'UiThread'; no lock is held}}
  }

private:
  std::mutex mu_;
  int GUARDED_BY_ANY("mu_", "UiThread") title_ = 0;
};

class Apart {
public:
  int accepted_read() { std::shared_lock lock(reading_); return n_; }
  void accepted_write() { std::lock_guard lock(writing_); n_ = 1; }
  int flagged_read_with_the_other() {
    std::lock_guard lock(writing_);
    return n_; // expected-warning {{reading 'n_' requires holding 'reading_'; only 'writing_' is held}}
  }
  void flagged_write_with_the_other() {
    std::lock_guard lock(reading_);
    n_ = 2; // expected-warning {{writing 'n_' requires holding 'writing_' exclusively; only 'reading_' is held}}
  }

private:
  std::shared_mutex reading_;
  std::mutex writing_;
  int READ_GUARDED_BY("reading_") WRITE_GUARDED_BY("writing_") n_ = 0;
};

// Only writers need the lock: readers take what they get.
class OnlyWriters {
public:
  int accepted_read_without() { return n_; }
  void accepted_write() { std::lock_guard lock(mu_); n_ = 1; }
  void flagged_write() {
    n_ = 2; // expected-warning {{writing 'n_' requires holding 'mu_' exclusively; no lock is held}}
  }

private:
  std::mutex mu_;
  int WRITE_GUARDED_BY("mu_") n_ = 0;
};

// The lock that this class inherits, not the global one of the same name.
std::mutex inherited_;
class Locked {
protected:
  std::mutex inherited_;
};
class Derived : Locked {
public:
  int accepted_lock_of_base() { std::lock_guard lock(inherited_); return n_; }
  int flagged_global_lock() {
    std::lock_guard lock(::inherited_);
    return n_; // expected-warning {{reading 'n_' requires holding 'inherited_'}}
  }

private:
  int GUARDED_BY_NAME("inherited_") n_ = 0;
};

// A guard that has no name here may be the one that is held.
class Elsewhere {
public:
  int accepted_read() { return n_; }
  void flagged_write() {
    n_ = 1; // expected-warning {{writing 'n_' requires holding 'mu_' exclusively; no lock is held}}
  }

private:
  std::mutex mu_;
  int GUARDED_BY_ANY("mu_", "lockOfAnotherFile") n_ = 0;
};

namespace vendor {
struct State {
  std::mutex mu, other;
  int count = 0, either = 0;
};
std::mutex totalLock;
int total = 0;
} // namespace vendor
int accepted_modelled(vendor::State &s) {
  std::lock_guard lock(s.mu);
  return s.count + s.either;
}
int accepted_modelled_any(vendor::State &s) {
  std::lock_guard lock(s.other);
  return s.either;
}
void accepted_modelled_global() {
  std::lock_guard lock(vendor::totalLock);
  ++vendor::total;
}
int flagged_modelled(vendor::State &s) {
  return s.count; // expected-warning {{reading 's.count' requires holding 's.mu'; no lock is held}}
}
int flagged_modelled_any(vendor::State &s) {
  return s.either; // expected-warning {{reading 's.either' requires holding 's.mu' or 's.other'; no lock is held}}
}
void flagged_modelled_global() {
  ++vendor::total; // expected-warning {{writing 'total' requires holding 'totalLock' exclusively; no lock is held}}
}
