//===- Claims.h - declared versus computed ----------------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_TYPES_CLAIMS_H
#define SENDSYNC_CHECKS_ANALYSIS_TYPES_CLAIMS_H

#include "checks/analysis/types/Classifier.h"

namespace sendsync {

/// What a class says about itself and its code does not keep.
struct Contradiction {
  enum Kind : uint8_t {
    Part,       ///< a base or member refutes the claim
    WeakenedBy, ///< the class denies what a base claims for all derived classes
    Malformed   ///< an unreadable condition, a missing reason: the claim does
                ///< not count; `What->Malformed` says why
  };
  Kind ContradictionKind = Part;
  const clang::RecordDecl *Class = nullptr;
  /// The claim, and the class that makes it: `Class` or a base.
  const Claim *What = nullptr;
  const clang::RecordDecl *ClaimedBy = nullptr;
  /// For Part: what refutes the claim, why (the first step is about `Offender`
  /// itself), and how the code uses it.
  Constituent Offender;
  Obligation Because;
  MemberUse Use;
  /// For WeakenedBy: the denial.
  const Claim *Denial = nullptr;
};

/// The contradictions of one class, in the order of its claims, one per
/// offending base or member. Only what the code proves wrong: a part that
/// cannot be seen does not refute a claim. Nothing for templates that are not
/// instantiated.
std::vector<Contradiction> contradictions(const clang::RecordDecl *Record,
                                          Classifier &Types);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_TYPES_CLAIMS_H
