#include "checks/Registry.h"
#include "tool/cli/Run.h"
#include "llvm/Support/raw_ostream.h"

namespace sendsync {

/// \p Text with the current folder taken off the front, as in other messages.
static llvm::StringRef shortened(llvm::StringRef Line) {
  static const std::string Here = absolutePath(".", ".") + "/";
  Line.consume_front(Here);
  return Line;
}

static bool printErrors(llvm::ArrayRef<std::string> Errors) {
  for (llvm::StringRef Error : Errors)
    llvm::errs() << shortened(Error) << '\n';
  return !Errors.empty();
}

std::unique_ptr<RunSettings> makeSettings(const CommandLine &Command,
                                          ConfigFiles &Configs,
                                          llvm::ArrayRef<InputFile> Inputs) {
  auto Settings = std::make_unique<RunSettings>(RunSettings{Command, {}, Configs});
  Settings->Frontend.ExtraArgs = Command.ExtraArgs;
  Settings->Frontend.ExtraArgsBefore = Command.ExtraArgsBefore;
  Settings->Frontend.ParseAllBodies = Command.ParseAllBodies;
  Settings->Frontend.ResourceFolder = findResourceFolder();

  std::string Error;
  CheckSelection Selection(allChecks());
  if (!Selection.apply(Command.Checks, Error)) {
    fail("--checks: " + Error);
    return nullptr;
  }
  if (!Command.Level.empty()) {
    Settings->FixedLevel = parseLevel(Command.Level, Error);
    if (!Settings->FixedLevel) {
      fail("--level: " + Error);
      return nullptr;
    }
  }
  if (!Command.HeaderFilter.empty()) {
    Settings->HeaderFilter.emplace(Command.HeaderFilter);
    if (!Settings->HeaderFilter->isValid(Error)) {
      fail("--header-filter: " + Error);
      return nullptr;
    }
  }

  std::map<const Config *, std::vector<std::string>> Paths;
  for (const InputFile &Input : Inputs)
    Paths[Configs.of(Input.Path)];
  if (printErrors(Configs.errors()))
    return nullptr;
  for (auto &[FileConfig, ModelPaths] : Paths) {
    ModelPaths = FileConfig->models();
    ModelPaths.insert(ModelPaths.end(), Command.Models.begin(),
                      Command.Models.end());
    std::shared_ptr<const ModelSet> Models;
    if (!ModelPaths.empty()) {
      std::vector<std::string> Errors;
      Models = ModelSet::load(ModelPaths, Errors);
      if (!Models) {
        if (!printErrors(Errors))
          fail("the models cannot be read");
        return nullptr;
      }
    }
    Settings->Models[FileConfig] = std::move(Models);
  }
  return Settings;
}

} // namespace sendsync
