#include "tool/cli/Run.h"
#include "checks/Registry.h"
#include "tool/cli/ProgramReport.h"
#include "tool/output/Json.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>
#include <set>

namespace sendsync {

static std::string counted(unsigned Count, llvm::StringRef Noun) {
  return (llvm::Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str();
}

namespace {

/// Puts the reports of files, which arrive in any order, back into the order
/// of the files, and prints each as soon as those before it are printed.
class OrderedOutput {
public:
  OrderedOutput(const CommandLine &Command, size_t Files)
      : Command(Command), Waiting(Files), HasFindings(Files) {
    if (Command.Json)
      Json = std::make_unique<JsonWriter>(llvm::outs());
    llvm::outs().enable_colors(Command.Color);
  }

  void add(size_t Index, FileReport Report) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Waiting[Index] = std::move(Report);
    for (; Next < Waiting.size() && Waiting[Next]; ++Next) {
      HasFindings[Next] = print(*Waiting[Next]);
      Waiting[Next].reset();
    }
    llvm::outs().flush();
  }

  /// What all files together show; after the last of them.
  void addProgram(FileReport Report, llvm::ArrayRef<InputFile> Inputs);

  /// Ends the output and returns the exit code.
  int finish();
  bool crashed() const { return Crashed; }

private:
  /// True if there is a finding that was not printed before.
  bool print(FileReport &Report);

  const CommandLine &Command;
  std::mutex Mutex;
  std::vector<std::optional<FileReport>> Waiting;
  size_t Next = 0;

  using Key = std::tuple<std::string, unsigned, unsigned, std::string,
                         std::string>;
  std::set<Key> Printed;
  std::unique_ptr<JsonWriter> Json;
  std::vector<bool> HasFindings;
  unsigned Suppressed = 0, Failed = 0;
  bool Crashed = false;
  AnalysisCounts Counts;
  double ParseSeconds = 0, AnalysisSeconds = 0;
};

} // namespace

bool OrderedOutput::print(FileReport &Report) {
  llvm::outs() << Report.Dump;
  bool HasNew = false;
  for (const FindingRecord &Record : Report.Findings) {
    if (!Printed.insert(Record.key()).second)
      continue;
    HasNew = true;
    if (Json)
      Json->write(Record);
    else
      llvm::outs() << Record.Text;
  }
  Crashed |= Report.Crashed;
  Suppressed += Report.Suppressed;
  Counts += Report.Counts;
  ParseSeconds += Report.ParseSeconds;
  AnalysisSeconds += Report.AnalysisSeconds;
  if (!Report.Failure.empty()) {
    ++Failed;
    llvm::outs().flush();
    llvm::errs() << Report.Failure;
  }
  return HasNew;
}

void OrderedOutput::addProgram(FileReport Report,
                               llvm::ArrayRef<InputFile> Inputs) {
  print(Report);
  for (const FindingRecord &Record : Report.Findings)
    for (size_t I = 0; I != Inputs.size(); ++I)
      if (Inputs[I].Shown == Record.Where.Path)
        HasFindings[I] = true;
}

int OrderedOutput::finish() {
  size_t FilesWithFindings = llvm::count(HasFindings, true);
  Json.reset();
  llvm::outs().flush();
  llvm::raw_ostream &Err = llvm::errs();
  if (!Command.Quiet) {
    Err << counted(Printed.size(), "finding") << " in ";
    if (FilesWithFindings)
      Err << FilesWithFindings << " of ";
    Err << counted(Waiting.size(), "file");
    if (Suppressed)
      Err << "; " << Suppressed << " suppressed";
    if (Failed)
      Err << "; " << counted(Failed, "file") << " not analysed";
    Err << '\n';

    std::string Unknown;
    auto Add = [&](unsigned Count, llvm::StringRef Noun) {
      if (Count)
        Unknown += (Unknown.empty() ? "" : ", ") + counted(Count, Noun);
    };
    Add(Counts.UnresolvedCallables, "callable");
    Add(Counts.UnresolvedLocks, "lock operation");
    if (!Unknown.empty())
      Err << "not known, and so not judged: " << Unknown << '\n';
    if (Counts.CappedFunctions)
      Err << "too large to be followed in full: "
          << counted(Counts.CappedFunctions, "function") << '\n';
  }
  if (Command.TimeReport)
    Err << llvm::formatv("CPU seconds: {0:f2} parsing, {1:f2} analysis, in "
                         "{2}\n",
                         ParseSeconds, AnalysisSeconds,
                         counted(Waiting.size(), "file"));
  if (Failed)
    return ExitFailed;
  return Printed.empty() || Command.ExitZero ? ExitClean : ExitFindings;
}

/// Analyses one file; a crash in it ends that file only.
static FileReport analyzeGuarded(const InputFile &Input,
                                 const RunSettings &Settings) {
  FileReport Report;
  llvm::CrashRecoveryContext Recovery;
  if (Recovery.RunSafely([&] { Report = analyzeFile(Input, Settings); }))
    return Report;
  FileReport Crashed;
  Crashed.Crashed = true;
  Crashed.Failure =
      "sendsync: internal error while analysing " + Input.Shown + "\n";
  return Crashed;
}

int printReport(const CommandLine &Command, FileReport Report, size_t Files) {
  OrderedOutput Output(Command, Files);
  Output.addProgram(std::move(Report), {});
  return Output.finish();
}

int analyzeFiles(const CommandLine &Command) {
  llvm::Expected<std::vector<InputFile>> Inputs = findInputs(Command);
  if (!Inputs)
    return fail(llvm::toString(Inputs.takeError()));
  if (!Command.ConfigFile.empty() &&
      !llvm::sys::fs::exists(Command.ConfigFile))
    return fail("--config: no file '" + Command.ConfigFile + "'");
  ConfigFiles Configs(allChecks(), Command.ConfigFile);
  std::unique_ptr<RunSettings> Settings =
      makeSettings(Command, Configs, *Inputs);
  if (!Settings)
    return ExitFailed;

  bool Progress = Command.Progress == CommandLine::Always ||
                  (Command.Progress == CommandLine::Auto && !Command.Quiet &&
                   llvm::sys::Process::StandardErrIsDisplayed());
  unsigned Width = std::to_string(Inputs->size()).size();
  std::mutex ProgressMutex;
  unsigned Started = 0;

  // What one file alone shows of its threads, more files may explain: with
  // several they are judged together.
  Settings->Summaries = Command.Dump.empty() &&
                        (Inputs->size() > 1 || !Command.SummaryFolder.empty());
  ProgramSummary Program;
  std::mutex ProgramMutex;

  llvm::CrashRecoveryContext::Enable();
  OrderedOutput Output(Command, Inputs->size());
  {
    llvm::DefaultThreadPool Pool(llvm::hardware_concurrency(Command.Jobs));
    for (size_t I = 0; I < Inputs->size(); ++I)
      Pool.async([&, I] {
        const InputFile &Input = (*Inputs)[I];
        if (Progress) {
          std::lock_guard<std::mutex> Lock(ProgressMutex);
          llvm::errs() << '['
                       << llvm::format_decimal(++Started, Width) << '/'
                       << Inputs->size() << "] " << Input.Shown << '\n';
        }
        FileReport Report = analyzeGuarded(Input, *Settings);
        if (Settings->Summaries) {
          if (!Command.SummaryFolder.empty() && Report.Failure.empty())
            if (std::string Problem = writeSummaryFile(Report.Summary, Input,
                                                       Command.SummaryFolder);
                !Problem.empty())
              Report.Failure = "sendsync: " + Problem + "\n";
          std::lock_guard<std::mutex> Lock(ProgramMutex);
          merge(Program, Report.Summary);
          Report.Summary = ProgramSummary();
        }
        Output.add(I, std::move(Report));
      });
    Pool.wait();
  }
  if (Settings->Summaries)
    Output.addProgram(judgeSummaries(std::move(Program), *Settings, *Inputs),
                      *Inputs);
  llvm::CrashRecoveryContext::Disable();
  int Exit = Output.finish();
  // A header's configuration is read when the first finding in it is judged.
  std::vector<std::string> Errors = Configs.errors();
  for (const std::string &Error : Errors)
    llvm::errs() << Error << '\n';
  if (!Errors.empty())
    Exit = ExitFailed;
  // What a crash left behind is not to be touched again.
  if (Output.crashed())
    llvm::sys::Process::Exit(Exit, /*NoCleanup=*/true);
  return Exit;
}

} // namespace sendsync
