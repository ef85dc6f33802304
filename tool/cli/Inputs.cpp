#include "tool/cli/Inputs.h"
#include "clang/Driver/Types.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace sendsync {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using clang::tooling::CompileCommand;

static constexpr llvm::StringLiteral DatabaseName = "compile_commands.json";

static llvm::StringRef currentFolder() {
  static const std::string Folder = [] {
    llvm::SmallString<256> Path;
    return fs::current_path(Path) ? std::string() : Path.str().str();
  }();
  return Folder;
}

std::string absolutePath(llvm::StringRef Path, llvm::StringRef Folder) {
  llvm::SmallString<256> Result(Path);
  if (!path::is_absolute(Path)) {
    Result = Folder;
    path::append(Result, Path);
    // A database may name its folder relative to where it is used.
    fs::make_absolute(Result);
  }
  path::remove_dots(Result, /*remove_dot_dot=*/true);
  return Result.str().str();
}

std::string shownPath(llvm::StringRef Path, llvm::StringRef Folder) {
  // Buffers such as `<built-in>` and embedded models are not files.
  if (Path.starts_with("<"))
    return Path.str();
  std::string Absolute = absolutePath(Path, Folder);
  llvm::StringRef Relative = Absolute;
  if (Relative.consume_front(currentFolder()) && Relative.consume_front("/"))
    return Relative.str();
  if (!path::is_absolute(Path) && !fs::exists(Absolute))
    return Path.str();
  return Absolute;
}

static llvm::Error problem(const llvm::Twine &Text) {
  return llvm::make_error<llvm::StringError>(Text,
                                             llvm::inconvertibleErrorCode());
}

using DatabasePtr = std::unique_ptr<clang::tooling::CompilationDatabase>;

/// The database at \p Path, a folder or a file.
static llvm::Expected<DatabasePtr> openDatabase(llvm::StringRef Path) {
  llvm::SmallString<256> File(Path);
  if (fs::is_directory(File))
    path::append(File, DatabaseName);
  if (!fs::exists(File)) {
    if (!fs::exists(Path))
      return problem("no folder '" + Path + "'");
    return problem("no " + DatabaseName + " in '" + Path +
                   "'; CMake writes one with "
                   "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON");
  }
  std::string Message;
  DatabasePtr Database = clang::tooling::JSONCompilationDatabase::loadFromFile(
      File, Message, clang::tooling::JSONCommandLineSyntax::AutoDetect);
  if (!Database)
    return problem(
        "'" + File.str() + "' cannot be read as a compilation database: " +
        llvm::StringRef(Message).trim().split('\n').first.rtrim());
  Database = clang::tooling::expandResponseFiles(
      std::move(Database), llvm::vfs::getRealFileSystem());
  return clang::tooling::inferTargetAndDriverMode(std::move(Database));
}

/// The nearest database from the folder of \p File upwards, in the folder
/// itself or in a folder `build` there.
static std::string nearestDatabase(llvm::StringRef File) {
  for (llvm::StringRef Folder = path::parent_path(File); !Folder.empty();
       Folder = path::parent_path(Folder))
    for (llvm::StringRef Sub : {"", "build"}) {
      llvm::SmallString<256> Candidate(Folder);
      path::append(Candidate, Sub, DatabaseName);
      if (fs::exists(Candidate))
        return Candidate.str().str();
    }
  return "";
}

/// True for C, C++ and CUDA sources; a database may also list assembly.
static bool isAnalysable(llvm::StringRef File) {
  using namespace clang::driver;
  llvm::StringRef Extension = path::extension(File);
  // Its command may say what it is.
  if (!Extension.consume_front("."))
    return true;
  types::ID Type = types::lookupTypeForExtension(Extension);
  return Type == types::TY_INVALID || types::isDerivedFromC(Type);
}

static InputFile makeInput(CompileCommand Command) {
  InputFile Input;
  Input.Path = absolutePath(Command.Filename, Command.Directory);
  Input.Shown = shownPath(Input.Path, currentFolder());
  Input.Command = std::move(Command);
  return Input;
}

static llvm::Expected<std::vector<InputFile>>
inputsFromFlags(const CommandLine &Command) {
  std::vector<InputFile> Result;
  for (const std::string &Name : Command.Inputs) {
    if (!fs::exists(Name))
      return problem("no file '" + Name + "'");
    if (fs::is_directory(Name))
      return problem("'" + Name + "' is a folder; flags after -- need files");
    CompileCommand Compile;
    Compile.Directory = currentFolder().str();
    Compile.Filename = Name;
    Compile.CommandLine = {"clang"};
    llvm::append_range(Compile.CommandLine, *Command.Flags);
    Compile.CommandLine.push_back("--");
    Compile.CommandLine.push_back(Name);
    Result.push_back(makeInput(std::move(Compile)));
  }
  if (Result.empty())
    return problem("flags after -- need files before it");
  return Result;
}

llvm::Expected<std::vector<InputFile>> findInputs(const CommandLine &Command) {
  if (Command.Flags)
    return inputsFromFlags(Command);

  std::string DatabasePath = Command.Database;
  if (DatabasePath.empty()) {
    const std::string &First = Command.Inputs.front();
    if (!fs::exists(First))
      return problem("no file '" + First + "'");
    DatabasePath = nearestDatabase(absolutePath(First, currentFolder()));
    if (DatabasePath.empty())
      return problem("no " + DatabaseName + " above '" + First +
                     "'; name its folder with -p, or flags after --");
  }
  llvm::Expected<DatabasePtr> Database = openDatabase(DatabasePath);
  if (!Database)
    return Database.takeError();

  std::vector<InputFile> All;
  for (CompileCommand &Entry : (*Database)->getAllCompileCommands())
    if (isAnalysable(Entry.Filename))
      All.push_back(makeInput(std::move(Entry)));
  if (All.empty())
    return problem("the compilation database '" + DatabasePath +
                   "' names no C or C++ file");
  if (Command.Inputs.empty())
    return All;

  std::vector<InputFile> Result;
  for (const std::string &Name : Command.Inputs) {
    std::string Absolute = absolutePath(Name, currentFolder());
    bool IsFolder = fs::is_directory(Absolute);
    if (!IsFolder && !fs::exists(Absolute))
      return problem("no file '" + Name + "'");
    size_t Before = Result.size();
    for (const InputFile &Input : All) {
      llvm::StringRef Rest = Input.Path;
      if (Rest.consume_front(Absolute) &&
          (Rest.empty() || (IsFolder && (Rest.front() == '/' ||
                                         Absolute.back() == '/'))))
        Result.push_back(Input);
    }
    // A link to a file of the database.
    if (Result.size() == Before && !IsFolder)
      for (const InputFile &Input : All)
        if (fs::equivalent(Input.Path, Absolute))
          Result.push_back(Input);
    if (Result.size() == Before)
      return problem("'" + Name + "' " +
                     (IsFolder ? "has no file in" : "is not in") +
                     " the compilation database '" + DatabasePath + "'");
  }
  return Result;
}

} // namespace sendsync
