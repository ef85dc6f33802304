//===- Inputs.h - which files, with which commands --------------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_CLI_INPUTS_H
#define SENDSYNC_TOOL_CLI_INPUTS_H

#include "tool/cli/Options.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Support/Error.h"

namespace sendsync {

/// \p Path as users read it: relative if it is in the current folder or below,
/// else absolute. A relative \p Path is one of \p Folder.
std::string shownPath(llvm::StringRef Path, llvm::StringRef Folder);
/// \p Path without `.` and `..`, relative to \p Folder if it is relative.
std::string absolutePath(llvm::StringRef Path, llvm::StringRef Folder);

/// One file to analyse.
struct InputFile {
  std::string Path;  ///< absolute
  std::string Shown; ///< as in messages
  clang::tooling::CompileCommand Command;
};

/// The files that \p Command asks for: in its order, and within a folder or
/// without any names in the order of the database. The error is one line.
llvm::Expected<std::vector<InputFile>> findInputs(const CommandLine &Command);

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_INPUTS_H
