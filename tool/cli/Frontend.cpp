#include "tool/cli/Frontend.h"
#include "checks/analysis/base/Compat.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/DeclBase.h"
#include "clang/Basic/Stack.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include SENDSYNC_CREATE_INVOCATION_HEADER

namespace sendsync {

namespace {

class Consumer : public clang::ASTConsumer {
public:
  Consumer(clang::Preprocessor &Preprocessor, ParsedAction Then)
      : Preprocessor(Preprocessor), Then(Then) {}

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    Then(Context, Preprocessor);
  }

  /// Asked for functions whose body the rest of the file cannot need: neither
  /// constexpr nor with a deduced result. Templates stay, for they instantiate
  /// the user's callables.
  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    return Preprocessor.getSourceManager().isInSystemHeader(
               Function->getLocation()) &&
           !Function->isTemplated();
  }

private:
  clang::Preprocessor &Preprocessor;
  ParsedAction Then;
};

class Action : public clang::ASTFrontendAction {
public:
  explicit Action(ParsedAction Then) : Then(Then) {}

protected:
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Compiler,
                    llvm::StringRef) override {
    return std::make_unique<Consumer>(Compiler.getPreprocessor(), Then);
  }

private:
  ParsedAction Then;
};

} // namespace

/// What `clang-NN -print-resource-dir` prints.
static std::string askClang() {
  std::string Major = std::to_string(compat::LLVMMajor);
  llvm::ErrorOr<std::string> Clang =
      llvm::sys::findProgramByName("clang-" + Major);
  if (!Clang)
    return "";
  llvm::SmallString<128> Output;
  if (llvm::sys::fs::createTemporaryFile("sendsync", "txt", Output))
    return "";
  std::string Folder;
  std::optional<llvm::StringRef> Redirects[] = {"", Output.str(), ""};
  if (llvm::sys::ExecuteAndWait(*Clang, {*Clang, "-print-resource-dir"},
                                std::nullopt, Redirects) == 0)
    if (auto Text = llvm::MemoryBuffer::getFile(Output))
      Folder = (*Text)->getBuffer().trim().str();
  llvm::sys::fs::remove(Output);
  return Folder;
}

std::string findResourceFolder() {
  std::string Major = std::to_string(compat::LLVMMajor);
  for (const std::string &Folder :
       {"/usr/lib/llvm-" + Major + "/lib/clang/" + Major,
        "/usr/lib/clang/" + Major, "/usr/local/lib/clang/" + Major})
    if (llvm::sys::fs::exists(Folder + "/include/stddef.h"))
      return Folder;
  return askClang();
}

static std::vector<std::string> arguments(const InputFile &Input,
                                          const FrontendOptions &Options) {
  std::vector<std::string> Result = Input.Command.CommandLine;
  if (Result.empty())
    Result.push_back("clang");
  std::vector<std::string> Before = Options.ExtraArgsBefore;
  bool HasResourceFolder = llvm::any_of(Result, [](llvm::StringRef Argument) {
    return Argument.starts_with("-resource-dir");
  });
  if (!HasResourceFolder && !Options.ResourceFolder.empty()) {
    Before.push_back("-resource-dir");
    Before.push_back(Options.ResourceFolder);
  }
  Result.insert(Result.begin() + 1, Before.begin(), Before.end());
  // What follows `--` are files only.
  auto End = llvm::find(Result, "--");
  Result.insert(End, Options.ExtraArgs.begin(), Options.ExtraArgs.end());
  return Result;
}

/// A header that was precompiled, by whatever compiler, is read as source.
static void dropPrecompiled(clang::PreprocessorOptions &Options) {
  llvm::StringRef Header = Options.ImplicitPCHInclude;
  if (Header.empty())
    return;
  if ((Header.consume_back(".pch") || Header.consume_back(".gch")) &&
      llvm::sys::fs::exists(Header) &&
      !llvm::is_contained(Options.Includes, Header))
    Options.Includes.insert(Options.Includes.begin(), Header.str());
  Options.ImplicitPCHInclude.clear();
}

/// Keeps what decides how the code reads; drops outputs, plugins and warnings.
static void adjust(clang::CompilerInvocation &Invocation, bool SkipBodies) {
  clang::FrontendOptions &Frontend = Invocation.getFrontendOpts();
  Frontend.SkipFunctionBodies = SkipBodies;
  Frontend.DisableFree = false;
  Frontend.OutputFile.clear();
  Frontend.Plugins.clear();
  Frontend.AddPluginActions.clear();
  Frontend.PluginArgs.clear();
  Frontend.StatsFile.clear();
  Frontend.TimeTracePath.clear();
  Invocation.getCodeGenOpts().DisableFree = false;
  Invocation.getDependencyOutputOpts() = clang::DependencyOutputOptions();

  clang::DiagnosticOptions &Diagnostics = Invocation.getDiagnosticOpts();
  Diagnostics.IgnoreWarnings = true;
  Diagnostics.PedanticErrors = false;
  // Also those that Clang makes errors: another compiler accepted the code.
  Diagnostics.Warnings = {"no-everything"};
  Diagnostics.DiagnosticLogFile.clear();
  Diagnostics.DiagnosticSerializationFile.clear();

  Invocation.getPreprocessorOpts().addMacroDef("__SENDSYNC__=1");
  dropPrecompiled(Invocation.getPreprocessorOpts());
}

FrontendResult parseFile(const InputFile &Input, const FrontendOptions &Options,
                         TextCollector &Diagnostics,
                         ParsedAction Then) {
  clang::noteBottomOfStack();
  FrontendResult Result;
  // Its own file system, since each file has its own current folder.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files =
      llvm::vfs::createPhysicalFileSystem();
  if (std::error_code Error =
          Files->setCurrentWorkingDirectory(Input.Command.Directory)) {
    Result.Problem = "the folder '" + Input.Command.Directory +
                     "' of its compile command: " + Error.message();
    return Result;
  }

  // The driver complains about flags it does not know and goes on without them.
  clang::IgnoringDiagConsumer Ignored;
  compat::OwnedDiagnosticOptions DriverOptions;
  clang::CreateInvocationOptions Creation;
  Creation.Diags = llvm::makeIntrusiveRefCnt<clang::DiagnosticsEngine>(
      llvm::makeIntrusiveRefCnt<clang::DiagnosticIDs>(),
      DriverOptions.argument(), &Ignored, /*ShouldOwnClient=*/false);
  Creation.VFS = Files;
  Creation.RecoverOnError = true;
  std::vector<std::string> Strings = arguments(Input, Options);
  std::vector<const char *> Arguments;
  for (const std::string &Argument : Strings)
    Arguments.push_back(Argument.c_str());
  std::shared_ptr<clang::CompilerInvocation> Invocation =
      clang::createInvocation(Arguments, Creation);
  if (!Invocation) {
    Result.Problem = "its compile command cannot be understood";
    return Result;
  }

  adjust(*Invocation, !Options.ParseAllBodies);
  Result.Verified = Invocation->getDiagnosticOpts().VerifyDiagnostics;
  std::unique_ptr<clang::CompilerInstance> Compiler =
      compat::makeCompiler<clang::CompilerInstance>(std::move(Invocation),
                                                    Files, &Diagnostics);
  Compiler->setVerboseOutputStream(llvm::nulls());
  Action Parse(Then);
  Compiler->ExecuteAction(Parse);
  return Result;
}

} // namespace sendsync
