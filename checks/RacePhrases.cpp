#include "checks/RacePhrases.h"
#include "checks/LockPhrases.h"
#include <map>

namespace sendsync {

RaceRule ruleOf(const Race &R) {
  const AccessEvent &Mine = *R.InTask.Access, &Other = *R.Other.Access;
  if (Mine.Hidden)
    return RaceRule::HiddenState;
  // One place, by two names.
  if (Mine.BitField && Other.BitField && Mine.Data != Other.Data)
    return RaceRule::Adjacent;
  if (R.Spawn->Parallel && R.RaceShape == Race::SameWork)
    return RaceRule::ParallelBody;
  auto isConstWrite = [](const Effect &E) {
    return E.isWrite() && E.In->Const && E.In->Class && !E.In->Closure &&
           E.Access->Path.root() == SymbolRoot::This;
  };
  if (isConstWrite(R.InTask) || isConstWrite(R.Other))
    return RaceRule::ConstMethod;
  switch (R.Path.root()) {
  case SymbolRoot::This:
    return RaceRule::WorkerMember;
  case SymbolRoot::Static:
    if (R.RaceShape == Race::SameWork)
      return RaceRule::GlobalState;
    return RaceRule::EntryPoint;
  case SymbolRoot::Global:
    return RaceRule::EntryPoint;
  case SymbolRoot::Unknown:
  case SymbolRoot::Parameter:
  case SymbolRoot::Reference:
  case SymbolRoot::Local:
    return Mine.SharedPointee || Other.SharedPointee ? RaceRule::SharedPointee
                                                     : RaceRule::Capture;
  }
  return RaceRule::Capture;
}

namespace {

/// How an access is spoken of, with the place's name after or before it.
struct Words {
  llvm::StringRef Verb, Participle, Infinitive;
};

const Words &wordsOf(const Effect &E) {
  static const Words Read = {"reads", "read", "read"},
                     Write = {"writes", "written", "write"},
                     AtomicRead = {"atomically reads", "atomically read",
                                   "atomically read"},
                     AtomicWrite = {"atomically writes", "atomically written",
                                    "atomically write"},
                     Operate = {"operates on", "operated on", "operate on"},
                     Begin = {"initializes", "initialized", "initialize"},
                     End = {"destroys", "destroyed", "destroy"},
                     Call = {"makes a virtual call on",
                             "used for a virtual call",
                             "make a virtual call on"};
  const AccessEvent &Access = *E.Access;
  if (Access.Ends)
    return End;
  if (Access.Begins)
    return Begin;
  if (Access.Dispatch)
    return Call;
  if (Access.Operation)
    return Operate;
  return Access.Write ? (Access.Atomic ? AtomicWrite : Write)
                      : (Access.Atomic ? AtomicRead : Read);
}
std::string verb(const Effect &E) { return wordsOf(E).Verb.str(); }
std::string participle(const Effect &E) { return wordsOf(E).Participle.str(); }
std::string infinitive(const Effect &E) { return wordsOf(E).Infinitive.str(); }

/// The code that starts the work, and has the other access, is around it.
bool isInOneFunction(const Race &R) {
  return R.SpawnWay.empty() && R.Other.Way.empty();
}

/// The place as the code names it where both sides meet.
std::string placeName(const Race &R) {
  // Of what virtual calls go by: the object.
  if (R.InTask.Access->Dispatch)
    return R.Other.Access->Ends && R.Other.Way.empty()
               ? R.Other.Access->Shown->Name
               : R.InTask.Access->Shown->Name;
  const SymbolPath &Mine = R.InTask.Path, &Other = R.Other.Path;
  bool Meets = R.RaceShape == Race::Starter || R.RaceShape == Race::Method;
  if (Meets && R.Other.Way.empty() &&
      Other.steps().size() >= Mine.steps().size())
    return R.Other.Access->Shown->Name;
  // A parameter has no name of its own outside.
  if (Mine.root() == SymbolRoot::Parameter ||
      Mine.root() == SymbolRoot::Reference || R.InTask.In->Closure)
    return R.InTask.Access->Shown->Name;
  return Mine.str();
}

std::string message(const Race &R) {
  std::string Runner = R.Spawn->Runner->Name;
  if (R.InTask.Access->Hidden)
    return "'" + R.InTask.Access->Hidden->Name +
           "' keeps a state that all its calls share, and another thread can "
           "call " +
           (R.InTask.Access->Hidden == R.Other.Access->Hidden
                ? std::string("it")
                : "'" + R.Other.Access->Hidden->Name + "'") +
           " at the same time";
  if (ruleOf(R) == RaceRule::Adjacent)
    return "'" + R.InTask.Access->Shown->Name + "' and '" +
           R.Other.Access->Shown->Name +
           "' are adjacent bit-fields, one memory location, and " + Runner +
           " writes one while the other can be written";
  std::string Start = "'" + placeName(R) + "' is " +
                      participle(R.InTask) + " by ";
  switch (R.RaceShape) {
  case Race::Starter:
    return Start + Runner + " while " +
           (isInOneFunction(R) ? "this function"
                               : "the thread that started it") +
           " can still " + infinitive(R.Other) + " it";
  case Race::OtherWork:
    return Start + Runner + " while other work can " +
           infinitive(R.Other) + " it";
  case Race::SameWork:
    return Start +
           "work that is started several times and can run at once";
  case Race::Method:
    return Start +
           (R.Meeting->Class ? std::string("the worker of the object")
                             : Runner) +
           " while '" + R.Meeting->Function->Name + "' can " +
           infinitive(R.Other) +
           " it";
  }
  return Start;
}

/// What an access holds, where one of the two holds a lock.
std::string held(const Effect &E, const Effect &Against) {
  if (!E.Held.Locks.empty())
    return "; the lock that is held here is another one";
  return Against.Held.Locks.empty() ? "" : "; no lock is held here";
}

class RaceReport {
public:
  RaceReport(const ProgramResults &Program, const CheckInfo &Check,
             Reporter &R)
      : Program(Program), Check(Check), R(R) {}

  void report(llvm::ArrayRef<const Race *> Group) {
    const Race &First = *Group.front();
    clang::SourceLocation At = Program.Locate(First.InTask.Access->At);
    if (At.isInvalid())
      return;
    auto Finding =
        R.report(Check, At, At, First.InTask.Access->Data->Name, message(First));
    if (First.RaceShape == Race::Method && !First.WaitsLater)
      Finding.tier(Tier::Two);
    noteStart(*First.Spawn, First.SpawnWay, Finding);
    noteWay(First.InTask, Finding);
    noteOther(First, Finding);
    suggest(First, Finding);
    std::vector<Site> Named = {First.InTask.Access->At, First.Other.Access->At};
    unsigned Left = 6;
    for (const Race *Next : llvm::drop_begin(Group))
      for (const Effect *E : {&Next->InTask, &Next->Other}) {
        const Site &Place = E->Access->At;
        if (llvm::any_of(Named, [&](const Site &S) { return S.isSame(Place); }) ||
            !Left)
          continue;
        --Left;
        Named.push_back(Place);
        note(NoteRole::Conflict, Place,
             "it is also " + participle(*E) + " here" +
                 held(*E, First.InTask),
             Finding);
      }
  }

private:
  /// What can be done about it.
  void suggest(const Race &Found, FindingBuilder &Finding) {
    const AccessEvent &Access = *Found.InTask.Access;
    // A thread that only reads what was captured can have its own.
    const Site *Captured = nullptr;
    for (const auto &[Variable, At] : Found.Spawn->ByReference)
      if (Variable == Found.InTask.Path && Found.InTask.In->Closure)
        Captured = &At;
    if (Captured && !Captured->isSame(Access.At))
      note(NoteRole::Because, *Captured,
           "'" + Access.Shown->Name + "' is captured by reference here",
           Finding);
    bool CopyWillDo = Captured && !Access.Write;
    if (CopyWillDo)
      note(NoteRole::Fix, *Captured,
           "capture a copy of '" + Access.Shown->Name + "' instead", Finding);
    const AccessEvent &Theirs = *Found.Other.Access;
    if (Found.InTask.Ends || Found.Other.Ends || Access.Begins || Theirs.Begins)
      note(NoteRole::Fix, Access.At,
           Access.Begins || Theirs.Begins
               ? "initialize it before any other thread can use it"
               : "wait for the other thread before it is destroyed, or let both "
                 "own it",
           Finding);
    else if (!Access.Hidden)
      note(NoteRole::Fix, Access.Declared,
           std::string(CopyWillDo ? "or " : "") +
               (Access.Atomic || Theirs.Atomic
                    ? "make every access atomic"
                    : "make it atomic") +
               ", guard it with a mutex on both sides, or use it only after "
               "waiting for the thread",
           Finding);
  }

  void note(NoteRole Role, const Site &At, std::string Text,
            FindingBuilder &Finding) {
    clang::SourceLocation Location = Program.Locate(At);
    if (Location.isValid())
      Finding.note(Role, Location, std::move(Text));
  }

  void noteStart(const SpawnEvent &Spawn, llvm::ArrayRef<Site> Way,
                 FindingBuilder &Finding) {
    note(NoteRole::Boundary, Spawn.At, startText(Spawn), Finding);
    if (!Way.empty())
      note(NoteRole::Boundary, Way.front(), "which is started by this call",
           Finding);
  }

  /// How the work gets to its access: the last call says most.
  void noteWay(const Effect &E, FindingBuilder &Finding) {
    if (E.Way.size() > 1)
      note(NoteRole::Because, E.Way.back(),
           "the access is made by the function that is called here", Finding);
  }

  void noteOther(const Race &Found, FindingBuilder &Finding) {
    const Effect &E = Found.Other;
    switch (Found.RaceShape) {
    case Race::Starter:
      note(NoteRole::Conflict, E.Access->At,
           "the spawning thread " + verb(E) +
               " it here, before it waits for the other one" +
               held(E, Found.InTask),
           Finding);
      break;
    case Race::OtherWork:
      note(NoteRole::Conflict, E.Access->At,
           "work started elsewhere " + verb(E) + " it here" +
               held(E, Found.InTask),
           Finding);
      note(NoteRole::Conflict, Found.OtherSpawn->At, "that work starts here",
           Finding);
      break;
    case Race::SameWork:
      if (!E.Access->At.isSame(Found.InTask.Access->At))
        note(NoteRole::Conflict, E.Access->At,
             "another run of it " + verb(E) + " it here" +
                 held(E, Found.InTask),
             Finding);
      break;
    case Race::Method:
      note(NoteRole::Conflict, E.Access->At,
           "'" + Found.Meeting->Function->Name + "' " + verb(E) +
               " it here" +
               (Found.WaitsLater ? ", before it waits for the worker" : "") +
               held(E, Found.InTask),
           Finding);
      break;
    }
    // The way of other work begins with its start.
    if (Found.RaceShape == Race::OtherWork || Found.RaceShape == Race::SameWork)
      noteWay(E, Finding);
    else if (!E.Way.empty())
      note(NoteRole::Conflict, E.Way.front(),
           "on the way to that access it makes this call", Finding);
  }

  const ProgramResults &Program;
  const CheckInfo &Check;
  Reporter &R;
};

} // namespace

void reportRaces(const CheckInfo &Check, RaceRule Rule,
                 const ProgramResults &Program, Reporter &R) {
  // One finding for each data and pair of contexts.
  std::vector<std::vector<const Race *>> Groups;
  std::map<std::tuple<llvm::StringRef, Site, Site, unsigned>, size_t> Index;
  for (const Race &Found : Program.Races) {
    if (ruleOf(Found) != Rule)
      continue;
    Site Left = Found.Spawn->At;
    Site Right = Found.OtherSpawn ? Found.OtherSpawn->At : Found.Spawn->At;
    if (Right < Left)
      std::swap(Left, Right);
    auto Key = std::make_tuple(llvm::StringRef(Found.InTask.Access->Data->Id),
                               Left, Right, unsigned(Found.RaceShape));
    auto [Entry, New] = Index.try_emplace(Key, Groups.size());
    if (New)
      Groups.emplace_back();
    Groups[Entry->second].push_back(&Found);
  }
  // A write of the work says more than a read, and any use more than that the
  // object ends.
  for (auto &Group : Groups) {
    std::stable_partition(Group.begin(), Group.end(), [](const Race *Found) {
      return !Found->InTask.Ends && !Found->Other.Ends;
    });
    std::stable_partition(Group.begin(), Group.end(), [](const Race *Found) {
      return Found->InTask.isWrite();
    });
  }
  // A finding has a place of its own: other contexts that lead there are notes.
  std::map<std::pair<llvm::StringRef, Site>, size_t> Places;
  for (size_t I = 0; I != Groups.size(); ++I) {
    const AccessEvent &At = *Groups[I].front()->InTask.Access;
    auto [Entry, New] = Places.try_emplace({At.Data->Id, At.At}, I);
    if (New)
      continue;
    auto &First = Groups[Entry->second];
    First.insert(First.end(), Groups[I].begin(), Groups[I].end());
    Groups[I].clear();
  }
  RaceReport Report(Program, Check, R);
  for (const auto &Group : Groups)
    if (!Group.empty())
      Report.report(Group);
}

} // namespace sendsync
