//===- Check.h - what a check sees ------------------------------*- C++ -*-===//
//
// A check judges results; it never walks an AST and never prints. One check is
// one file: page, metadata and logic (docs/contributing.md).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_CHECK_H
#define SENDSYNC_CHECKS_CHECK_H

#include "checks/analysis/Results.h"
#include "checks/report/Reporter.h"

#endif // SENDSYNC_CHECKS_CHECK_H
