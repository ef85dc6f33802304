//===- SummaryFile.h - summaries as files, and their union ------*- C++ -*-===//
//
// The summaries of one source file as JSON. A file names its symbols once, and
// everything else refers to them by number. The version changes when the meaning
// does: files of another version are refused.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SUMMARYFILE_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SUMMARYFILE_H

#include "checks/analysis/program/Summary.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace sendsync {

/// Writes \p Program; the order of functions, and so every byte, depends on
/// nothing but its content.
void writeSummaries(const ProgramSummary &Program, llvm::raw_ostream &Out);

/// Reads what writeSummaries wrote. The error says what is wrong, without the
/// name of the file.
llvm::Expected<ProgramSummary> readSummaries(llvm::StringRef Json);

/// Adds what \p From knows to \p Into. A function that both have, an inline one in
/// a header, counts once: commutative, associative, idempotent. Cost: linear in
/// \p From.
void merge(ProgramSummary &Into, const ProgramSummary &From);

/// Puts the functions into the order of their ids.
void sortFunctions(ProgramSummary &Program);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SUMMARYFILE_H
