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

namespace sendsync {

namespace {

/// Reads source files once more, without parsing them.
class SourceReader {
public:
  explicit SourceReader(clang::DiagnosticsEngine &Diagnostics)
      : Files(clang::FileSystemOptions()), Sources(Diagnostics, Files) {}

  clang::SourceManager &sources() { return Sources; }

  clang::SourceLocation locate(const Site &At) {
    if (!At.File)
      return {};
    auto [Entry, New] = Ids.try_emplace(At.File->Id);
    if (New)
      if (auto File = Files.getOptionalFileRef(At.File->Id))
        Entry->second = Sources.createFileID(*File, clang::SourceLocation(),
                                             clang::SrcMgr::C_User);
    return Entry->second.isValid()
               ? Sources.translateLineCol(Entry->second, At.Line, At.Column)
               : clang::SourceLocation();
  }

private:
  clang::FileManager Files;
  clang::SourceManager Sources;
  llvm::StringMap<clang::FileID> Ids;
};

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
                          llvm::ArrayRef<InputFile> Inputs) {
  FileReport Report;
  sortFunctions(Program);
  auto Display = [](llvm::StringRef Path) { return shownPath(Path, ""); };
  TextCollector Text(Display, Settings.Command.Color);
  compat::OwnedDiagnosticOptions Options;
  clang::DiagnosticsEngine Diagnostics(
      llvm::makeIntrusiveRefCnt<clang::DiagnosticIDs>(), Options.argument(),
      &Text, /*ShouldOwnClient=*/false);
  SourceReader Reader(Diagnostics);
  clang::SourceManager &Sources = Reader.sources();
  Diagnostics.setSourceManager(&Sources);
  Text.BeginSourceFile(clang::LangOptions(), nullptr);

  llvm::StringSet<> MainFiles;
  for (const InputFile &Input : Inputs)
    MainFiles.insert(Input.Path);
  auto FileOf = [&](clang::SourceLocation Location) {
    return Sources.getFilename(Location).str();
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
  for (const std::string &File : Files) {
    auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer) {
      Failed = true;
      fail(File + ": " + Buffer.getError().message());
      continue;
    }
    llvm::Expected<ProgramSummary> Its =
        readSummaries((*Buffer)->getBuffer());
    if (Its) {
      merge(All, *Its);
    } else {
      Failed = true;
      fail(File + ": " + llvm::toString(Its.takeError()));
    }
  }
  int Exit = printReport(Command, judgeSummaries(std::move(All), *Settings, {}),
                         Files.size());
  return Failed ? int(ExitFailed) : Exit;
}

} // namespace sendsync
