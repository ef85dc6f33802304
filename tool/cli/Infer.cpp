#include "tool/cli/Infer.h"
#include "checks/Registry.h"
#include "tool/cli/GuardReport.h"
#include "tool/cli/Parcel.h"
#include "tool/cli/Run.h"
#include "tool/cli/Workers.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

namespace sendsync {

template <typename Port> void pass(Port &P, SourcePlace &Item) {
  P(Item.Path, Item.Line, Item.Column);
}
template <typename Port> void pass(Port &P, ObservedUse &Item) {
  P(Item.Write, Item.MayWrite, Item.Unclear, Item.Function, Item.Locks);
}
template <typename Port> void pass(Port &P, ObservedData &Item) {
  P(Item.Name, Item.AttributeOffset, Item.Declared, Item.Quoted,
    Item.DeclaredLater, Item.Uses);
}

namespace {

/// What one file contributes.
struct FileEvidence {
  GuardEvidence Evidence;
  /// Macros of the project that state a guard.
  std::set<std::string> Macros;
  std::string Failure;
};

template <typename Port> void pass(Port &P, FileEvidence &Item) {
  P(Item.Evidence, Item.Macros, Item.Failure);
}

/// A function-like macro that stands for `guarded_by`, under whatever name.
bool statesGuard(const clang::MacroInfo &Macro) {
  return Macro.isFunctionLike() &&
         llvm::any_of(Macro.tokens(), [](const clang::Token &T) {
           return T.is(clang::tok::identifier) && T.getIdentifierInfo() &&
                  T.getIdentifierInfo()->getName() == "guarded_by";
         });
}

std::set<std::string> guardMacros(const clang::Preprocessor &Preprocessor) {
  std::set<std::string> Names;
  for (const auto &[Name, State] : Preprocessor.macros()) {
    const clang::MacroInfo *Macro = Preprocessor.getMacroInfo(Name);
    if (Macro && statesGuard(*Macro))
      Names.insert(Name->getName().str());
  }
  return Names;
}

FileEvidence observeFile(const InputFile &Input, const RunSettings &Settings) {
  FileEvidence Result;
  auto Display = [&](llvm::StringRef Path) {
    return shownPath(Path, Input.Command.Directory);
  };
  TextCollector Diagnostics(Display, Settings.Command.Color);
  AnalysisOptions Options;
  Options.Models = Settings.Models.at(Settings.Configs.of(Input.Path));
  Options.ObservedPath = Display;
  FrontendResult Parsed = parseFile(
      Input, Settings.Frontend, Diagnostics,
      [&](clang::ASTContext &Context, clang::Preprocessor &Preprocessor) {
        if (Context.getDiagnostics().hasErrorOccurred())
          return;
        Result.Evidence = analyze(Context, Options).Evidence;
        Result.Macros = guardMacros(Preprocessor);
      });
  if (!Parsed.Problem.empty())
    Result.Failure =
        "sendsync: " + Input.Shown + ": not analysed: " + Parsed.Problem + "\n";
  else if (Diagnostics.errors())
    Result.Failure = describeErrors(Input, Diagnostics);
  return Result;
}

/// The project's own spelling if there is one; ours otherwise.
std::string chooseMacro(const CommandLine &Command,
                        const std::set<std::string> &Macros) {
  if (!Command.Macro.empty())
    return Command.Macro;
  for (const std::string &Name : Macros)
    if (!llvm::StringRef(Name).starts_with("SENDSYNC_"))
      return Name;
  return "SENDSYNC_GUARDED_BY";
}

} // namespace

int inferGuards(const CommandLine &Command) {
  llvm::Expected<std::vector<InputFile>> Inputs = findInputs(Command);
  if (!Inputs)
    return fail(llvm::toString(Inputs.takeError()));
  ConfigFiles Configs(allChecks(), Command.ConfigFile);
  std::unique_ptr<RunSettings> Settings =
      makeSettings(Command, Configs, *Inputs);
  if (!Settings)
    return ExitFailed;

  GuardEvidence All;
  std::set<std::string> Macros, Failures;
  ModelSet::builtin();
  auto run = [&](size_t I) {
    FileEvidence File = observeFile((*Inputs)[I], *Settings);
    return parcelOf(File);
  };
  auto end = [&](size_t, std::string Result) {
    FileEvidence File = fromParcel<FileEvidence>(Result);
    merge(All, File.Evidence);
    Macros.merge(File.Macros);
    if (!File.Failure.empty())
      Failures.insert(File.Failure);
  };
  auto lose = [&](size_t I, Loss Lost) {
    Failures.insert("sendsync: " +
                    Lost.describe("analysing", (*Inputs)[I].Shown) + "\n");
  };
  runJobs(Inputs->size(),
          llvm::hardware_concurrency(Command.Jobs).compute_thread_count(),
          {run, [](size_t) {}, end, lose});

  std::vector<GuardProposal> Proposals = proposeGuards(All);
  if (Command.Json)
    printGuardsJson(Proposals, llvm::outs());
  else
    printGuards(Proposals, llvm::outs());
  llvm::outs().flush();
  for (const std::string &Failure : Failures)
    llvm::errs() << Failure;
  int Exit = Failures.empty() ? ExitClean : ExitFailed;
  if (!Command.Quiet)
    llvm::errs() << Proposals.size()
                 << (Proposals.size() == 1 ? " guard" : " guards")
                 << " inferred from " << Inputs->size()
                 << (Inputs->size() == 1 ? " file\n" : " files\n");
  if (Command.Write) {
    std::string Macro = chooseMacro(Command, Macros);
    llvm::Expected<unsigned> Written = writeGuards(Proposals, Macro);
    if (!Written)
      return fail(llvm::toString(Written.takeError()));
    if (!Command.Quiet)
      llvm::errs() << *Written << " written with " << Macro << '\n';
  }
  return Exit;
}

} // namespace sendsync
