//===- Model.cpp - looking models up, and where they come from
//----------------//
#include "checks/analysis/contract/Model.h"
#include "checks/analysis/contract/EmbeddedModels.h"
#include "checks/analysis/contract/ModelLoader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace sendsync {
namespace {

/// `*` stands for any characters but `:`.
bool matches(llvm::StringRef Pattern, llvm::StringRef Name) {
  size_t Star = Pattern.find('*');
  if (Star == llvm::StringRef::npos)
    return Pattern == Name;
  if (!Name.consume_front(Pattern.take_front(Star)))
    return false;
  Pattern = Pattern.substr(Star + 1);
  size_t Limit = std::min(Name.find(':'), Name.size());
  for (size_t Length = 0; Length <= Limit; ++Length)
    if (matches(Pattern, Name.substr(Length)))
      return true;
  return false;
}

std::unique_ptr<ModelSet> loadBuiltin() {
  auto Set = std::make_unique<ModelSet>();
  std::vector<std::string> Errors;
  ModelLoader Loader(*Set, Errors);
  for (const EmbeddedFile &File : embeddedModels()) {
    auto Source = std::make_shared<ModelSource>();
    Source->Path = ("annotations/models/" + File.Path).str();
    Source->Builtin = true;
    Source->Text = File.Text.str();
    Loader.read(std::move(Source));
  }
  Loader.finish();
  if (!Errors.empty())
    llvm::report_fatal_error(llvm::Twine(Errors.front()),
                             /*gen_crash_diag=*/false);
  return Set;
}

/// The files below \p Path, in an order that does not depend on the machine.
std::vector<std::string> modelFiles(const std::string &Path,
                                    std::vector<std::string> &Errors) {
  if (!llvm::sys::fs::is_directory(Path))
    return {Path};
  std::vector<std::string> Files;
  std::error_code Code;
  for (llvm::sys::fs::recursive_directory_iterator I(Path, Code), End;
       I != End && !Code; I.increment(Code)) {
    llvm::StringRef File = I->path();
    if (llvm::sys::path::extension(File) == ".yaml" &&
        !llvm::sys::fs::is_directory(File))
      Files.push_back(File.str());
  }
  if (Code)
    Errors.push_back(Path +
                     ":1:1: error: cannot read the folder: " + Code.message());
  llvm::sort(Files);
  return Files;
}

} // namespace

const ModelSet &ModelSet::builtin() {
  static const std::unique_ptr<ModelSet> Set = loadBuiltin();
  return *Set;
}

std::shared_ptr<const ModelSet>
ModelSet::load(llvm::ArrayRef<std::string> Paths,
               std::vector<std::string> &Errors) {
  size_t ErrorsBefore = Errors.size();
  auto Set = std::make_shared<ModelSet>(builtin());
  ModelLoader Loader(*Set, Errors);
  Loader.beginLayer();
  // A file that two paths lead to is read once.
  std::vector<llvm::sys::fs::UniqueID> Seen;
  for (const std::string &Path : Paths)
    for (const std::string &File : modelFiles(Path, Errors)) {
      llvm::sys::fs::UniqueID Id;
      if (!llvm::sys::fs::getUniqueID(File, Id)) {
        if (llvm::is_contained(Seen, Id))
          continue;
        Seen.push_back(Id);
      }
      auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
      if (!Buffer) {
        Errors.push_back(File + ":1:1: error: cannot read the file: " +
                         Buffer.getError().message());
        continue;
      }
      auto Source = std::make_shared<ModelSource>();
      Source->Path = File;
      Source->Text = (*Buffer)->getBuffer().str();
      Loader.read(std::move(Source));
    }
  Loader.finish();
  if (Errors.size() != ErrorsBefore)
    return nullptr;
  return Set;
}

std::string ModelSet::canonicalName(llvm::StringRef QualifiedName) const {
  for (const auto &[Other, Own] : Aliases)
    if (QualifiedName.starts_with(Other))
      return Own + QualifiedName.substr(Other.size()).str();
  return QualifiedName.str();
}

const TypeModel *ModelSet::type(llvm::StringRef QualifiedName) const {
  auto Found = Types.find(QualifiedName);
  if (Found == Types.end() && !Aliases.empty())
    Found = Types.find(canonicalName(QualifiedName));
  return Found == Types.end() ? nullptr : &Found->second;
}

const FunctionModel *
ModelSet::exactFunction(llvm::StringRef QualifiedName) const {
  auto Found = Functions.find(QualifiedName);
  if (Found == Functions.end() && !Aliases.empty())
    Found = Functions.find(canonicalName(QualifiedName));
  return Found == Functions.end() ? nullptr : &Found->second;
}

const FunctionModel *
ModelSet::functionPattern(llvm::StringRef QualifiedName) const {
  std::string Name = canonicalName(QualifiedName);
  for (const FunctionModel &Pattern : Patterns)
    if (matches(Pattern.Name, Name))
      return &Pattern;
  return nullptr;
}

const FunctionModel *ModelSet::function(llvm::StringRef QualifiedName) const {
  if (const FunctionModel *Exact = exactFunction(QualifiedName))
    return Exact;
  return functionPattern(QualifiedName);
}

} // namespace sendsync
