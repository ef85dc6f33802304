#include "tool/cli/ProgramReport.h"
#include "checks/Registry.h"
#include "checks/analysis/base/Compat.h"
#include "tool/cli/Run.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <set>

namespace sendsync {

namespace {

/// Reads source files once more, without parsing them. What is no longer as it was
/// keeps its places, but shows no line.
class SourceReader {
public:
  /// \p Written: when the summaries were; sources that are newer have changed.
  SourceReader(clang::DiagnosticsEngine &Diagnostics,
               std::optional<llvm::sys::TimePoint<>> Written)
      : Written(Written), Files(clang::FileSystemOptions()),
        Sources(Diagnostics, Files) {}

  clang::SourceManager &sources() { return Sources; }

  clang::SourceLocation locate(const Site &At) {
    if (!At.File)
      return {};
    auto [Entry, New] = Ids.try_emplace(At.File->Id);
    if (New && isAsItWas(At.File->Id))
      if (auto File = Files.getOptionalFileRef(At.File->Id))
        Entry->second = Sources.createFileID(*File, clang::SourceLocation(),
                                             clang::SrcMgr::C_User);
    if (Entry->second.isValid()) {
      clang::SourceLocation Here =
          Sources.translateLineCol(Entry->second, At.Line, At.Column);
      if (Sources.getSpellingLineNumber(Here) == At.Line &&
          Sources.getSpellingColumnNumber(Here) == At.Column)
        return Here;
    }
    Outdated.insert(At.File->Id);
    return blank(At);
  }

  /// The files that are gone, or not as they were.
  const std::set<std::string> &outdated() const { return Outdated; }

private:
  bool isAsItWas(llvm::StringRef Path) const {
    llvm::sys::fs::file_status Status;
    return !Written || (!llvm::sys::fs::status(Path, Status) &&
                        Status.getLastModificationTime() <= *Written);
  }

  /// A place of this name in an empty text.
  clang::SourceLocation blank(const Site &At) {
    std::string Text(At.Line - 1, '\n');
    Text += std::string(At.Column, ' ') + "\n";
    clang::FileID Id = Sources.createFileID(
        llvm::MemoryBuffer::getMemBufferCopy(Text, At.File->Id));
    return Sources.translateLineCol(Id, At.Line, At.Column);
  }

  std::optional<llvm::sys::TimePoint<>> Written;
  std::set<std::string> Outdated;
  clang::FileManager Files;
  clang::SourceManager Sources;
  llvm::StringMap<clang::FileID> Ids;
};

/// Nested as no summary is: the JSON reader would run out of stack.
bool isTooDeep(llvm::StringRef Json) {
  constexpr int MaxDepth = 1000;
  int Depth = 0, Deepest = 0;
  for (char C : Json) {
    Depth += (C == '[' || C == '{') - (C == ']' || C == '}');
    Deepest = std::max(Deepest, Depth);
  }
  return Deepest > MaxDepth;
}

std::vector<std::string> summaryFiles(const CommandLine &Command,
                                      std::string &Problem) {
  std::vector<std::string> Result;
  for (const std::string &Input : Command.Inputs) {
    if (!llvm::sys::fs::is_directory(Input)) {
      Result.push_back(Input);
      continue;
    }
    std::error_code Error;
    for (llvm::sys::fs::directory_iterator It(Input, Error), End;
         It != End && !Error; It.increment(Error))
      if (llvm::sys::path::extension(It->path()) == ".json")
        Result.push_back(It->path());
    if (Error)
      Problem = Input + ": " + Error.message();
  }
  llvm::sort(Result);
  return Result;
}

} // namespace

FileReport judgeSummaries(ProgramSummary Program, const RunSettings &Settings,
                          llvm::ArrayRef<InputFile> Inputs,
                          std::optional<llvm::sys::TimePoint<>> Written) {
  FileReport Report;
  sortFunctions(Program);
  auto Display = [](llvm::StringRef Path) { return shownPath(Path, ""); };
  TextCollector Text(Display, Settings.Command.Color);
  compat::OwnedDiagnosticOptions Options;
  clang::DiagnosticsEngine Diagnostics(
      llvm::makeIntrusiveRefCnt<clang::DiagnosticIDs>(), Options.argument(),
      &Text, /*ShouldOwnClient=*/false);
  SourceReader Reader(Diagnostics, Written);
  clang::SourceManager &Sources = Reader.sources();
  Diagnostics.setSourceManager(&Sources);
  Text.BeginSourceFile(clang::LangOptions(), nullptr);

  llvm::StringSet<> MainFiles;
  for (const InputFile &Input : Inputs)
    MainFiles.insert(Input.Path);
  auto FileOf = [&](clang::SourceLocation Location) {
    clang::PresumedLoc Place = Sources.getPresumedLoc(Location);
    return std::string(Place.isValid() ? Place.getFilename() : "");
  };
  auto IsMainFile = [&](clang::SourceLocation Location) {
    return Inputs.empty() || MainFiles.contains(FileOf(Location));
  };
  auto Locate = [&](const Site &At) { return Reader.locate(At); };
  addFindings(judgeProgram(Program, Settings.checks(), Locate, Report.Counts),
              Settings, Diagnostics, Text, Display, FileOf, IsMainFile, Report);
  llvm::stable_sort(Report.Findings,
                    [](const FindingRecord &L, const FindingRecord &R) {
                      return L.key() < R.key();
                    });
  for (const std::string &File : Reader.outdated())
    Report.Remarks += "sendsync: " + Display(File) + ": " +
                      (llvm::sys::fs::exists(File)
                           ? "changed since its summary was written"
                           : "no longer there") +
                      "; findings are where they were then\n";
  return Report;
}

std::string writeSummaryFile(const ProgramSummary &Summary,
                             const InputFile &Input, llvm::StringRef Folder) {
  if (std::error_code Error = llvm::sys::fs::create_directories(Folder))
    return (Folder + ": " + Error.message()).str();
  // Files of one name stay apart.
  llvm::SmallString<128> Path = Folder;
  llvm::sys::path::append(Path, llvm::sys::path::filename(Input.Path) + "-" +
                                    llvm::utohexstr(llvm::xxh3_64bits(
                                        llvm::StringRef(Input.Path))) +
                                    ".json");
  std::error_code Error;
  llvm::raw_fd_ostream Out(Path, Error);
  if (!Error) {
    writeSummaries(Summary, Out);
    Out.close();
    Error = Out.error();
    Out.clear_error();
  }
  return Error ? (Path + ": " + Error.message()).str() : "";
}

int mergeSummaries(const CommandLine &Command) {
  std::string Problem;
  std::vector<std::string> Files = summaryFiles(Command, Problem);
  if (!Problem.empty())
    return fail(Problem);
  if (Files.empty())
    return fail("no files of summaries there; 'sendsync --write-summaries' "
                "writes them");
  ConfigFiles Configs(allChecks(), Command.ConfigFile);
  std::unique_ptr<RunSettings> Settings = makeSettings(Command, Configs, {});
  if (!Settings)
    return ExitFailed;
  ProgramSummary All;
  bool Failed = false;
  std::optional<llvm::sys::TimePoint<>> Written;
  for (const std::string &File : Files) {
    auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer) {
      Failed = true;
      fail(File + ": " + Buffer.getError().message());
      continue;
    }
    if (isTooDeep((*Buffer)->getBuffer())) {
      Failed = true;
      fail(File + ": this is no file of summaries");
      continue;
    }
    llvm::Expected<ProgramSummary> Its =
        readSummaries((*Buffer)->getBuffer());
    if (Its) {
      merge(All, *Its);
      llvm::sys::fs::file_status Status;
      if (!llvm::sys::fs::status(File, Status))
        Written = std::max(Written.value_or(llvm::sys::TimePoint<>::min()),
                           Status.getLastModificationTime());
    } else {
      Failed = true;
      fail(File + ": " + llvm::toString(Its.takeError()));
    }
  }
  int Exit = reportProgram(Command, std::move(All), *Settings, Files.size(),
                           Written);
  return Failed ? int(ExitFailed) : Exit;
}

} // namespace sendsync
