// What is reached through a temporary guard ends with the `return`.
// REQUIRES: boost
// RUN: %clang_plugin -std=c++17 -pthread %inc -Xclang -verify %s -Xclang -verify-ignore-unexpected=note
#define BOOST_THREAD_VERSION 4
#include <boost/thread/synchronized_value.hpp>
#include <string>

class Names {
public:
  std::string &flagged_reference() {
    return *name_.synchronize(); // expected-warning {{what is returned outlasts the temporary 'boost::strict_lock_ptr' that holds its lock}}
  }
  std::string *flagged_pointer() {
    return &*name_.synchronize(); // expected-warning {{what is returned outlasts the temporary 'boost::strict_lock_ptr' that holds its lock}}
  }
  const char *flagged_text() {
    return name_->c_str(); // expected-warning {{what is returned outlasts the temporary}}
  }
  std::string accepted_copy() { return *name_.synchronize(); }
  size_t accepted_size() { return name_->size(); }
  char accepted_letter() { return (*name_.synchronize())[0]; }
  boost::strict_lock_ptr<std::string> accepted_guard() { return name_.synchronize(); }
  void accepted_set(std::string name) { name_ = std::move(name); }

private:
  boost::synchronized_value<std::string> name_;
};
