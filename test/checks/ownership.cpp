// Whose an object is: its maker's until it is given away, through the functions that
// only get such objects; never a closure's that runs elsewhere.
// RUN: %clang_plugin %inc -std=c++20 -pthread -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

struct Room {
  std::mutex mu;
  int guests GUARDED_BY(mu) = 0;
  int beds GUARDED_BY(mu) = 0;
};
static std::vector<Room *> Rooms;
static std::mutex RoomsLock;
static void publish(Room *room) {
  std::lock_guard lock(RoomsLock);
  Rooms.push_back(room);
}

//===----------------------------------------------------------------------===//
// Functions that only get what their caller has made
//===----------------------------------------------------------------------===//

static void accepted_inner(Room *room) { room->beds = 2; }
static void accepted_outer(Room *room) {
  room->guests = 0;
  accepted_inner(room);
}
Room *accepted_maker() {
  Room *room = new Room;
  accepted_outer(room);
  room->guests = 1; // accepted_outer() keeps nothing
  publish(room);
  return room;
}
static void flagged_also_shared(Room *room) {
  room->beds = 3; // expected-warning {{writing 'room->beds' requires holding 'room->mu'}}
}
Room *maker_of_shared() {
  Room *room = new Room;
  flagged_also_shared(room);
  publish(room);
  flagged_also_shared(room);
  return room;
}
void flagged_after_publishing_function() {
  Room *room = new Room;
  publish(room);
  room->beds = 4; // expected-warning {{writing 'room->beds' requires holding 'room->mu'}}
}

// What a function returns that makes it.
static Room *makeRoom() { return new Room; }
static Room *findRoom() { return Rooms.front(); }
Room *accepted_made_by_function() {
  Room *room = makeRoom();
  room->beds = 1;
  return room;
}
void flagged_found_by_function() {
  Room *room = findRoom();
  room->beds = 1; // expected-warning {{writing 'Rooms[...]->beds' requires holding}}
}

// Made on one way, found on another.
void accepted_set_on_two_ways(bool found) {
  Room *room;
  if (found) {
    room = findRoom();
  } else {
    room = new Room;
    room->beds = 1;
    publish(room);
  }
}
void flagged_either(bool found) {
  Room *room;
  if (found)
    room = findRoom();
  else
    room = new Room;
  room->beds = 1; // expected-warning {{writing 'room->beds' requires holding 'room->mu'}}
}
void accepted_another_in_each_turn() {
  for (int i = 0; i < 3; ++i) {
    Room *room = new Room;
    room->beds = i;
    publish(room);
  }
}

// What ends it has it to itself.
static void accepted_end(Room *room) {
  room->guests = 0;
  delete room;
}
void flagged_may_end(Room *room) {
  --room->guests; // expected-warning {{writing 'room->guests' requires holding 'room->mu'}}
  if (Rooms.empty())
    delete room;
}
void ends() { accepted_end(findRoom()); }

// A container says whether the element is new.
static std::map<int, Room> ByNumber;
void accepted_new_element(int number) {
  auto made = ByNumber.try_emplace(number);
  Room *room = &made.first->second;
  if (made.second)
    room->beds = 2;
}
void flagged_old_element(int number) {
  auto made = ByNumber.try_emplace(number);
  Room *room = &made.first->second;
  if (!made.second)
    room->beds = 2; // expected-warning {{writing 'made.first->second.beds' requires holding}}
}

//===----------------------------------------------------------------------===//
// Constructors
//===----------------------------------------------------------------------===//

class Hotel {
public:
  explicit Hotel(Room &lobby) : lobby_(lobby) {
    std::vector<int> floors = {3, 4};
    std::for_each(floors.begin(), floors.end(), [this](int floor) {
      accepted_by_for_each_ += floor;
    });
    accepted_before_ = 1;
    lobby_.guests = 1; // expected-warning {{writing 'lobby.guests' requires holding 'lobby.mu'}}
    own_->guests = 2;  // accepted: nobody else has it
    cleaner_ = std::thread([this] {
      flagged_in_thread_ = 1; // expected-warning {{writing 'flagged_in_thread_' requires holding 'mu_'}}
    });
    flagged_after_ = 1; // expected-warning {{writing 'flagged_after_' requires holding 'mu_'}}
  }
  ~Hotel() {
    cleaner_.join();
    flagged_in_thread_ = 0;
  }
  int guests() {
    std::lock_guard lock(mu_);
    return accepted_by_for_each_ + accepted_before_ + flagged_in_thread_ +
           flagged_after_;
  }

private:
  std::mutex mu_;
  Room &lobby_;
  std::unique_ptr<Room> own_ = std::make_unique<Room>();
  int accepted_by_for_each_ GUARDED_BY(mu_) = 0;
  int accepted_before_ GUARDED_BY(mu_) = 0;
  int flagged_in_thread_ GUARDED_BY(mu_) = 0;
  int flagged_after_ GUARDED_BY(mu_) = 0;
  std::thread cleaner_;
};

// Public functions that only makers call, through chains.
class Shelf {
public:
  int open(int books) { return fill(books); }
  void add() { std::lock_guard lock(mu_); ++books_; }
  void drop() { std::lock_guard lock(mu_); --books_; }
  int books() { std::lock_guard lock(mu_); return books_; }

private:
  int fill(int books) { // accepted: only open() calls it
    books_ = books;
    return 0;
  }
  std::mutex mu_;
  int books_ = 0;
};
static Shelf *First;
Shelf *accepted_get() {
  Shelf *shelf;
  if (First) {
    shelf = First;
    shelf->add();
  } else {
    shelf = new Shelf;
    if (shelf->open(4) < 0) {
      delete shelf;
      return nullptr;
    }
    First = shelf;
  }
  return shelf;
}
