// What a pointer in a container points to is not the container.
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s \
// RUN:   -Xclang -verify-ignore-unexpected=note
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

struct Ticket {
  int number = 0;
};
static void print(Ticket *ticket) { ++ticket->number; }
static void printAll(std::vector<Ticket> *tickets) { tickets->clear(); }

void accepted_pointer_in_a_container(int count) {
  std::vector<Ticket *> tickets(count);
  for (int i = 0; i < count; ++i) {
    tickets[i] = new Ticket;
    std::thread(print, tickets[i]).detach();
  }
}
void accepted_last_pointer(std::vector<Ticket *> tickets) {
  std::thread(print, tickets.back()).detach();
}
void flagged_element_itself() {
  std::vector<Ticket> tickets(3);
  std::thread(print, &tickets[0]).detach(); // expected-warning {{'tickets' is passed by reference to work that can outlive it}}
}
void flagged_container() {
  std::vector<Ticket> tickets(3);
  std::thread(printAll, &tickets).detach(); // expected-warning {{'tickets' is passed by reference to work that can outlive it}}
}
