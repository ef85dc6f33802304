//===- WaitSearch.h - functions that may wait for others --------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_FACTS_WAITSEARCH_H
#define SENDSYNC_CHECKS_ANALYSIS_FACTS_WAITSEARCH_H

#include "checks/analysis/contract/Contracts.h"

namespace sendsync {

/// When \p Function returns, work that ran elsewhere before may have ended: it
/// joins, waits, asks an object that orders threads, repeats something until a
/// condition holds, or does not show what it does. A destructor may do so for
/// its members. Cost: a look into the body and those it calls.
bool mayWait(const clang::FunctionDecl *Function, const Contracts &Contract);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_FACTS_WAITSEARCH_H
