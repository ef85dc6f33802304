//===- Channels.h - functions that hand a value to another thread -*- C++ -*-===//
//
// A parameter goes to another thread if a model says so, or an annotation, or the
// body: it is put into a member under a lock of the same object, and another
// method takes it out under that lock. Of a class whose methods are not visible
// the name and the signatures tell.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CHANNELS_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CHANNELS_H

#include "checks/analysis/regions/Transfers.h"
#include "checks/analysis/summary/FunctionTable.h"
#include <map>

namespace sendsync {

class Channels : public Receivers {
public:
  explicit Channels(FunctionTable &Functions) : Functions(Functions) {}

  bool takes(const clang::FunctionDecl *Callee, unsigned Index) override;
  bool mayWait(const CallFact &Call) override;

private:
  bool decide(const clang::FunctionDecl *Callee, unsigned Index);

  FunctionTable &Functions;
  std::map<std::pair<const clang::FunctionDecl *, unsigned>, bool> Known;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_CHANNELS_H
