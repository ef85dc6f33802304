#include "tool/cli/Analyze.h"
#include "checks/Registry.h"
#include "checks/report/Suppression.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <ctime>

namespace sendsync {

/// CPU seconds of this thread.
static double threadSeconds() {
#ifdef CLOCK_THREAD_CPUTIME_ID
  timespec Now;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &Now) == 0)
    return double(Now.tv_sec) + double(Now.tv_nsec) * 1e-9;
#endif
  return double(std::clock()) / CLOCKS_PER_SEC;
}

bool RunSettings::shows(llvm::StringRef File, llvm::StringRef Check,
                        Tier FindingTier, bool IsMainFile) const {
  if (!IsMainFile && HeaderFilter && !HeaderFilter->match(File))
    return false;
  const Config *FileConfig = Configs.of(File);
  if (!isShownAt(FixedLevel.value_or(FileConfig->levelOf(File)), Check,
                 FindingTier))
    return false;
  CheckSelection Selection(allChecks());
  std::string Unused; // both lists have been tried before
  Selection.apply(llvm::join(FileConfig->checks(), ","), Unused);
  Selection.apply(Command.Checks, Unused);
  return Selection.contains(Check);
}

std::vector<const CheckInfo *> RunSettings::checks() const {
  CheckSelection Selection(allChecks());
  std::string Unused;
  // A list that only takes away leaves what a configuration may have selected.
  Selection.apply(Command.Checks, Unused);
  return Selection.checks();
}

std::string describeErrors(const InputFile &Input,
                           const TextCollector &Diagnostics) {
  unsigned Errors = Diagnostics.errors();
  return Diagnostics.firstError() + "\nsendsync: " + Input.Shown +
         ": not analysed: " + std::to_string(Errors) +
         (Errors == 1 ? " error\n" : " errors\n");
}

void addFindings(
    std::vector<Finding> Findings, const RunSettings &Settings,
    clang::DiagnosticsEngine &Diagnostics, TextCollector &Text,
    PathDisplay Display,
    llvm::function_ref<std::string(clang::SourceLocation)> FileOf,
    llvm::function_ref<bool(clang::SourceLocation)> IsMainFile,
    FileReport &Report) {
  clang::SourceManager &Sources = Diagnostics.getSourceManager();
  SuppressionFilter Filter(Sources, /*Nolint=*/true);
  DiagnosticEmitter Emitter(Diagnostics);
  ModelFiles Models(Sources);
  for (Finding &F : Findings) {
    clang::SourceLocation Location = Sources.getFileLoc(F.Location);
    if (!Settings.shows(FileOf(Location), F.Check, F.FindingTier,
                        IsMainFile(Location)))
      continue;
    if (Filter.suppresses(F)) {
      ++Report.Suppressed;
      continue;
    }
    FindingRecord Record = record(F, Sources, Models, Display);
    Emitter.emit(F);
    Record.Text = Text.take();
    Report.Findings.push_back(std::move(Record));
  }
}

FileReport analyzeFile(const InputFile &Input, const RunSettings &Settings) {
  FileReport Report;
  const std::string &Folder = Input.Command.Directory;
  auto Display = [&Folder](llvm::StringRef Path) {
    return shownPath(Path, Folder);
  };
  TextCollector Diagnostics(Display, Settings.Command.Color);
  std::vector<const CheckInfo *> Checks = Settings.checks();
  llvm::raw_string_ostream Dump(Report.Dump);

  AnalysisOptions Options;
  Options.Models = Settings.Models.at(Settings.Configs.of(Input.Path));
  Options.Checks = Checks;
  Options.Dump = Settings.Command.Dump;
  if (!Options.Dump.empty())
    Options.DumpTo = &Dump;
  if (Settings.Summaries)
    Options.SummaryPath = [&Folder](llvm::StringRef Path) {
      return absolutePath(Path, Folder);
    };

  double Start = threadSeconds();
  FrontendResult Parsed = parseFile(
      Input, Settings.Frontend, Diagnostics, [&](clang::ASTContext &Context, clang::Preprocessor &) {
        double Begin = threadSeconds();
        // Errors that `-verify` expects do not count as the user's.
        if (Context.getDiagnostics().hasErrorOccurred())
          return;
        AnalysisResult Result = analyze(Context, Options);
        Report.Counts = Result.Counts;
        Report.Summary = std::move(Result.Summary);

        clang::SourceManager &Sources = Context.getSourceManager();
        addFindings(
            std::move(Result.Findings), Settings, Context.getDiagnostics(),
            Diagnostics, Display,
            [&](clang::SourceLocation Location) {
              return absolutePath(Sources.getFilename(Location), Folder);
            },
            [&](clang::SourceLocation Location) {
              return Sources.isWrittenInMainFile(Location);
            },
            Report);
        Report.AnalysisSeconds = threadSeconds() - Begin;
      });
  Report.ParseSeconds = threadSeconds() - Start - Report.AnalysisSeconds;

  if (!Parsed.Problem.empty()) {
    Report.Failure =
        "sendsync: " + Input.Shown + ": not analysed: " + Parsed.Problem + "\n";
  } else if (Parsed.Verified) {
    // The expectations in the source took the findings.
    Report.Findings.clear();
    if (Diagnostics.errors())
      Report.Failure = Diagnostics.take();
  } else if (Diagnostics.errors()) {
    Report.Failure = describeErrors(Input, Diagnostics);
  }
  return Report;
}

} // namespace sendsync
