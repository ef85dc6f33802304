//===- PluginAction.cpp - sendsync inside the compiler ----------*- C++ -*-===//
//
//   clang++-22 -fplugin=sendsync-plugin-22.so
//       -fplugin-arg-sendsync-checks=LIST -fplugin-arg-sendsync-models=PATH
//       -fplugin-arg-sendsync-level=LEVEL
//
//===----------------------------------------------------------------------===//
#include "checks/Registry.h"
#include "checks/analysis/Analysis.h"
#include "checks/report/CheckSelection.h"
#include "checks/report/Levels.h"
#include "checks/report/Suppression.h"
#include "tool/output/Diagnostics.h"
#include "tool/output/HostVersion.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Lex/Preprocessor.h"

SENDSYNC_REQUIRE_HOST_VERSION("sendsync-plugin")

namespace {

using namespace sendsync;

class Consumer : public clang::ASTConsumer {
public:
  Consumer(std::shared_ptr<const ModelSet> Models,
           std::vector<const CheckInfo *> Checks, Level Shown)
      : Models(std::move(Models)), Checks(std::move(Checks)), Shown(Shown) {}

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    clang::DiagnosticsEngine &Diagnostics = Context.getDiagnostics();
    if (Diagnostics.hasErrorOccurred())
      return;
    AnalysisOptions Options;
    Options.Models = Models;
    Options.Checks = Checks;
    AnalysisResult Result = analyze(Context, Options);

    SuppressionFilter Filter(Context.getSourceManager(), /*Nolint=*/true);
    DiagnosticEmitter Emitter(Diagnostics);
    for (Finding &F : Result.Findings)
      if (isShownAt(Shown, F.Check, F.FindingTier) && !Filter.suppresses(F))
        Emitter.emit(F);
  }

private:
  std::shared_ptr<const ModelSet> Models;
  std::vector<const CheckInfo *> Checks;
  Level Shown;
};

class PluginAction : public clang::PluginASTAction {
protected:
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Compiler,
                    llvm::StringRef) override {
    clang::Preprocessor &Preprocessor = Compiler.getPreprocessor();
    Preprocessor.setPredefines(Preprocessor.getPredefines() +
                               "#define __SENDSYNC__ 1\n");
    return std::make_unique<Consumer>(Models, Selection.checks(), Shown);
  }

  bool ParseArgs(const clang::CompilerInstance &Compiler,
                 const std::vector<std::string> &Arguments) override {
    clang::DiagnosticsEngine &Diagnostics = Compiler.getDiagnostics();
    unsigned ErrorId = Diagnostics.getCustomDiagID(
        clang::DiagnosticsEngine::Error, "sendsync: %0");
    std::vector<std::string> ModelPaths;
    for (llvm::StringRef Argument : Arguments) {
      auto [Name, Value] = Argument.split('=');
      std::string Error;
      if (Name == "models") {
        ModelPaths.push_back(Value.str());
      } else if (Name == "level") {
        std::optional<Level> Found = parseLevel(Value, Error);
        if (!Found) {
          Diagnostics.Report(ErrorId) << Error;
          return false;
        }
        Shown = *Found;
      } else if (Name != "checks") {
        Diagnostics.Report(ErrorId)
            << ("unknown plugin argument '" + Name +
                "'; arguments are 'checks=<list>', 'level=<name>' and "
                "'models=<path>'")
                   .str();
        return false;
      } else if (!Selection.apply(Value, Error)) {
        Diagnostics.Report(ErrorId) << Error;
        return false;
      }
    }
    if (ModelPaths.empty())
      return true;
    std::vector<std::string> Errors;
    Models = ModelSet::load(ModelPaths, Errors);
    for (const std::string &Error : Errors)
      Diagnostics.Report(ErrorId) << Error;
    return Models != nullptr;
  }

  ActionType getActionType() override { return AddAfterMainAction; }

private:
  CheckSelection Selection{allChecks()};
  Level Shown = Level::Standard;
  std::shared_ptr<const ModelSet> Models;
};

const clang::FrontendPluginRegistry::Add<PluginAction>
    Registration("sendsync", "checks the use of threads and locks");

} // namespace
