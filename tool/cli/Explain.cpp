#include "tool/cli/Explain.h"
#include "checks/Pages.h"
#include "checks/Registry.h"
#include "tool/cli/Run.h"
#include "llvm/ADT/StringExtras.h"
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

int explainTypeIn(const CommandLine &Command) {
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
  std::string Text, Error;
  FrontendResult Parsed =
      parseFile(Input, Settings->Frontend, Diagnostics,
                [&](clang::ASTContext &Context, clang::Preprocessor &) {
                  if (!Context.getDiagnostics().hasErrorOccurred())
                    Text = explainType(Context, Command.Subject, Options, Error);
                });
  if (!Parsed.Problem.empty())
    return fail(Input.Shown + ": not analysed: " + Parsed.Problem);
  if (Diagnostics.errors()) {
    llvm::errs() << describeErrors(Input, Diagnostics);
    return ExitFailed;
  }
  if (Text.empty())
    return fail(Error.empty() ? "no type '" + Command.Subject + "' in " +
                                    Input.Shown
                              : Error);
  llvm::outs() << Text;
  if (!llvm::StringRef(Text).ends_with("\n"))
    llvm::outs() << '\n';
  return ExitClean;
}

} // namespace sendsync
