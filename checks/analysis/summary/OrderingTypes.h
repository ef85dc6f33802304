//===- OrderingTypes.h - types that can order threads -----------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_ORDERINGTYPES_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_ORDERINGTYPES_H

#include "checks/analysis/contract/Contracts.h"

namespace sendsync {

/// A class of the user's with a member that can order threads may do so in any
/// of its methods.
bool mayOrder(clang::QualType Type, const Contracts &Contract,
              unsigned Depth = 0);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_ORDERINGTYPES_H
