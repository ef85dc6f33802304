#include "tool/cli/Run.h"
#include "checks/Registry.h"
#include "tool/cli/Parcel.h"
#include "tool/cli/ProgramReport.h"
#include "tool/cli/Workers.h"
#include "tool/output/Json.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"
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

private:
  /// True if there is a finding that was not printed before.
  bool print(FileReport &Report);

  const CommandLine &Command;
  std::vector<std::optional<FileReport>> Waiting;
  size_t Next = 0;

  using Key = std::tuple<std::string, unsigned, unsigned, std::string,
                         std::string>;
  std::set<Key> Printed;
  std::unique_ptr<JsonWriter> Json;
  std::vector<bool> HasFindings;
  unsigned Suppressed = 0, Failed = 0;
  bool ProgramFailed = false;
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
  Suppressed += Report.Suppressed;
  Counts += Report.Counts;
  ParseSeconds += Report.ParseSeconds;
  AnalysisSeconds += Report.AnalysisSeconds;
  if (!Report.Remarks.empty()) {
    llvm::outs().flush();
    llvm::errs() << Report.Remarks;
  }
  if (!Report.Failure.empty()) {
    ++Failed;
    llvm::outs().flush();
    llvm::errs() << Report.Failure;
  }
  return HasNew;
}

void OrderedOutput::addProgram(FileReport Report,
                               llvm::ArrayRef<InputFile> Inputs) {
  ProgramFailed = !Report.Failure.empty();
  print(Report);
  Failed -= ProgramFailed;
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
    Add(Counts.UnknownReferents, "pointer member");
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
  if (Failed || ProgramFailed)
    return ExitFailed;
  return Printed.empty() || Command.ExitZero ? ExitClean : ExitFindings;
}

/// What all files show together, judged in a process of its own.
static FileReport
judgeGuarded(ProgramSummary Program, const RunSettings &Settings,
             llvm::ArrayRef<InputFile> Inputs,
             std::optional<llvm::sys::TimePoint<>> Written = std::nullopt) {
  FileReport Report;
  auto run = [&](size_t) {
    FileReport Its =
        judgeSummaries(std::move(Program), Settings, Inputs, Written);
    Its.ConfigErrors = Settings.Configs.errors();
    return parcelOf(Its);
  };
  auto begin = [](size_t) {};
  auto end = [&](size_t, std::string Result) {
    Report = fromParcel<FileReport>(Result);
  };
  auto lose = [&](size_t, Loss Lost) {
    Report.Failure =
        "sendsync: " +
        Lost.describe("judging", "what the files show together") + "\n";
  };
  runJobs(1, 1, {run, begin, end, lose});
  return Report;
}

int reportProgram(const CommandLine &Command, ProgramSummary Program,
                  const RunSettings &Settings, size_t Files,
                  std::optional<llvm::sys::TimePoint<>> Written) {
  OrderedOutput Output(Command, Files);
  Output.addProgram(judgeGuarded(std::move(Program), Settings, {}, Written), {});
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
  unsigned Started = 0;

  // What one file alone shows of its threads, more files may explain: with
  // several they are judged together.
  Settings->Summaries = Command.Dump.empty() &&
                        (Inputs->size() > 1 || !Command.SummaryFolder.empty());
  // Each process starts with these.
  ModelSet::builtin();
  ProgramSummary Program;
  OrderedOutput Output(Command, Inputs->size());
  // A header's configuration is read when the first finding in it is judged.
  std::set<std::string> ConfigErrors;

  auto run = [&](size_t I) {
    const InputFile &Input = (*Inputs)[I];
    FileReport Report = analyzeFile(Input, *Settings);
    if (!Command.SummaryFolder.empty() && Report.Failure.empty())
      if (std::string Problem =
              writeSummaryFile(Report.Summary, Input, Command.SummaryFolder);
          !Problem.empty())
        Report.Failure = "sendsync: " + Problem + "\n";
    Report.ConfigErrors = Configs.errors();
    return parcelOf(Report);
  };
  auto begin = [&](size_t I) {
    if (Progress)
      llvm::errs() << '[' << llvm::format_decimal(++Started, Width) << '/'
                   << Inputs->size() << "] " << (*Inputs)[I].Shown << '\n';
  };
  auto end = [&](size_t I, std::string Result) {
    FileReport Report = fromParcel<FileReport>(Result);
    merge(Program, Report.Summary);
    Report.Summary = ProgramSummary();
    ConfigErrors.insert(Report.ConfigErrors.begin(), Report.ConfigErrors.end());
    Output.add(I, std::move(Report));
  };
  auto lose = [&](size_t I, Loss Lost) {
    FileReport Report;
    Report.Failure =
        "sendsync: " + Lost.describe("analysing", (*Inputs)[I].Shown) + "\n";
    Output.add(I, std::move(Report));
  };
  runJobs(Inputs->size(),
          llvm::hardware_concurrency(Command.Jobs).compute_thread_count(),
          {run, begin, end, lose});
  if (Settings->Summaries) {
    FileReport Together = judgeGuarded(std::move(Program), *Settings, *Inputs);
    ConfigErrors.insert(Together.ConfigErrors.begin(),
                        Together.ConfigErrors.end());
    Output.addProgram(std::move(Together), *Inputs);
  }
  int Exit = Output.finish();
  for (const std::string &Error : ConfigErrors)
    llvm::errs() << Error << '\n';
  return ConfigErrors.empty() ? Exit : int(ExitFailed);
}

} // namespace sendsync
