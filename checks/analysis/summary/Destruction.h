//===- Destruction.h - what runs when an object ends ------------*- C++ -*-===//
//
// A destructor runs its body, then the members' and the bases'. Before a base's
// turn the object stops to be one of the derived class: its virtual functions are
// those of the base from then on, which a virtual call elsewhere can see.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DESTRUCTION_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DESTRUCTION_H

#include "checks/analysis/facts/Facts.h"

namespace sendsync {

struct EndStep {
  enum Kind : uint8_t {
    Runs,       ///< the body of Destructor
    LosesClass, ///< the object becomes one of a base class
    Waits       ///< work that Object stands for may be waited for
  };
  Kind StepKind = Runs;
  AccessPath Object;
  const clang::CXXDestructorDecl *Destructor = nullptr;
};

/// All that runs when an object of the class ends, in order.
std::vector<EndStep> endOf(const clang::CXXRecordDecl *Class,
                           const AccessPath &Object, const Contracts &Contract);
/// What comes after a destructor's body and the members.
std::vector<EndStep> endOfBases(const clang::CXXRecordDecl *Class,
                                const AccessPath &Object,
                                const Contracts &Contract);
/// The bodies of all of it are there to be looked at.
bool isEndVisible(const clang::CXXRecordDecl *Class, const Contracts &Contract);

/// The class of the object that a `delete` in \p Body ends, where its destructor is
/// not virtual or the pointer was set to a new object of a known class. Else null.
const clang::CXXRecordDecl *endedClass(const AccessFact &Delete,
                                       const FunctionFacts &Body);

/// The local pointer is set once, to one object that is made with `new`.
bool makesOne(const clang::VarDecl *Pointer, const FunctionFacts &Body);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_DESTRUCTION_H
