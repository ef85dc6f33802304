//===- Ways.h - which ways through a body lead to a fact --------*- C++ -*-===//
//
// Questions about the graph of a body that no dataflow has to answer. Cost of
// each: linear in the body, unless it says more.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_WAYS_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_WAYS_H

#include "checks/analysis/facts/Facts.h"

namespace sendsync {

/// The block that \p F is in; null if it is in another body.
const FactBlock *blockOf(const FunctionFacts &Body, const Fact &F);

/// Every way to \p At passes \p Before.
bool comesAfter(const FunctionFacts &Body, const Fact &At, const Fact &Before);

/// Some way leads from \p Before to \p At.
bool mayComeAfter(const FunctionFacts &Body, const Fact &At,
                  const Fact &Before);

/// A parameter with the value that a call gives it.
struct KnownArgument {
  const clang::ParmVarDecl *Parameter = nullptr;
  int64_t Value = 0;
};

/// The numbers among the arguments of \p Call, for parameters of \p Callee that
/// keep them.
std::vector<KnownArgument> knownArguments(const CallFact &Call,
                                          const FunctionFacts &Callee,
                                          const clang::ASTContext &Context);

/// Some way leads to \p At that a call with these arguments can take.
bool isReachedWith(const FunctionFacts &Body, const Fact &At,
                   llvm::ArrayRef<KnownArgument> Arguments);

/// What `Key` being \p Value makes of the condition; nothing if that is open.
std::optional<bool> outcomeOf(const BranchCondition &Branch,
                              const AccessPath &Key, int64_t Value);

/// A test with two outcomes of which only one leads to some fact.
struct Decision {
  const FactBlock *At = nullptr;
  unsigned Way = 0; ///< of its successors
  const BranchCondition &condition() const { return *At->Branch; }
  /// The outcome, as BranchCondition counts it.
  bool truth() const { return (Way == 0) != condition().Negated; }
};

/// The tests that \p At is behind. Cost: linear in the body, for each test in it.
std::vector<Decision> decisionsFor(const FunctionFacts &Body, const Fact &At);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_WAYS_H
