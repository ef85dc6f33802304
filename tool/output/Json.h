//===- Json.h - findings as JSON --------------------------------*- C++ -*-===//
//
//   {"schema": 1, "findings": [
//     {"check": "unguarded-access", "severity": "error", "file": "a.cpp",
//      "line": 13, "column": 33, "message": "...", "subject": "...",
//      "notes": [{"role": "authority", "file": ..., "line": ..., "column": ...,
//                 "message": ...}]}]}
//
// Keys may be added; the ones above keep their meaning within schema 1.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_OUTPUT_JSON_H
#define SENDSYNC_TOOL_OUTPUT_JSON_H

#include "tool/output/Record.h"
#include "llvm/Support/JSON.h"

namespace sendsync {

/// Writes the document piece by piece; complete when it is destroyed.
class JsonWriter {
public:
  explicit JsonWriter(llvm::raw_ostream &Out);
  ~JsonWriter();
  void write(const FindingRecord &Finding);

private:
  llvm::raw_ostream &Out;
  llvm::json::OStream Json;
};

} // namespace sendsync

#endif // SENDSYNC_TOOL_OUTPUT_JSON_H
