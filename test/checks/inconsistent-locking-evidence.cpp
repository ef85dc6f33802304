// How much evidence it takes: functions count, and the lock that lies beside the data.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

// Two functions hold the lock, one does not.
class Dial {
public:
  void set(int value) { std::lock_guard lock(mu_); value_ = value; }
  void turn(int by) { std::lock_guard lock(mu_); value_ += by; }
  int flagged_value() const { return value_; } // expected-warning {{'value_' is read without 'mu_'}}

private:
  mutable std::mutex mu_;
  int value_ = 0;
};
class Mean {
public:
  double value() const { std::lock_guard lock(mu_); return sum_ / count_; }
  void reset() { std::lock_guard lock(mu_); count_ = 0; sum_ = 0; }
  void flagged_add(double value) {
    count_ += 1; // expected-warning {{'count_' is written without 'mu_'}}
    sum_ += value;
  }

private:
  mutable std::mutex mu_;
  int count_ = 0;
  double sum_ = 0;
};

// However often one function does it, it is one vote.
class Words {
public:
  void add(std::string word) { std::lock_guard lock(mu_); ++words_[word]; }
  void remove(const std::string &word) { std::lock_guard lock(mu_); words_.erase(word); }
  std::vector<int> flagged_all() const {
    if (words_.empty()) // expected-warning {{'words_' is read without 'mu_'}}
      return {};
    std::vector<int> all;
    all.reserve(words_.size());
    for (const auto &entry : words_)
      all.push_back(entry.second);
    return all;
  }

private:
  mutable std::mutex mu_;
  std::map<std::string, int> words_;
};

// As many without as with it: nobody can say.
class Undecided {
public:
  void a() { std::lock_guard lock(mu_); ++n_; }
  void b() { std::lock_guard lock(mu_); ++n_; }
  int accepted_c() { return n_; }
  int accepted_d() { return n_ + 1; }

private:
  std::mutex mu_;
  int n_ = 0;
};

// Methods of the member's class change it.
class Purse {
public:
  void put(long coins) { coins_ += coins; ++changes_; }
  void take(long coins) { coins_ -= coins; ++changes_; }
  long changes() const { return changes_; }

private:
  long coins_ = 0;
  long changes_ = 0;
};
class Stall {
public:
  void sell(long coins) { std::lock_guard lock(mu_); purse_.put(coins); }
  void refund(long coins) { std::lock_guard lock(mu_); purse_.take(coins); }
  long flagged_changes() const { return purse_.changes(); } // expected-warning {{'purse_' is read without 'mu_'}}

private:
  mutable std::mutex mu_;
  Purse purse_;
};

// A closure that is kept takes the lock itself, whoever runs it.
void keep(std::function<void()> f);
class Listeners {
public:
  void add() { keep([this] { std::lock_guard lock(mu_); all_.insert(1); }); }
  void drop() { keep([this] { std::lock_guard lock(mu_); all_.erase(1); }); }
  void flagged_clear() { all_.clear(); } // expected-warning {{'all_' is written without 'mu_'}}
  // Who runs it may hold the lock.
  void accepted_kept() { keep([this] { all_.insert(2); }); }

private:
  std::mutex mu_;
  std::set<int> all_;
};

// Only the thread that reads it writes it.
class Pump {
public:
  Pump() : thread_([this] { run(); }) {}
  ~Pump() { thread_.join(); }
  int strokes() { std::lock_guard lock(mu_); return strokes_; }
  int twice() { std::lock_guard lock(mu_); return strokes_ * 2; }

private:
  void run() {
    while (strokes_ < 100) // accepted
      stroke();
  }
  void stroke() { std::lock_guard lock(mu_); ++strokes_; }
  std::mutex mu_;
  int strokes_ = 0;
  std::thread thread_;
};

// Set once, when the object is made; read later.
class Link {
public:
  static Link *make(Link *before) {
    auto *link = new Link;
    std::lock_guard lock(Lock);
    link->before_ = before;
    return link;
  }
  bool isFirst() { std::lock_guard lock(Lock); return !before_; }
  Link *next() { std::lock_guard lock(Lock); return before_; }
  Link *accepted_before() { return before_; }

private:
  static std::mutex Lock;
  Link *before_ = nullptr;
};

// A first look before the lock is taken.
class Once {
public:
  void set() { std::lock_guard lock(mu_); done_ = true; }
  void unset() { std::lock_guard lock(mu_); done_ = false; }
  void accepted_first_look() {
    if (done_)
      return;
    std::lock_guard lock(mu_);
    if (!done_)
      ++runs_;
  }

private:
  std::mutex mu_;
  bool done_ = false;
  int runs_ = 0;
};

// An atomic lets the reader know, if it comes between.
#include <atomic>
class Mailbox {
public:
  void put(int v) { std::lock_guard lock(mu_); letter_ = v; full_.store(true); }
  void again(int v) { std::lock_guard lock(mu_); letter_ = v + 1; full_.store(true); }
  int accepted_take() { return full_.load() ? letter_ : 0; }

private:
  std::mutex mu_;
  std::atomic<bool> full_{false};
  int letter_ = 0;
};
class Postbox {
public:
  void put(int v) { std::lock_guard lock(mu_); letter_ = v; ++puts_; }
  void again(int v) { std::lock_guard lock(mu_); letter_ = v + 1; ++puts_; }
  int flagged_take() {
    int seen = letter_; // expected-warning {{'letter_' is read without 'mu_'}}
    ++puts_;
    return seen;
  }

private:
  std::mutex mu_;
  std::atomic<int> puts_{0};
  int letter_ = 0;
};

//===-- Called through its address only ------------------------------------===//

namespace callbacks {
std::mutex mu;
int level;
void raise() {
  std::lock_guard<std::mutex> lock(mu);
  ++level;
}
void lower() {
  std::lock_guard<std::mutex> lock(mu);
  --level;
}
void accepted_who_calls_it_is_not_seen() { level = 7; }
void (*table[])() = {raise, accepted_who_calls_it_is_not_seen};
} // namespace callbacks
