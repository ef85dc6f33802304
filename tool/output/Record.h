//===- Record.h - a finding without its translation unit --------*- C++ -*-===//
//
// What is left of a finding when the syntax tree it was found in is gone:
// plain data and the text as it will be printed.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_OUTPUT_RECORD_H
#define SENDSYNC_TOOL_OUTPUT_RECORD_H

#include "checks/report/Finding.h"
#include "tool/output/Diagnostics.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>
#include <tuple>
#include <vector>

namespace sendsync {

/// A place in a file, 1-based; Path is as it is shown to the user.
struct Place {
  std::string Path;
  unsigned Line = 0, Column = 0;
};

struct NoteRecord {
  Place Where;
  NoteRole Role = NoteRole::Because;
  std::string Message;
};

struct FindingRecord {
  std::string Check;
  Severity Sev = Severity::Warning;
  std::string Subject, Message;
  Place Where;
  std::vector<NoteRecord> Notes;
  std::string Text; ///< rendered with its notes, source lines and carets

  /// Two records with one key are one finding, seen from two includers.
  auto key() const {
    return std::tie(Where.Path, Where.Line, Where.Column, Check, Message);
  }
};

/// How a path is shown.
using PathDisplay = llvm::function_ref<std::string(llvm::StringRef)>;

/// Everything of \p F but its text.
FindingRecord record(const Finding &F, const clang::SourceManager &Sources,
                     ModelFiles &Models, PathDisplay Display);

llvm::StringRef roleName(NoteRole Role);        ///< "boundary", "because", ...
llvm::StringRef severityName(Severity Sev); ///< "error", "warning", "note"

} // namespace sendsync

#endif // SENDSYNC_TOOL_OUTPUT_RECORD_H
