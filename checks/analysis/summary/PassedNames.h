//===- PassedNames.h - what calls and starts hand on, by name ---*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_PASSEDNAMES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_PASSEDNAMES_H

#include "checks/analysis/summary/SymbolNames.h"

namespace sendsync {

/// The names, in one body, of what its calls and starts hand on.
class PassedNames {
public:
  PassedNames(const FunctionFacts &Body, const Contracts &Contract,
              SymbolNames &Names)
      : Body(Body), Contract(Contract), Names(Names) {}

  /// Unknown for a parameter that has another value by now.
  SymbolPath name(const AccessPath &Path) const;
  std::vector<ArgumentNames>
  arguments(llvm::ArrayRef<ArgumentPaths> Arguments) const;
  /// What the parameters of started closures are.
  PathRenames closureParameters(const SpawnFact &Spawn,
                                llvm::ArrayRef<ArgumentNames> Arguments) const;

private:
  /// The argument points to a variable, or to what `new` made, that is no array.
  bool isSingle(const ArgumentPaths &Argument) const;

  const FunctionFacts &Body;
  const Contracts &Contract;
  SymbolNames &Names;
};

/// See CallEvent::Fresh.
uint32_t freshIn(const CallFact &Call);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_PASSEDNAMES_H
