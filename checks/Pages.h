//===- Pages.h - the pages of the checks -------------------------*- C++ -*-===//
//
// A check's page is the comment its source file starts with. The build puts
// the pages into the program for `sendsync explain`.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_PAGES_H
#define SENDSYNC_CHECKS_PAGES_H

#include "checks/analysis/contract/EmbeddedModels.h"

namespace sendsync {

/// One page per check, in the order of Checks.def. Path is the name there, for
/// example `UnguardedAccess`; Text is Markdown.
llvm::ArrayRef<EmbeddedFile> embeddedPages();

} // namespace sendsync

#endif // SENDSYNC_CHECKS_PAGES_H
