// `*pointer` and `pointer->` of a class of pointers without a model are one object.
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <sendsync/annotations.h>
#include <mutex>

void fail();
template <typename T> class Checked {
public:
  explicit Checked(T *p) : pointer_(p) {}
  T &operator*() const {
    if (!pointer_)
      fail();
    return *pointer_;
  }
  T *operator->() const {
    if (!pointer_)
      fail();
    return pointer_;
  }

private:
  T *pointer_;
};

struct Queue {
  std::mutex mu;
  int length SENDSYNC_GUARDED_BY(mu) = 0;
};
void push(Queue &queue) SENDSYNC_REQUIRES(queue.mu);

class Producer {
public:
  explicit Producer(Queue *q) : queue_(q), other_(q) {}
  void accepted_both_spellings() {
    std::lock_guard<std::mutex> lock(queue_->mu);
    push(*queue_);
    ++(*queue_).length;
  }
  void flagged_another_pointer() {
    std::lock_guard<std::mutex> lock(queue_->mu);
    push(*other_); // expected-warning {{calling 'push' requires holding}}
  }

private:
  Checked<Queue> queue_, other_;
};
