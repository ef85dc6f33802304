//===- OwnObjects.h - objects that nobody else has yet ----------*- C++ -*-===//
//
// What a function has made and not given away is its own: no lock is needed, and
// what is called on it runs as if in a constructor.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNOBJECTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNOBJECTS_H

#include "checks/analysis/facts/Facts.h"

namespace sendsync {

/// True if \p Path is, or is part of, an object that \p Body has made on the heap
/// and has not handed to anybody on a way to \p At. Cost: linear in the body, once
/// more for each place that hands the object on, and only for paths through a
/// variable that owns one.
bool isStillOwn(const AccessPath &Path, const Fact &At,
                const FunctionFacts &Body);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNOBJECTS_H
