#include "tool/cli/Explain.h"
#include "checks/Pages.h"
#include "checks/Registry.h"
#include "tool/cli/Run.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace sendsync {

int explainCheck(const CommandLine &Command) {
  const CheckInfo *Check = findCheck(Command.Subject);
  if (!Check) {
    // Let the selection word it: it knows the nearest name.
    std::string Error;
    CheckSelection(allChecks()).apply(Command.Subject, Error);
    return fail(Error.empty() ? "explain needs the name of one check" : Error);
  }
  // The page of `unguarded-access` is called `UnguardedAccess`.
  std::string Id = Check->Id.str();
  std::replace(Id.begin(), Id.end(), '-', '_');
  std::string Name =
      llvm::convertToCamelFromSnakeCase(Id, /*capitalizeFirst=*/true);
  for (const EmbeddedFile &Page : embeddedPages())
    if (Page.Path == Name) {
      llvm::outs() << Page.Text;
      return ExitClean;
    }
  return fail("the check '" + Check->Id + "' has no page");
}

int listChecks(const CommandLine &Command) {
  CheckSelection Selection(allChecks());
  std::string Error;
  if (!Selection.apply(Command.Checks, Error))
    return fail("--checks: " + Error);
  std::vector<const CheckInfo *> Checks = Selection.checks();
  size_t Width = 0;
  for (const CheckInfo *Check : Checks)
    Width = std::max(Width, Check->Id.size());
  for (const CheckInfo *Check : Checks)
    llvm::outs() << llvm::left_justify(Check->Id, Width) << "  "
                 << Check->Summary << '\n';
  return ExitClean;
}

namespace {

/// Parses the one file that \p Command names and hands it to \p Use, with the
/// models that it goes by. Ends with an exit code: what went wrong has been said.
int withOneFile(const CommandLine &Command,
                llvm::function_ref<void(clang::ASTContext &, AnalysisOptions,
                                        const RunSettings &)>
                    Use) {
  llvm::Expected<std::vector<InputFile>> Inputs = findInputs(Command);
  if (!Inputs)
    return fail(llvm::toString(Inputs.takeError()));
  ConfigFiles Configs(allChecks(), Command.ConfigFile);
  std::unique_ptr<RunSettings> Settings =
      makeSettings(Command, Configs, *Inputs);
  if (!Settings)
    return ExitFailed;

  const InputFile &Input = Inputs->front();
  TextCollector Diagnostics(
      [&](llvm::StringRef Path) {
        return shownPath(Path, Input.Command.Directory);
      },
      Command.Color);
  AnalysisOptions Options;
  Options.Models = Settings->Models.at(Configs.of(Input.Path));
  FrontendResult Parsed =
      parseFile(Input, Settings->Frontend, Diagnostics,
                [&](clang::ASTContext &Context, clang::Preprocessor &) {
                  if (!Context.getDiagnostics().hasErrorOccurred())
                    Use(Context, Options, *Settings);
                });
  if (!Parsed.Problem.empty())
    return fail(Input.Shown + ": not analysed: " + Parsed.Problem);
  if (Diagnostics.errors()) {
    llvm::errs() << describeErrors(Input, Diagnostics);
    return ExitFailed;
  }
  return ExitClean;
}

} // namespace

int explainTypeIn(const CommandLine &Command) {
  std::string Text, Error;
  int Exit = withOneFile(Command, [&](clang::ASTContext &Context,
                                      const AnalysisOptions &Options,
                                      const RunSettings &) {
    Text = explainType(Context, Command.Subject, Options, Error);
  });
  if (Exit != ExitClean)
    return Exit;
  if (Text.empty())
    return fail(Error.empty() ? "no type '" + Command.Subject + "' in " +
                                    Command.Inputs.front()
                              : Error);
  llvm::outs() << Text;
  if (!llvm::StringRef(Text).ends_with("\n"))
    llvm::outs() << '\n';
  return ExitClean;
}

int explainLineIn(const CommandLine &Command) {
  std::pair<llvm::StringRef, llvm::StringRef> Place =
      llvm::StringRef(Command.Subject).rsplit(':');
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  int Exit = withOneFile(
      Command, [&](clang::ASTContext &Context, AnalysisOptions Options,
                   const RunSettings &Settings) {
        std::vector<const CheckInfo *> Checks = Settings.checks();
        Options.Checks = Checks;
        Options.DumpTo = &Out;
        Options.WhyAt.File = llvm::sys::path::filename(Place.first).str();
        Place.second.getAsInteger(10, Options.WhyAt.Line);
        analyze(Context, Options);
      });
  if (Exit == ExitClean)
    llvm::outs() << Command.Subject << '\n' << Text;
  return Exit;
}

} // namespace sendsync
