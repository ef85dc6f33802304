//===- Main.cpp - the command line program ----------------------*- C++ -*-===//
#include "tool/cli/Explain.h"
#include "tool/cli/Infer.h"
#include "tool/cli/ProgramReport.h"
#include "tool/cli/Run.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/TargetSelect.h"

int main(int Count, const char **Arguments) {
  using namespace sendsync;
  llvm::InitLLVM Init(Count, Arguments);
  int Exit = ExitClean;
  std::optional<CommandLine> Command = readCommandLine(Count, Arguments, Exit);
  if (!Command)
    return Exit;
  // For inline assembly.
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmParser();

  switch (Command->Verb) {
  case CommandLine::Explain:
    return explainCheck(*Command);
  case CommandLine::Infer:
    return inferGuards(*Command);
  case CommandLine::Merge:
    return mergeSummaries(*Command);
  case CommandLine::ExplainType:
    return explainTypeIn(*Command);
  case CommandLine::Why:
    return explainLineIn(*Command);
  case CommandLine::ListChecks:
    return listChecks(*Command);
  case CommandLine::Analyze:
    break;
  }
  return analyzeFiles(*Command);
}
