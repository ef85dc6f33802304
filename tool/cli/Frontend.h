//===- Frontend.h - one file through Clang ----------------------*- C++ -*-===//
//
// Parses a file the way its compile command asks, with three liberties: flags
// Clang does not know are dropped, warnings are off, and the bodies of
// functions in system headers are skipped unless templates may need them. Keeps
// no state between files; may run on many threads.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_CLI_FRONTEND_H
#define SENDSYNC_TOOL_CLI_FRONTEND_H

#include "tool/cli/Inputs.h"
#include "tool/output/Text.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sendsync {

struct FrontendOptions {
  std::vector<std::string> ExtraArgs, ExtraArgsBefore;
  bool ParseAllBodies = false;
  /// Clang's own headers; empty: where Clang looks for them itself.
  std::string ResourceFolder;
};

/// The folder of Clang's own headers for the LLVM this program is built with,
/// or empty. Cost: a few file checks, at worst one process.
std::string findResourceFolder();

struct FrontendResult {
  /// Not empty: the file could not be parsed at all, and why.
  std::string Problem;
  /// The command said `-verify`: expectations in the source were compared, and
  /// the diagnostics went there.
  bool Verified = false;
};

/// What is done with a parsed file.
using ParsedAction =
    llvm::function_ref<void(clang::ASTContext &, clang::Preprocessor &)>;

/// Parses \p Input; diagnostics go to \p Diagnostics. \p Then runs on the
/// complete syntax tree, also if there were errors.
FrontendResult parseFile(const InputFile &Input, const FrontendOptions &Options,
                         TextCollector &Diagnostics,
                         ParsedAction Then);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_FRONTEND_H
