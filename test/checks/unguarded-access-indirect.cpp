// Guarded data that a pointer to a member, or a library function, reaches.
//
// RUN: %clang_plugin -std=c++20 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <cstdio>
#include <cstring>
#include <mutex>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct Frame { int px = 0, py = 0; };
class Camera {
public:
  void flagged_member() {
    frame_.*Mp = 1; // expected-warning {{writing 'frame_' requires holding 'mu_'}}
  }
  int flagged_local() {
    int Frame::*const other = &Frame::py;
    return frame_.*other; // expected-warning {{reading 'frame_' requires holding 'mu_'}}
  }
  void accepted_held() {
    std::lock_guard<std::mutex> l(mu_);
    frame_.*Mp = 1;
  }
  void flagged_scanf() {
    scanf("%d", &count_); // expected-warning {{writing 'count_' requires holding 'mu_'}}
  }
  void flagged_sscanf(const char *text) {
    int other;
    sscanf(text, "%d %d", &other, &count_); // expected-warning {{writing 'count_' requires holding 'mu_'}}
  }
  void flagged_copied(const Frame &from) {
    memcpy(&frame_, &from, sizeof frame_); // expected-warning {{writing 'frame_' requires holding 'mu_'}}
  }
  void accepted_copied(const Frame &from) {
    std::lock_guard<std::mutex> l(mu_);
    memcpy(&frame_, &from, sizeof frame_);
    scanf("%d", &count_);
  }

private:
  static constexpr int Frame::*Mp = &Frame::px;
  std::mutex mu_;
  Frame frame_ GUARDED_BY(mu_);
  int count_ GUARDED_BY(mu_) = 0;
};
