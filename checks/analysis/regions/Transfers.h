//===- Transfers.h - what a body gives away for good ------------*- C++ -*-===//
//
// A region is an object and everything that only it owns: what a smart pointer
// points to, the elements of a container. Names that refer into a region have
// paths that start at its owner (PathResolver), so a region is a path and what
// continues it. Moving the owner into another thread, or into a channel to one,
// transfers the region: until the owner gets a new value, what is named by such a
// path belongs to the other side.
//
// A pointer to an object that the body has allocated may be handed over as well;
// then the region is what it points to.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_REGIONS_TRANSFERS_H
#define SENDSYNC_CHECKS_ANALYSIS_REGIONS_TRANSFERS_H

#include "checks/analysis/facts/Facts.h"

namespace sendsync {

/// What is known of the functions that a body calls.
class Receivers {
public:
  virtual ~Receivers() = default;
  /// What is passed as argument \p Index comes to another thread.
  virtual bool takes(const clang::FunctionDecl *Callee, unsigned Index) = 0;
  /// The call may wait until the other side is done.
  virtual bool mayWait(const CallFact &Call) = 0;
};

struct UseAfterTransfer {
  const AccessFact *Use = nullptr;
  const Fact *Transfer = nullptr; ///< a CallFact or a SpawnFact
  AccessPath Region;
  /// The owner was moved, so the other side may end the object as well.
  bool Moved = false;
};

/// The uses of regions that were given away, each region's first one after each
/// transfer. Cost: one dataflow pass for a body that transfers something.
std::vector<UseAfterTransfer> findUsesAfterTransfer(const FunctionFacts &Body,
                                                    const Contracts &Contract,
                                                    Receivers &Known);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_REGIONS_TRANSFERS_H
