// What a function has made and not given away needs no lock yet.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct Session {
  std::mutex mu;
  int users GUARDED_BY(mu) = 0;
};
static std::vector<std::shared_ptr<Session>> Sessions;

std::shared_ptr<Session> accepted_made() {
  auto session = std::make_shared<Session>();
  session->users = 1;
  return session;
}
std::unique_ptr<Session> accepted_owned_by_new() {
  std::unique_ptr<Session> session(new Session);
  session->users = 1;
  return session;
}
void accepted_given_away_afterwards() {
  auto session = std::make_shared<Session>();
  session->users = 1;
  Sessions.push_back(session);
}
void flagged_given_away_before() {
  auto session = std::make_shared<Session>();
  Sessions.push_back(session);
  session->users = 1; // expected-warning {{writing 'session->users' requires holding 'session->mu'}}
}
void flagged_given_away_in_a_turn() {
  auto session = std::make_shared<Session>();
  for (int i = 0; i < 3; ++i) {
    session->users = i; // expected-warning {{writing 'session->users' requires holding 'session->mu'}}
    Sessions.push_back(session);
  }
}
void accepted_given_away_on_another_way(bool now) {
  auto session = std::make_shared<Session>();
  if (now) {
    Sessions.push_back(session);
    return;
  }
  session->users = 1;
}
void flagged_got_from_elsewhere() {
  auto session = Sessions.front();
  session->users = 1; // expected-warning {{writing 'session->users' requires holding 'session->mu'}}
}
void flagged_used_by_a_thread() {
  auto session = std::make_shared<Session>();
  std::thread worker([session] {
    std::lock_guard lock(session->mu);
    ++session->users;
  });
  session->users = 1; // expected-warning {{writing 'session->users' requires holding 'session->mu'}}
  worker.join();
}

// A copy shares the object.
void accepted_copy(std::shared_ptr<Session> session) {
  auto keep = session;
  std::lock_guard lock(keep->mu);
  ++session->users;
}
void flagged_other_object(std::shared_ptr<Session> session,
                          std::shared_ptr<Session> other) {
  auto keep = other;
  std::lock_guard lock(keep->mu);
  ++session->users; // expected-warning {{writing 'session->users' requires holding 'session->mu'}}
}

// What only makers call runs as if in a constructor.
class Document {
public:
  static std::unique_ptr<Document> open(int pages) {
    auto document = std::make_unique<Document>();
    document->accepted_load(pages);
    return document;
  }
  static Document *create(int pages) {
    auto *document = new Document;
    document->accepted_load(pages);
    return document;
  }
  void add() { std::lock_guard lock(mu_); ++pages_; }
  void drop() { std::lock_guard lock(mu_); --pages_; }
  int pages() { std::lock_guard lock(mu_); return pages_; }

private:
  void accepted_load(int pages) {
    pages_ = pages;
    words_ = 250 * pages;
  }
  std::mutex mu_;
  int pages_ = 0;
  int words_ GUARDED_BY(mu_) = 0;
};
class Reloaded {
public:
  static std::unique_ptr<Reloaded> open(int pages) {
    auto document = std::make_unique<Reloaded>();
    document->flagged_load(pages);
    return document;
  }
  void again() { flagged_load(1); }
  void add() { std::lock_guard lock(mu_); ++pages_; }
  void drop() { std::lock_guard lock(mu_); --pages_; }
  int pages() { std::lock_guard lock(mu_); return pages_; }

private:
  void flagged_load(int pages) {
    pages_ = pages; // expected-warning {{'pages_' is written without 'mu_', which is held at 3 of its 4 accesses}}
  }
  std::mutex mu_;
  int pages_ = 0;
};
