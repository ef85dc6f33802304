// Boost.Optional and Boost.SmartPtr: guards below them.
// REQUIRES: boost
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#include <boost/make_shared.hpp>
#include <boost/make_unique.hpp>
#include <boost/optional.hpp>
#include <boost/scoped_ptr.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

using Guard = boost::unique_lock<boost::mutex>;
boost::mutex door;
int visitors GUARDED_BY(door);

void accepted_optional() {
  boost::optional<Guard> guard;
  guard.emplace(door);
  visitors = 1;
}

void flagged_empty_optional() {
  boost::optional<Guard> guard;
  visitors = 2; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}

void accepted_shared_ptr() {
  auto guard = boost::make_shared<Guard>(door);
  visitors = 3;
}

void accepted_unique_ptr() {
  auto guard = boost::make_unique<Guard>(door);
  visitors = 4;
}

void accepted_scoped_ptr() {
  boost::scoped_ptr<Guard> guard(new Guard(door));
  visitors = 5;
}

void flagged_scoped_ptr_has_ended() {
  { boost::scoped_ptr<Guard> guard(new Guard(door)); }
  visitors = 6; // expected-warning {{writing 'visitors' requires holding 'door' exclusively}}
}
