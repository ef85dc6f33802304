#include "checks/analysis/Why.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace clang;

namespace sendsync {

namespace {

class LineReport {
public:
  LineReport(const SourceLine &At, const SourceManager &Sources,
             llvm::raw_ostream &Out)
      : At(At), Sources(Sources), Out(Out) {}

  void add(const FunctionAnalysis &Function) {
    for (const BodyResults &Body : Function.Bodies) {
      bool Named = false;
      for (const auto &Block : Body.Facts->Blocks)
        for (const Fact *F : Block->Facts) {
          if (!isHere(F->Location))
            continue;
          if (!Named)
            Out << (Body.Facts->Parent ? "in a closure of '" : "in '")
                << Function.Function->getQualifiedNameAsString() << "'\n";
          Named = true;
          add(*F, Body);
        }
    }
  }

  void add(const Finding &F) {
    if (isHere(F.Location))
      say("reported", F.Message + " [sendsync-" + F.Check.str() + "]");
    for (const FindingNote &Note : F.Notes)
      if (isHere(Note.Location))
        say("part of a report", F.Message + " [sendsync-" + F.Check.str() +
                                    "], at " + place(F.Location));
  }

  void add(const ExcusedPair &Pair) {
    for (const AccessEvent *Mine : {Pair.InTask, Pair.Other}) {
      const AccessEvent *Theirs =
          Mine == Pair.InTask ? Pair.Other : Pair.InTask;
      if (!isHere(Mine->At.Here))
        continue;
      std::string Name = Mine->Shown ? Mine->Shown->Name : "";
      say("no race", "'" + Name + "' with " + place(Theirs->At.Here) +
                         " on another thread: " + sentenceOf(Pair.Why).str() +
                         " [" + idOf(Pair.Why).str() + "]");
    }
  }

  void close() const {
    if (!Any)
      Out << "nothing at this line was looked at: no access to shared data, lock "
             "or start of work\n";
  }

private:
  bool isHere(SourceLocation Location) const {
    if (Location.isInvalid())
      return false;
    SourceLocation File = Sources.getFileLoc(Location);
    return Sources.getSpellingLineNumber(File) == At.Line &&
           Sources.getFilename(File).ends_with(At.File);
  }

  std::string place(SourceLocation Location) const {
    SourceLocation File = Sources.getFileLoc(Location);
    return (llvm::sys::path::filename(Sources.getFilename(File)) + ":" +
            llvm::Twine(Sources.getSpellingLineNumber(File)) + ":" +
            llvm::Twine(Sources.getSpellingColumnNumber(File)))
        .str();
  }

  void add(const Fact &F, const BodyResults &Body) {
    Any = true;
    std::string Text;
    llvm::raw_string_ostream Stream(Text);
    dumpFact(F, Sources, Stream);
    Out << "  " << llvm::StringRef(Text).rtrim();
    const Lockset *Held = Body.Locks ? Body.Locks->at(F) : nullptr;
    if (!Held)
      Out << "; never reached";
    else if (!Body.Locks->contextKnown())
      Out << "; who runs this, with which locks, is not known";
    else
      Out << "; held: " << Held->str();
    for (const TaskState &State : Body.Tasks.at(F))
      if (State.is(TaskLive))
        Out << "; work of line "
            << Sources.getExpansionLineNumber(State.Spawn->Location)
            << " may run";
    Out << '\n';
  }

  void say(llvm::StringRef What, const std::string &Text) {
    Any = true;
    if (Said.insert(What.str() + Text).second)
      Out << "  " << What << ": " << Text << '\n';
  }

  const SourceLine &At;
  const SourceManager &Sources;
  llvm::raw_ostream &Out;
  std::set<std::string> Said;
  bool Any = false;
};

} // namespace

void explainLine(const SourceLine &At,
                 llvm::ArrayRef<const FunctionAnalysis *> Functions,
                 llvm::ArrayRef<Finding> Findings,
                 llvm::ArrayRef<ExcusedPair> Excused,
                 const SourceManager &Sources, llvm::raw_ostream &Out) {
  LineReport Report(At, Sources, Out);
  for (const FunctionAnalysis *Function : Functions)
    Report.add(*Function);
  for (const Finding &F : Findings)
    Report.add(F);
  for (const ExcusedPair &Pair : Excused)
    Report.add(Pair);
  Report.close();
}

} // namespace sendsync
