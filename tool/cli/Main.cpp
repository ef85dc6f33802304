//===- Main.cpp - the command line program ----------------------*- C++ -*-===//
#include "tool/cli/Explain.h"
#include "tool/cli/Infer.h"
#include "tool/cli/ProgramReport.h"
#include "tool/cli/Run.h"
#include "tool/cli/Workers.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>

using namespace sendsync;

/// \p Exit, unless what there was to say could not be written.
static int endOutput(int Exit) {
  llvm::raw_fd_ostream &Out = llvm::outs();
  Out.flush();
  if (!Out.has_error())
    return Exit;
  std::string Why = Out.error().message();
  Out.clear_error();
  return fail("the output cannot be written: " + Why);
}

static int run(const CommandLine &Command) {
  // For inline assembly.
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmParser();

  switch (Command.Verb) {
  case CommandLine::Explain:
    return explainCheck(Command);
  case CommandLine::Infer:
    return inferGuards(Command);
  case CommandLine::Merge:
    return mergeSummaries(Command);
  case CommandLine::ExplainType:
    return explainTypeIn(Command);
  case CommandLine::Why:
    return explainLineIn(Command);
  case CommandLine::ListChecks:
    return listChecks(Command);
  case CommandLine::Analyze:
    break;
  }
  return analyzeFiles(Command);
}

int main(int Count, const char **Arguments) {
  // Who reads the output may stop: that is a failed write, as any other.
  llvm::InitLLVM Init(Count, Arguments, /*InstallPipeSignalExitHandler=*/false);
  std::signal(SIGPIPE, SIG_IGN);
  int Exit = ExitClean;
  std::optional<CommandLine> Command = readCommandLine(Count, Arguments, Exit);
  if (!Command)
    return endOutput(Exit);
  return runGuarded([&] { return endOutput(run(*Command)); });
}
