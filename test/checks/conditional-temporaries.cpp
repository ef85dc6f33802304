// Guards that are temporaries of one operand only: whether they end is decided by
// whether they were made.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <mutex>

class Guard {
public:
  explicit Guard(std::mutex &mu) : mu_(mu) { mu_.lock(); }
  ~Guard() { mu_.unlock(); }

private:
  std::mutex &mu_;
};

static std::mutex Mu;
static int State;
bool isSet(const Guard &);
bool isSet(const std::lock_guard<std::mutex> &);

void accepted_second_operand() {
  if (State || isSet(Guard(Mu)))
    State = 1;
  std::lock_guard lock(Mu);
}
void accepted_library_guard() {
  if (State && isSet(std::lock_guard<std::mutex>(Mu)))
    State = 1;
  std::lock_guard lock(Mu);
}
void accepted_conditional_operator(bool here) {
  bool set = here ? isSet(Guard(Mu)) : State > 0;
  std::lock_guard lock(Mu);
  State = set;
}
void accepted_loop() {
  while (State || isSet(Guard(Mu))) {
    std::lock_guard lock(Mu);
    --State;
  }
  std::lock_guard lock(Mu);
}
void accepted_nested(bool first, bool second) {
  bool set = first && (second || isSet(Guard(Mu)));
  std::lock_guard lock(Mu);
  State = set;
}
void flagged_both_until_the_end(bool first) {
  bool set = first && isSet(Guard(Mu)) &&
             isSet(Guard(Mu)); // expected-warning {{calling 'Guard' locks 'Mu', which is already held here}}
  State = set;
}
void flagged_twice(bool first) {
  bool set = first || (isSet(Guard(Mu)) == isSet(std::lock_guard<std::mutex>(Mu))); // expected-warning {{'Mu' is already held here}}
  State = set;
}
