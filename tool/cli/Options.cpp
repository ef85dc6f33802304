#include "tool/cli/Options.h"
#include "checks/analysis/base/Compat.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;

namespace sendsync {

static constexpr const char *VersionText = "0.1.0";

static const char Overview[] =
    "sendsync finds data races, lock mistakes and thread lifetime errors\n\n"
    "  sendsync -p build                          every file of the database\n"
    "  sendsync -p build src/a.cpp src/net        some files and folders\n"
    "  sendsync a.cpp -- -std=c++20 -Iinclude     flags instead of a database\n"
    "  sendsync explain unguarded-access          what a check means\n"
    "  sendsync explain-type 'Job' -p build a.cpp may this type cross threads?\n"
    "  sendsync why src/a.cpp:12 -p build         what was concluded about a line\n"
    "  sendsync infer -p build                    which lock guards which data\n"
    "  sendsync merge summaries                   what files show together\n\n"
    "Ends with 1 if there are findings, 2 if it could not do its work, else 0.\n";

static cl::OptionCategory Category("sendsync options");

static cl::list<std::string> Inputs(cl::Positional, cl::cat(Category),
                                    cl::desc("[files and folders]"));
static cl::opt<std::string>
    Database("p", cl::value_desc("build"), cl::cat(Category),
             cl::desc("Folder with compile_commands.json, or the file itself"));
static cl::opt<unsigned> Jobs("j", cl::Prefix, cl::value_desc("N"),
                              cl::cat(Category),
                              cl::desc("Files at a time; default: one per "
                                       "hardware thread"));
static cl::opt<std::string>
    Checks("checks", cl::value_desc("list"), cl::cat(Category),
           cl::desc("Checks to run: names and patterns, '-' takes away"));
static cl::opt<bool> ListChecks("list-checks", cl::cat(Category),
                                cl::desc("Print the selected checks and end"));
static cl::opt<std::string>
    Level("level", cl::value_desc("level"), cl::cat(Category),
          cl::desc("off, relaxed, standard, checked or strict, instead "
                   "of what the configuration says"));
static cl::opt<std::string>
    HeaderFilter("header-filter", cl::value_desc("regex"), cl::cat(Category),
                 cl::desc("Report in headers whose path matches; default: in "
                          "all but system headers"));
static cl::list<std::string>
    Models("models", cl::value_desc("file|folder"), cl::cat(Category),
           cl::desc("Models of your own libraries; may be repeated"));
static cl::opt<std::string>
    Config("config", cl::value_desc("file"), cl::cat(Category),
           cl::desc("Use this file instead of looking for .sendsync.yaml"));
static cl::list<std::string>
    ExtraArg("extra-arg", cl::value_desc("flag"), cl::cat(Category),
             cl::desc("Append a flag to every compile command"));
static cl::list<std::string>
    ExtraArgBefore("extra-arg-before", cl::value_desc("flag"),
                   cl::cat(Category),
                   cl::desc("Put a flag before those of the compile command"));
static cl::opt<bool> ParseAllBodies(
    "parse-all-bodies", cl::cat(Category),
    cl::desc("Do not skip function bodies in system headers; slower"));
static cl::opt<std::string> Format("format", cl::value_desc("text|json"),
                                   cl::init("text"), cl::cat(Category),
                                   cl::desc("How findings are printed"));
static cl::opt<std::string>
    Dump("dump", cl::value_desc("stage"), cl::cat(Category),
         cl::desc("Print what a stage found: facts, locks, threads, types "
                  "or program"));
static cl::opt<bool> ExitZero("exit-zero", cl::cat(Category),
                              cl::desc("End with 0 even if there are findings"));
static cl::opt<bool> Quiet("quiet", cl::cat(Category),
                           cl::desc("No closing summary, no progress"));
static cl::opt<bool> NoColor("no-color", cl::cat(Category),
                             cl::desc("No colors; see also --color"));
static cl::opt<std::string>
    Progress("progress", cl::ValueOptional, cl::value_desc("auto|always|never"),
             cl::init("auto"), cl::cat(Category),
             cl::desc("Name each file on stderr; default: on a terminal"));
static cl::opt<bool>
    TimeReport("time-report", cl::cat(Category),
               cl::desc("Print the CPU time of parsing and of the analysis"));

static cl::opt<std::string> WriteSummaries(
    "write-summaries", cl::value_desc("folder"), cl::cat(Category),
    cl::desc("Write what each file says of its functions, for 'sendsync "
             "merge'"));
static cl::opt<bool>
    GuardedBy("guarded-by", cl::cat(Category),
              cl::desc("infer: the guards of members and variables; the "
                       "default"));
static cl::opt<bool>
    Write("write", cl::cat(Category),
          cl::desc("infer: write the guards without exceptions into the code"));
static cl::opt<std::string>
    Macro("macro", cl::value_desc("name"), cl::cat(Category),
          cl::desc("infer: the macro to write; default: the project's own"));

int fail(const llvm::Twine &Text) {
  llvm::errs() << "sendsync: " << Text << '\n';
  return ExitFailed;
}

/// Moves what the options hold into a CommandLine. Returns an error or "".
static std::string collect(CommandLine &Command) {
  Command.Inputs = Inputs;
  Command.Database = Database;
  Command.ExtraArgs = ExtraArg;
  Command.ExtraArgsBefore = ExtraArgBefore;
  Command.Checks = Checks;
  Command.Level = Level;
  Command.HeaderFilter = HeaderFilter;
  Command.ConfigFile = Config;
  Command.Dump = Dump;
  Command.Models = Models;
  Command.Jobs = Jobs;
  Command.ExitZero = ExitZero;
  Command.Quiet = Quiet;
  Command.ParseAllBodies = ParseAllBodies;
  Command.TimeReport = TimeReport;
  Command.Write = Write;
  Command.Macro = Macro;
  Command.SummaryFolder = WriteSummaries;
  // LLVM has --color already; unset, it asks the stream.
  Command.Color =
      !NoColor && llvm::WithColor(llvm::outs()).colorsEnabled();

  if (Format != "text" && Format != "json")
    return "--format=" + Format + ": the formats are text and json";
  Command.Json = Format == "json";
  if (!Dump.empty() && Dump != "facts" && Dump != "locks" &&
      Dump != "threads" && Dump != "types" && Dump != "program")
    return "--dump=" + Dump +
           ": the stages are facts, locks, threads, types and program";
  if (Progress != "auto" && Progress != "never" && Progress != "always" &&
      !Progress.empty())
    return "--progress=" + Progress + ": it is auto, always or never";
  Command.Progress = Progress == "auto"    ? CommandLine::Auto
                     : Progress == "never" ? CommandLine::Never
                                           : CommandLine::Always;

  if (Command.Verb != CommandLine::Infer &&
      (GuardedBy || Write || !Macro.empty()))
    return "--guarded-by, --write and --macro belong to 'sendsync infer'";
  if (ListChecks)
    Command.Verb = CommandLine::ListChecks;
  if (Command.Verb == CommandLine::Explain ||
      Command.Verb == CommandLine::ExplainType) {
    if (Command.Inputs.empty())
      return Command.Verb == CommandLine::Explain
                 ? "explain needs the name of a check; see --list-checks"
                 : "explain-type needs a type and a file";
    Command.Subject = Command.Inputs.front();
    Command.Inputs.erase(Command.Inputs.begin());
  }
  if (Command.Verb == CommandLine::Why) {
    // The file may be a header; then one that includes it follows.
    llvm::StringRef Place =
        Command.Inputs.empty() ? "" : llvm::StringRef(Command.Inputs.front());
    auto [File, Line] = Place.rsplit(':');
    unsigned Number = 0;
    if (File.empty() || Line.getAsInteger(10, Number) || !Number)
      return "why needs a line: 'sendsync why FILE:LINE -p build'";
    Command.Subject = Place.str();
    if (Command.Inputs.size() == 1)
      Command.Inputs.front() = File.str();
    else
      Command.Inputs.erase(Command.Inputs.begin());
    if (Command.Inputs.size() != 1)
      return "why needs one file to look at the line from";
  }
  if (Command.Verb == CommandLine::Merge && Command.Inputs.empty())
    return "merge needs files of summaries, or folders with them";
  if (Command.Verb == CommandLine::ExplainType && Command.Inputs.size() != 1)
    return "explain-type needs one file in which the type is visible";
  if ((Command.Verb == CommandLine::Analyze ||
       Command.Verb == CommandLine::Infer) &&
      Command.Inputs.empty() &&
      Command.Database.empty())
    return "nothing to analyse; name files, or a build folder with -p "
           "(see --help)";
  return "";
}

std::optional<CommandLine> readCommandLine(int Count, const char **Arguments,
                                           int &Exit) {
  CommandLine Command;
  std::vector<const char *> Own;
  for (int I = 0; I < Count; ++I) {
    llvm::StringRef Argument = Arguments[I];
    if (I == 1) {
      auto Verb = llvm::StringSwitch<std::optional<CommandLine::VerbKind>>(
                      Argument)
                      .Case("explain", CommandLine::Explain)
                      .Case("explain-type", CommandLine::ExplainType)
                      .Case("infer", CommandLine::Infer)
                      .Case("why", CommandLine::Why)
                      .Case("merge", CommandLine::Merge)
                      .Default(std::nullopt);
      if (Verb) {
        Command.Verb = *Verb;
        continue;
      }
    }
    if (I && Argument == "--") {
      Command.Flags.emplace(Arguments + I + 1, Arguments + Count);
      break;
    }
    Own.push_back(Arguments[I]);
  }

  cl::SetVersionPrinter([](llvm::raw_ostream &Out) {
    Out << "sendsync " << VersionText << " (LLVM " << LLVM_VERSION_STRING
        << ")\n";
  });
  cl::HideUnrelatedOptions({&Category, &llvm::getColorCategory()});
  std::string Errors;
  llvm::raw_string_ostream ErrorStream(Errors);
  if (!cl::ParseCommandLineOptions(Own.size(), Own.data(), Overview,
                                   &ErrorStream)) {
    llvm::errs() << Errors;
    Exit = ExitFailed;
    return std::nullopt;
  }
  if (std::string Problem = collect(Command); !Problem.empty()) {
    Exit = fail(Problem);
    return std::nullopt;
  }
  return Command;
}

} // namespace sendsync
