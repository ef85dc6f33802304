// Names that say who holds the lock, or that nobody else is there: whole words.
// RUN: %sendsync --checks=inconsistent-locking %s -- -std=c++20 %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <map>
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

// The name of the getter says that who calls it has to see to it.
class Headers {
public:
  const std::map<int, int> &all_unsafe() const { return values; }
  void add(int key, int value) {
    std::lock_guard<std::mutex> g(mu);
    values.insert({key, value});
    values[key] = value;
  }
  void clear() {
    std::lock_guard<std::mutex> g(mu);
    values.clear();
  }
  size_t size() const {
    std::lock_guard<std::mutex> g(mu);
    return values.size();
  }
  bool has(int key) const {
    std::lock_guard<std::mutex> g(mu);
    return values.find(key) != values.end();
  }

private:
  mutable std::mutex mu;
  std::map<int, int> values;
};
class Message {
public:
  size_t accepted_count(int key) const;
private:
  Headers headers;
};
size_t Message::accepted_count(int key) const {
  return headers.all_unsafe().count(key);
}

class Table {
public:
  const std::map<int, int> &all() const { return values; }
  void add(int key, int value) {
    std::lock_guard<std::mutex> g(mu);
    values.insert({key, value});
    values[key] = value;
  }
  void clear() {
    std::lock_guard<std::mutex> g(mu);
    values.clear();
  }
  size_t size() const {
    std::lock_guard<std::mutex> g(mu);
    return values.size();
  }
  bool has(int key) const {
    std::lock_guard<std::mutex> g(mu);
    return values.find(key) != values.end();
  }

private:
  mutable std::mutex mu;
  std::map<int, int> values;
};
class Reader {
public:
  size_t flagged_through_plain(int key) const;
private:
  Table table;
};
size_t Reader::flagged_through_plain(int key) const {
  return table.all().count(key); // expected-warning {{'table.values' is read without 'table.mu'}}
}
