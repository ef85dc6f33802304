//===- TidyModule.cpp - sendsync inside clang-tidy --------------*- C++ -*-===//
//
// Every check of the registry is a clang-tidy check of its own, so that users
// select and configure it the usual way. The analysis runs once per translation
// unit for all of them.
//
//===----------------------------------------------------------------------===//
#include "checks/Registry.h"
#include "checks/analysis/Analysis.h"
#include "checks/report/Levels.h"
#include "checks/report/Suppression.h"
#include "tool/output/Diagnostics.h"
#include "tool/output/HostVersion.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Registry.h"
#include <map>
#include <mutex>

SENDSYNC_REQUIRE_HOST_VERSION("sendsync-tidy")

namespace {

using namespace sendsync;
namespace tidy = clang::tidy;

/// What the checks of one translation unit share. clang-tidy creates the checks
/// for each translation unit and destroys them after it; the session lives as
/// long as they do, so no result outlives its syntax tree.
class Session {
public:
  static std::shared_ptr<Session> of(tidy::ClangTidyContext *Tidy);

  void add(const CheckInfo *Check, llvm::StringRef ModelList);
  /// Analyses \p Context on the first call. Model errors are in errors().
  std::vector<Finding> &findings(clang::ASTContext &Context);
  std::vector<std::string> takeErrors() { return std::exchange(Errors, {}); }
  ModelFiles &modelFiles() { return *Files; }
  /// True on the first call only.
  bool definesMacro() { return !std::exchange(MacroDefined, true); }

private:
  std::vector<const CheckInfo *> Checks;
  std::vector<std::string> ModelPaths, Errors;
  std::shared_ptr<const ModelSet> Models;
  std::optional<ModelFiles> Files;
  std::vector<Finding> Findings;
  bool Analysed = false, MacroDefined = false;
};

std::shared_ptr<Session> Session::of(tidy::ClangTidyContext *Tidy) {
  static std::mutex Mutex;
  static std::map<tidy::ClangTidyContext *, std::weak_ptr<Session>> Sessions;
  std::lock_guard<std::mutex> Lock(Mutex);
  std::weak_ptr<Session> &Entry = Sessions[Tidy];
  std::shared_ptr<Session> Result = Entry.lock();
  if (!Result)
    Entry = Result = std::make_shared<Session>();
  return Result;
}

void Session::add(const CheckInfo *Check, llvm::StringRef ModelList) {
  Checks.push_back(Check);
  for (llvm::StringRef Path : llvm::split(ModelList, ';'))
    if (!Path.trim().empty() &&
        !llvm::is_contained(ModelPaths, Path.trim().str()))
      ModelPaths.push_back(Path.trim().str());
}

std::vector<Finding> &Session::findings(clang::ASTContext &Context) {
  if (std::exchange(Analysed, true))
    return Findings;
  Files.emplace(Context.getSourceManager());
  if (!ModelPaths.empty()) {
    Models = ModelSet::load(ModelPaths, Errors);
    if (!Models)
      return Findings;
  }
  AnalysisOptions Options;
  Options.Models = Models;
  Options.Checks = Checks;
  // clang-tidy handles NOLINT itself.
  SuppressionFilter Filter(Context.getSourceManager(), /*Nolint=*/false);
  for (Finding &F : analyze(Context, Options).Findings)
    if (!Filter.suppresses(F))
      Findings.push_back(std::move(F));
  return Findings;
}

class TidyCheck : public tidy::ClangTidyCheck {
public:
  TidyCheck(llvm::StringRef Name, tidy::ClangTidyContext *Tidy,
            const CheckInfo *Check)
      : ClangTidyCheck(Name, Tidy), Check(Check), Shared(Session::of(Tidy)),
        Models(Options.get("Models", "").str()),
        LevelName(Options.get("Level", "standard").str()) {
    Shared->add(Check, Models);
    std::string Error;
    if (std::optional<Level> Found = parseLevel(LevelName, Error))
      Shown = *Found;
    else
      configurationDiag("%0", clang::DiagnosticIDs::Error) << Error;
  }

  void storeOptions(tidy::ClangTidyOptions::OptionMap &Map) override {
    Options.store(Map, "Models", Models);
    Options.store(Map, "Level", LevelName);
  }

  void registerPPCallbacks(const clang::SourceManager &,
                           clang::Preprocessor *Preprocessor,
                           clang::Preprocessor *) override {
    if (Shared->definesMacro())
      Preprocessor->setPredefines(Preprocessor->getPredefines() +
                                  "#define __SENDSYNC__ 1\n");
  }

  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override {
    Finder->addMatcher(clang::ast_matchers::translationUnitDecl(), this);
  }

  void check(const clang::ast_matchers::MatchFinder::MatchResult &Match)
      override {
    if (Match.Context->getDiagnostics().hasErrorOccurred())
      return;
    std::vector<Finding> &Findings = Shared->findings(*Match.Context);
    for (const std::string &Error : Shared->takeErrors())
      configurationDiag("%0", clang::DiagnosticIDs::Error) << Error;
    for (const Finding &F : Findings)
      if (F.Check == Check->Id && isShownAt(Shown, F.Check, F.FindingTier))
        report(F);
  }

private:
  void report(const Finding &F) {
    {
      clang::DiagnosticBuilder Warning = diag(F.Location, "%0") << F.Message;
      if (F.Range.isValid())
        Warning << clang::CharSourceRange::getTokenRange(F.Range);
    }
    for (const FindingNote &Note : F.Notes) {
      ModelFiles &Files = Shared->modelFiles();
      clang::SourceLocation Location = Files.locate(Note);
      std::string Message = Note.Message;
      // clang-tidy reads the files of notes again when it prints them.
      if (Note.Model.isValid() && !Files.isOnDisk(Note.Model)) {
        Location = F.Location;
        Message += " (" + Note.Model.Source->Path + ":" +
                   std::to_string(Note.Model.Line) + ")";
      }
      clang::DiagnosticBuilder Builder =
          diag(Location, "%0", clang::DiagnosticIDs::Note) << Message;
      if (Note.Range.isValid())
        Builder << clang::CharSourceRange::getTokenRange(Note.Range);
      for (const FixEdit &Fix : Note.Fixes)
        Builder << Fix.Hint;
    }
  }

  const CheckInfo *Check;
  std::shared_ptr<Session> Shared;
  std::string Models, LevelName;
  Level Shown = Level::Standard;
};

class Module : public tidy::ClangTidyModule {
public:
  void addCheckFactories(tidy::ClangTidyCheckFactories &Factories) override {
    for (const CheckInfo *Check : allChecks())
      Factories.registerCheckFactory(
          ("sendsync-" + Check->Id).str(),
          [Check](llvm::StringRef Name, tidy::ClangTidyContext *Tidy) {
            return std::make_unique<TidyCheck>(Name, Tidy, Check);
          });
  }
};

// The registry by its own name: the header that calls it
// ClangTidyModuleRegistry differs between versions.
const llvm::Registry<tidy::ClangTidyModule>::Add<Module>
    Registration("sendsync-module", "checks the use of threads and locks");

} // namespace
