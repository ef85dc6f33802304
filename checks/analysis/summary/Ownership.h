//===- Ownership.h - whose an object is now ---------------------*- C++ -*-===//
//
// What only this thread has needs no lock. The one place that answers whether it is
// so: an object is its maker's own from where it is made until it is given away. It
// is made
//   - as a local variable, with `new`, by a function of the library that makes it
//     (`make_unique`, `malloc`), or by one of the user's that returns what it has
//     made;
//   - by its constructor, and it ends in its destructor;
//   - by whoever makes a lock in it: before that nobody can share it;
//   - in a container, which has said that the element is new.
// It is given away where it is stored outside of itself and of local variables, where
// code gets it that is not seen, or that gives it away, and where other work starts
// that reaches it. A function that is only called with such an object, of all calls
// that are seen, has it as its caller does: `this`, or what a parameter refers to,
// through any number of calls. What always ends in an object's end is its own, too.
//
// A closure that runs in place is part of the code around it. One that runs elsewhere
// is not: an object that it shares with its maker is nobody's own there. A reference,
// and a pointer that owns nothing, lead to objects of somebody else. Names decide
// nothing.
//
// Cost: linear in a body for each object asked for in it, once; calls by a fixpoint
// that only takes away.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNERSHIP_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNERSHIP_H

#include "checks/analysis/summary/CallSites.h"
#include <set>

namespace sendsync {

class Ownership {
public:
  Ownership(FunctionTable &Functions, const CallSites &Sites);

  /// Only this thread has the object that \p Path is, or is part of, at \p At in
  /// \p Body.
  bool isOwn(const AccessPath &Path, const Fact &At,
             const FunctionFacts &Body) const;
  /// The objects that \p Call in \p Body hands over and that are its own, by the
  /// names that \p Callee has for them.
  std::vector<AccessPath> ownObjects(const CallFact &Call,
                                     const FunctionFacts &Body,
                                     const clang::FunctionDecl *Callee) const;

private:
  /// An object as a body names it.
  struct Object {
    AccessPath Path;
    /// The variable that refers to it; unknown for `this` and references.
    AccessPath Pointer;
    bool isThis() const { return Path.rootKind() == RootKind::This; }
  };
  /// How far an object is given away.
  enum class Handing : uint8_t {
    None,
    Kept,   ///< stored, or given to code that may keep it
    Started ///< other work can reach it
  };
  using Key = std::pair<const FunctionFacts *, AccessPath>;
  using FactSet = llvm::DenseSet<const Fact *>;
  using Start = std::pair<const FactBlock *, size_t>;

  static Object objectOf(const AccessPath &Path);
  static std::vector<Object> givenObjects(const clang::FunctionDecl *Function);
  bool isPartOf(const AccessPath &Path, const AccessPath &Whole) const;

  // Who made it.
  bool isMadeHere(const Object &O, const Fact &At,
                  const FunctionFacts &Body) const;
  bool isFreshElement(const AccessPath &Path, const Fact &At,
                      const FunctionFacts &Body) const;
  bool makesItsResult(const clang::FunctionDecl *Function) const;
  bool makesLockIn(const Object &O, const FunctionFacts &Body) const;
  const FactSet &notMade(const clang::VarDecl *Pointer,
                         const FunctionFacts &Body) const;

  // Who gets it.
  Handing handing(const Fact &F, const Object &O,
                  const FunctionFacts &Body) const;
  Handing handingBy(const clang::FunctionDecl *Callee, const Object &O) const;
  bool isGivenBefore(const Object &O, Handing Least, const Fact &At,
                     const FunctionFacts &Body) const;
  bool leavesMaker(const Object &O, const FunctionFacts &Body) const;

  // How it ends.
  bool ends(const Fact &F, const Object &O) const;
  bool alwaysEnds(const Object &O, const Fact *At,
                  const FunctionFacts &Body) const;

  bool isOwnOfCallers(const Object &O, const FunctionFacts &Body) const;
  const FunctionFacts *bodyOf(const clang::FunctionDecl *Function) const;
  template <typename Visitor>
  void eachPassed(const CallFact &Call, const clang::FunctionDecl *Callee,
                  Visitor Visit) const;
  void solve(const CallSites &Sites);

  FunctionTable &Functions;
  /// By canonical declaration: what all calls seen give it as its own.
  llvm::DenseMap<const clang::FunctionDecl *, std::set<AccessPath>> Given;
  mutable std::map<std::pair<Key, Handing>, FactSet> GivenAfter;
  mutable std::map<Key, Handing> Handed;
  mutable std::map<Key, bool> LockMakers, Enders;
  mutable llvm::DenseMap<const clang::FunctionDecl *, bool> Makers;
  mutable std::map<std::pair<const FunctionFacts *, const clang::VarDecl *>,
                   FactSet>
      NotMade;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNERSHIP_H
