// Names that say who holds the lock, or that nobody else is there: whole words.
// RUN: %sendsync --checks=inconsistent-locking %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <mutex>

#define STORE(Function)                                                        \
  std::mutex mu_;                                                              \
  int n_ = 0;                                                                  \
                                                                               \
public:                                                                        \
  void a() { std::lock_guard lock(mu_); n_ = 1; }                              \
  void b() { std::lock_guard lock(mu_); n_ = 2; }                              \
  int c() { std::lock_guard lock(mu_); return n_; }                            \
  bool d() { std::lock_guard lock(mu_); return n_ == 0; }                      \
  Function

class Accepted1 { STORE(int pop_locked() { return n_; }) };
class Accepted2 { STORE(int popUnlocked() { return n_; }) };
class Accepted3 { STORE(void initTable() { n_ = 0; }) };
class Accepted4 { STORE(void destroy() { n_ = 0; }) };
class Accepted5 { STORE(int do_free() { return n_; }) };
class Accepted6 { STORE(void free_table() { n_ = 0; }) };
class Accepted7 { STORE(void tableinit2() { n_ = 0; }) };
class Accepted8 { STORE(int sizeNoLock() { return n_; }) };
class Accepted9 { STORE(int valueForTest() { return n_; }) };
class Accepted10 { STORE(void TearDown() { n_ = 0; }) };
class Accepted11 { STORE(void DBDump() { n_ = 0; }) };

class Flagged1 { STORE(int latest() { return n_; }) };     // expected-warning {{'n_' is read without 'mu_'}}
class Flagged2 { STORE(int dumpling() { return n_; }) };   // expected-warning {{'n_' is read without 'mu_'}}
class Flagged3 { STORE(void freedom() { n_ = 3; }) };      // expected-warning {{'n_' is written without 'mu_'}}
class Flagged4 { STORE(int freeSlots() { return n_; }) };  // expected-warning {{'n_' is read without 'mu_'}}
class Flagged5 { STORE(int createdAt() { return n_; }) };  // expected-warning {{'n_' is read without 'mu_'}}
class Flagged6 { STORE(bool isBlocked() { return n_; }) }; // expected-warning {{'n_' is read without 'mu_'}}
