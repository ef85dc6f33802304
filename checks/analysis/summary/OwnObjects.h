//===- OwnObjects.h - objects that nobody else has yet ----------*- C++ -*-===//
//
// What a function has made and not given away is its own: no lock is needed, and
// what is called on it runs as if in a constructor.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNOBJECTS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNOBJECTS_H

#include "checks/analysis/facts/Facts.h"
#include <map>

namespace sendsync {

/// The objects of one body; for many questions about it. Cost: linear in the body
/// at the first question that is about such an object; then for each question
/// linear in the places that name the object, once more in the body for each that
/// hands it on.
class OwnObjects {
public:
  explicit OwnObjects(const FunctionFacts &Body);
  /// See below.
  bool isStillOwn(const AccessPath &Path, const Fact &At);

private:
  void index();
  void indexClosures(const FunctionFacts &Of);

  const FunctionFacts &Body;
  bool Indexed = false;
  /// By the variable, or what makes the object: the facts that may hand it on.
  std::map<AccessPath, std::vector<std::pair<const FactBlock *, size_t>>>
      HandedOn;
  std::map<AccessPath, std::vector<const AccessFact *>> InClosures;
};

/// True if \p Path is, or is part of, an object that \p Body has made on the heap
/// and has not handed to anybody on a way to \p At.
bool isStillOwn(const AccessPath &Path, const Fact &At,
                const FunctionFacts &Body);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_OWNOBJECTS_H
