//===- Capability.h - what must be held to touch data -----------*- C++ -*-===//
//
// A capability is usually a lock, named by its access path; it can also be a
// named role such as "the UI loop" or an interpreter lock. Modes are ordered:
// holding a capability exclusively covers holding it shared.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_CAPABILITY_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_CAPABILITY_H

#include "checks/analysis/base/AccessPath.h"

namespace sendsync {

enum class LockMode : uint8_t { Shared, Exclusive };

/// Whether a thread may acquire a lock it already holds. With Fails the lock
/// notices and refuses; with Readers a reader may become a reader once more.
enum class Recursion : uint8_t { No, Yes, Fails, Readers, Unknown };

class Capability {
public:
  Capability() = default;
  explicit Capability(AccessPath Lock) : Lock(std::move(Lock)) {}
  explicit Capability(std::string Role) : Role(std::move(Role)) {}

  /// The universal capability, written "*": it stands for every lock.
  static Capability every() { return Capability(std::string("*")); }
  bool isEvery() const { return Role == "*"; }

  bool isKnown() const { return Lock.isKnown() || !Role.empty(); }
  bool isRole() const { return !Role.empty(); }
  const AccessPath &lock() const { return Lock; }
  /// As the user would write it; the lock inside a wrapper goes by the wrapper.
  std::string str() const;

  bool operator==(const Capability &Other) const {
    return Role == Other.Role && (isRole() || Lock == Other.Lock);
  }
  bool operator!=(const Capability &Other) const { return !(*this == Other); }
  /// Different names that may mean one lock: a member of every object and that
  /// of some object, or elements of which one may be the other.
  bool overlaps(const Capability &Other) const {
    return isMemberOfEvery(Other) || mayBeElement(Other);
  }
  /// One of them is what some pointer or reference refers to, which may be the
  /// other.
  bool mayAlias(const Capability &Other) const;
  /// What some pointer or reference refers to.
  bool isPointee() const;
  /// They differ in elements only, of which one may be the other.
  bool mayBeElement(const Capability &Other) const {
    return Lock.steps().size() == Other.Lock.steps().size() &&
           Lock.mayStartWith(Other.Lock);
  }
  /// One of them is a member of every object, the other that of some object.
  bool isMemberOfEvery(const Capability &Other) const {
    auto isAny = [](const Capability &C) {
      return C.Lock.rootKind() == RootKind::AnyObject;
    };
    return (isAny(*this) || isAny(Other)) && Lock.lastField() &&
           Lock.lastField() == Other.Lock.lastField();
  }
  /// See AccessPath::isSame.
  bool isSame(const Capability &Other) const {
    return Role == Other.Role && (isRole() || Lock.isSame(Other.Lock));
  }
  bool operator<(const Capability &Other) const {
    return Role != Other.Role ? Role < Other.Role : Lock < Other.Lock;
  }

private:
  AccessPath Lock;
  std::string Role;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_CAPABILITY_H
