//===- GuardReport.h - guards inferred from many files ----------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_CLI_GUARDREPORT_H
#define SENDSYNC_TOOL_CLI_GUARDREPORT_H

#include "checks/analysis/summary/GuardEvidence.h"
#include "llvm/Support/Error.h"

namespace sendsync {

/// The guard that the uses of one piece of data follow.
struct GuardProposal {
  SourcePlace Where; ///< of the declaration
  const ObservedData *Data = nullptr;
  std::string Lock;
  unsigned Guarded = 0, Known = 0; ///< accesses
  unsigned GuardedWrites = 0, KnownWrites = 0;
  unsigned Functions = 0; ///< with guarded accesses
  unsigned Unclear = 0;
  /// The accesses that certainly do not hold it.
  std::vector<std::pair<SourcePlace, const ObservedUse *>> Exceptions;

  bool isDeclared() const { return Data->Declared == Lock; }
};

/// A proposal for each piece of data with at least two guarded accesses, one of
/// which may change it, and at most a quarter without the lock; by place.
std::vector<GuardProposal> proposeGuards(const GuardEvidence &Evidence);

void printGuards(llvm::ArrayRef<GuardProposal> Proposals,
                 llvm::raw_ostream &Out);
void printGuardsJson(llvm::ArrayRef<GuardProposal> Proposals,
                     llvm::raw_ostream &Out);

/// Writes `MACRO(lock)` behind the declarations of the proposals without
/// exceptions that declare no guard yet and can name it, and returns how many.
llvm::Expected<unsigned> writeGuards(llvm::ArrayRef<GuardProposal> Proposals,
                                     llvm::StringRef Macro);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_GUARDREPORT_H
