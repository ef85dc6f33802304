#include "tool/cli/Config.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace sendsync {

static constexpr llvm::StringLiteral FileName = ".sendsync.yaml";

Level Config::levelOf(llvm::StringRef File) const {
  llvm::StringRef Relative = File;
  if (Relative.consume_front(Folder))
    Relative = Relative.ltrim('/');
  for (const Entry &E : Levels) {
    // A GlobPattern refers to the text it is made from, so it is not kept.
    llvm::GlobPattern Glob = llvm::cantFail(llvm::GlobPattern::create(E.Pattern));
    if (Glob.match(Relative) || Glob.match(File))
      return E.FileLevel;
  }
  return Default;
}

/// Reads one file. Keeps no state between files.
class ConfigReader {
public:
  ConfigReader(llvm::StringRef Path, llvm::ArrayRef<const CheckInfo *> Checks,
               std::vector<std::string> &Errors)
      : Path(Path), Checks(Checks), Errors(Errors) {}

  std::unique_ptr<Config> read();

private:
  void error(llvm::yaml::Node *At, const llvm::Twine &Text);
  std::string scalar(llvm::yaml::Node *Node, const char *What);
  void key(llvm::StringRef Name, llvm::yaml::Node *At, llvm::yaml::Node *Value);
  void list(llvm::yaml::Node *Value, const char *What,
            llvm::function_ref<void(std::string, llvm::yaml::Node *)> Add);
  std::optional<Level> level(llvm::yaml::Node *Node);
  void levels(llvm::yaml::Node *Value);

  std::string Path;
  llvm::ArrayRef<const CheckInfo *> Checks;
  std::vector<std::string> &Errors;
  llvm::SourceMgr Sources;
  std::unique_ptr<Config> Result = std::make_unique<Config>();
};

void ConfigReader::error(llvm::yaml::Node *At, const llvm::Twine &Text) {
  auto [Line, Column] =
      Sources.getLineAndColumn(At->getSourceRange().Start);
  Errors.push_back((llvm::Twine(Path) + ":" + llvm::Twine(Line) + ":" +
                    llvm::Twine(Column) + ": error: " + Text)
                       .str());
}

std::string ConfigReader::scalar(llvm::yaml::Node *Node, const char *What) {
  if (auto *Scalar = llvm::dyn_cast_or_null<llvm::yaml::ScalarNode>(Node)) {
    llvm::SmallString<64> Storage;
    return Scalar->getValue(Storage).str();
  }
  error(Node, llvm::Twine("expected ") + What);
  return "";
}

void ConfigReader::list(
    llvm::yaml::Node *Value, const char *What,
    llvm::function_ref<void(std::string, llvm::yaml::Node *)> Add) {
  if (auto *Sequence = llvm::dyn_cast<llvm::yaml::SequenceNode>(Value)) {
    for (llvm::yaml::Node &Item : *Sequence)
      if (std::string Text = scalar(&Item, What); !Text.empty())
        Add(Text, &Item);
    return;
  }
  if (std::string Text = scalar(Value, What); !Text.empty())
    Add(Text, Value);
}

std::optional<Level> ConfigReader::level(llvm::yaml::Node *Node) {
  std::string Name = scalar(Node, "the name of a level");
  if (Name.empty())
    return std::nullopt;
  std::string Problem;
  std::optional<Level> Found = parseLevel(Name, Problem);
  if (!Found)
    error(Node, Problem);
  return Found;
}

void ConfigReader::levels(llvm::yaml::Node *Value) {
  auto *Map = llvm::dyn_cast<llvm::yaml::MappingNode>(Value);
  if (!Map)
    return error(Value, "expected patterns and levels, as in "
                        "{\"src/legacy/**\": relaxed}");
  for (llvm::yaml::KeyValueNode &Entry : *Map) {
    llvm::yaml::Node *Key = Entry.getKey();
    std::string Pattern = scalar(Key, "a pattern for paths");
    llvm::yaml::Node *LevelNode = Entry.getValue();
    std::optional<Level> Found = level(LevelNode);
    if (Pattern.empty() || !Found)
      continue;
    llvm::Expected<llvm::GlobPattern> Glob = llvm::GlobPattern::create(Pattern);
    if (!Glob) {
      error(Key, "'" + Pattern +
                     "' is not a pattern: " + llvm::toString(Glob.takeError()));
      continue;
    }
    Result->Levels.push_back({Pattern, *Found});
  }
}

void ConfigReader::key(llvm::StringRef Name, llvm::yaml::Node *At,
                       llvm::yaml::Node *Value) {
  if (Name == "level") {
    if (std::optional<Level> Found = level(Value))
      Result->Default = *Found;
    return;
  }
  if (Name == "checks")
    return list(Value, "the name of a check",
                [&](std::string Item, llvm::yaml::Node *Node) {
                  std::string Problem;
                  CheckSelection Trial(Checks);
                  if (!Trial.apply(Item, Problem))
                    error(Node, Problem);
                  else
                    Result->Checks.push_back(Item);
                });
  if (Name == "models")
    return list(Value, "a path", [&](std::string Item, llvm::yaml::Node *Node) {
      llvm::SmallString<256> Absolute(Item);
      if (!llvm::sys::path::is_absolute(Item)) {
        Absolute = Result->Folder;
        llvm::sys::path::append(Absolute, Item);
      }
      llvm::sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
      if (llvm::sys::fs::exists(Absolute))
        Result->Models.push_back(Absolute.str().str());
      else
        error(Node, "no file or folder '" + Item + "'");
    });
  if (Name == "levels")
    return levels(Value);

  std::string Text = "unknown key '" + Name.str() + "'";
  llvm::StringRef Nearest =
      nearestWord(Name, {"level", "checks", "models", "levels"});
  error(At, Nearest.empty()
                ? Text + "; the keys are level, checks, models and levels"
                : Text + "; did you mean '" + Nearest.str() + "'?");
  // The parser wants every value read.
  Value->skip();
}

std::unique_ptr<Config> ConfigReader::read() {
  Result->Folder = llvm::sys::path::parent_path(Path).str();
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer) {
    Errors.push_back(Path + ": error: " + Buffer.getError().message());
    return std::move(Result);
  }
  Sources.setDiagHandler(
      [](const llvm::SMDiagnostic &Problem, void *Context) {
        auto *Reader = static_cast<ConfigReader *>(Context);
        Reader->Errors.push_back(
            (llvm::Twine(Reader->Path) + ":" + llvm::Twine(Problem.getLineNo()) +
             ":" + llvm::Twine(Problem.getColumnNo() + 1) +
             ": error: " + Problem.getMessage())
                .str());
      },
      this);
  llvm::yaml::Stream Stream((*Buffer)->getMemBufferRef(), Sources,
                            /*ShowColors=*/false);
  size_t ErrorsBefore = Errors.size();
  for (llvm::yaml::Document &Document : Stream) {
    llvm::yaml::Node *Root = Document.getRoot();
    if (!Root || llvm::isa<llvm::yaml::NullNode>(Root))
      continue;
    auto *Map = llvm::dyn_cast<llvm::yaml::MappingNode>(Root);
    if (!Map) {
      error(Root, "expected keys and values, as in 'level: standard'");
      break;
    }
    for (llvm::yaml::KeyValueNode &Entry : *Map) {
      llvm::yaml::Node *Key = Entry.getKey();
      std::string Name = scalar(Key, "a key");
      llvm::yaml::Node *Value = Entry.getValue();
      if (!Name.empty() && Value)
        key(Name, Key, Value);
      if (Stream.failed())
        break;
    }
    if (Stream.failed())
      break;
  }
  // After the first syntax error the rest is noise.
  if (Stream.failed() && Errors.size() > ErrorsBefore + 1)
    Errors.resize(ErrorsBefore + 1);
  llvm::sort(Result->Levels, [](const Config::Entry &L, const Config::Entry &R) {
    return std::make_tuple(R.Pattern.size(), L.Pattern) <
           std::make_tuple(L.Pattern.size(), R.Pattern);
  });
  return std::move(Result);
}

ConfigFiles::ConfigFiles(llvm::ArrayRef<const CheckInfo *> AllChecks,
                         std::string OverridePath)
    : AllChecks(AllChecks) {
  if (!OverridePath.empty()) {
    Override = read(OverridePath);
    return;
  }
  llvm::SmallString<256> Current;
  if (!llvm::sys::fs::current_path(Current))
    Fallback = inFolder(Current);
}

const Config *ConfigFiles::read(llvm::StringRef Path) {
  llvm::SmallString<256> Absolute(Path);
  llvm::sys::fs::make_absolute(Absolute);
  llvm::sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  std::unique_ptr<Config> &Entry = Files[Absolute];
  if (!Entry)
    Entry = ConfigReader(Absolute, AllChecks, Errors).read();
  return Entry.get();
}

const Config *ConfigFiles::inFolder(llvm::StringRef Folder) {
  if (Folder.empty())
    return nullptr;
  auto Known = Folders.find(Folder);
  if (Known != Folders.end())
    return Known->second;
  llvm::SmallString<256> Path(Folder);
  llvm::sys::path::append(Path, FileName);
  const Config *Result = nullptr;
  if (llvm::sys::fs::exists(Path))
    Result = read(Path);
  else if (llvm::StringRef Parent = llvm::sys::path::parent_path(Folder);
           Parent != Folder)
    Result = inFolder(Parent);
  Folders[Folder] = Result;
  return Result;
}

const Config *ConfigFiles::of(llvm::StringRef File) {
  if (Override)
    return Override;
  std::lock_guard<std::mutex> Lock(Mutex);
  if (const Config *Found = inFolder(llvm::sys::path::parent_path(File)))
    return Found;
  return Fallback ? Fallback : &None;
}

std::vector<std::string> ConfigFiles::errors() {
  std::lock_guard<std::mutex> Lock(Mutex);
  return Errors;
}

} // namespace sendsync
