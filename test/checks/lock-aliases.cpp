// A lock that is reached through a pointer or reference may be the one that the
// data needs; a lock that has a name of its own is not.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <memory>
#include <mutex>
#include <shared_mutex>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

static std::mutex Mu, Other;
static int Total GUARDED_BY(Mu);

void accepted_reference(std::mutex &given) {
  std::lock_guard lock(given);
  ++Total;
}
void accepted_pointer(std::mutex *given) {
  std::lock_guard lock(*given);
  ++Total;
}
void accepted_shared(const std::shared_ptr<std::mutex> &given) {
  std::lock_guard lock(*given);
  ++Total;
}
void accepted_chosen(bool first) {
  std::mutex *chosen = &Mu;
  if (!first)
    chosen = &Other;
  std::lock_guard lock(*chosen);
  ++Total;
}
void flagged_other_name() {
  std::lock_guard lock(Other);
  ++Total; // expected-warning {{writing 'Total' requires holding 'Mu' exclusively; only 'Other' is held}}
}
void flagged_other_type(std::shared_mutex &given) {
  std::lock_guard lock(given);
  ++Total; // expected-warning {{writing 'Total' requires holding 'Mu' exclusively; only 'given' is held}}
}
void flagged_before(std::mutex &given) {
  ++Total; // expected-warning {{writing 'Total' requires holding 'Mu'}}
  std::lock_guard lock(given);
}

class Borrower {
public:
  explicit Borrower(std::mutex &mu) : mu_(mu) {}
  void accepted_member_reference() {
    std::lock_guard lock(mu_);
    ++Total;
  }

private:
  std::mutex &mu_;
};

// Nobody else has the object while a function makes its lock, or ends it.
struct Connection {
  pthread_mutex_t mu;
  int refs GUARDED_BY(mu);
};
void accepted_init(Connection *connection) {
  pthread_mutex_init(&connection->mu, nullptr);
  connection->refs = 1;
}
void accepted_destroy(Connection *connection) {
  connection->refs = 0;
  pthread_mutex_destroy(&connection->mu);
  delete connection;
}
void flagged_reset(Connection *connection) {
  connection->refs = 1; // expected-warning {{writing 'connection->refs' requires holding 'connection->mu'}}
}

class Filled {
public:
  Filled() { accepted_fill(); }
  ~Filled() { accepted_drop(); }
  void clear() { flagged_clear(); }

private:
  void accepted_fill() { count_ = 1; }
  void accepted_drop() { count_ = 0; }
  void flagged_clear() {
    count_ = 2; // expected-warning {{writing 'count_' requires holding 'mu_'}}
  }
  std::mutex mu_;
  int count_ GUARDED_BY(mu_) = 0;
};

// An object with a guard in it holds a lock as long as it lives.
class Table {
public:
  class Writer {
  public:
    explicit Writer(Table &table) : table_(table), lock_(table.mu_) {}
    void accepted_put(int n) { table_.rows_ = n; }

  private:
    Table &table_;
    std::lock_guard<std::mutex> lock_;
  };
  class Reader {
  public:
    explicit Reader(Table &table) : table_(table) {}
    int flagged_get() {
      return table_.rows_; // expected-warning {{reading 'table_.rows_' requires holding 'table_'}}
    }

  private:
    Table &table_;
  };

private:
  std::mutex mu_;
  int rows_ GUARDED_BY(mu_) = 0;
};

// Lock classes whose bodies are elsewhere, by the standard's names.
class Opaque {
public:
  void lock();
  void unlock();

private:
  void *handle_;
};
class Queue {
public:
  void accepted_by_hand() {
    mu_.lock();
    ++size_;
    mu_.unlock();
  }
  void accepted_guard() {
    std::lock_guard lock(mu_);
    --size_;
  }
  void accepted_unique_lock() {
    std::unique_lock lock(mu_);
    size_ = 0;
  }
  int flagged_bare() {
    return size_; // expected-warning {{'size_' is read without 'mu_', which is held at 3 of its 4 accesses}}
  }

private:
  Opaque mu_;
  int size_ = 0;
};
// Something else that is locked and unlocked: a picture.
class Picture {
public:
  unsigned char *lock();
  void unlock();
};
void accepted_picture(Picture &picture) {
  picture.lock();
  picture.lock();
}
