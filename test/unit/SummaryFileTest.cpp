#include "checks/analysis/program/LockCycles.h"
#include "checks/analysis/program/Races.h"
#include "checks/analysis/program/SummaryFile.h"
#include "gtest/gtest.h"

using namespace sendsync;

namespace {

/// `void NAME() { total = 1; other(); }` and, in `starts`, a start of it.
ProgramSummary program(llvm::StringRef File, llvm::StringRef Name,
                       unsigned Accesses = 1, llvm::StringRef Starts = "") {
  ProgramSummary Result;
  SymbolTable &Table = *Result.Symbols;
  FunctionSummary F;
  F.Function = Table.intern(Name, Name);
  F.File = Table.intern(File, File);
  F.Public = true;
  F.Blocks.resize(2);
  F.Blocks[0].Successors = {1};
  if (!Starts.empty()) {
    SpawnEvent Spawn;
    Spawn.At = {F.File, 1, 1, {}};
    Spawn.Targets.push_back({Table.intern(Starts, Starts), false});
    Spawn.Runner = Table.intern("the new thread", "the new thread");
    Spawn.Started = Table.intern("it", "it");
    Spawn.LeftRunning = true;
    F.Spawns.push_back(Spawn);
    F.Blocks[0].Events.push_back({EventKind::Spawn, 0});
  }
  for (unsigned I = 0; I != Accesses; ++I) {
    AccessEvent Access;
    Access.At = {F.File, 2 + I, 1, {}};
    Access.Path = SymbolPath(SymbolRoot::Global, Table.intern("total", "total"));
    Access.Data = Access.Shown = Table.intern("total", "total");
    Access.Write = true;
    Access.Constant = 1;
    if (!F.Spawns.empty())
      Access.Live = {0};
    HeldName Lock;
    Lock.Lock = SymbolPath(SymbolRoot::Local,
                           Table.intern(("lock of " + Name).str(), "lock",
                                        Name));
    Lock.Lock.add({SymbolStep::Element, -1, nullptr, 3});
    Access.Held.Locks.push_back(Lock);
    F.Accesses.push_back(Access);
    F.Blocks[0].Events.push_back({EventKind::Access, I});
  }
  Result.Functions.push_back(F);
  return Result;
}

std::string text(ProgramSummary Program) {
  sortFunctions(Program);
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writeSummaries(Program, Out);
  return Text;
}

ProgramSummary merged(llvm::ArrayRef<ProgramSummary> Programs) {
  ProgramSummary All;
  for (const ProgramSummary &Each : Programs)
    merge(All, Each);
  return All;
}

std::string problemOf(llvm::StringRef Json) {
  llvm::Expected<ProgramSummary> Read = readSummaries(Json);
  return Read ? "" : llvm::toString(Read.takeError());
}

TEST(SummaryFileTest, KeepsCallsTheirResultsAndTargets) {
  ProgramSummary Program = program("a.c", "start", 1, "work");
  SymbolTable &Table = *Program.Symbols;
  FunctionSummary &F = Program.Functions.front();
  const Symbol *Pointer = Table.intern("action", "action");
  CallEvent Call;
  Call.Callee = Pointer;
  Call.Open = 2;
  Call.Arguments.emplace_back();
  Call.Arguments[0].Number = {SymbolStep::Element, 1, nullptr, 4};
  F.Calls.push_back(Call);
  F.Blocks[0].Events.push_back({EventKind::Call, 0});
  F.Blocks[0].Results.push_back({1, 0, ResultTest::AtMost, -1});
  F.Blocks[1].Returns = true;
  F.Blocks[1].Constant = 7;
  F.Blocks[1].ReturnedCall = 0;
  F.Targets = {{Pointer, F.Function}, {Pointer, nullptr}};
  F.Accesses[0].Scalar = true;
  F.Accesses[0].Held.Locks[0].Maybe = true;
  const Symbol *Member = Table.intern("device", "device");
  F.Accesses[0].Path.add({SymbolStep::Container, -1, Member, std::nullopt});
  F.Accesses[0].Path.add({SymbolStep::Element, 0, nullptr, -1});
  F.Spawns[0].SomeLeft = F.Spawns[0].HandleInHeader = true;

  std::string Text = text(Program);
  llvm::Expected<ProgramSummary> Read = readSummaries(Text);
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  // Merging translates all names.
  ProgramSummary All = merged({*Read});
  EXPECT_EQ(text(All), Text);
  const FunctionSummary &Mine = All.Functions.front();
  EXPECT_EQ(Mine.Calls[0].Open, 2);
  EXPECT_EQ(Mine.Calls[0].Callee, Mine.Targets[0].first);
  EXPECT_EQ(Mine.Targets[0].second, Mine.Function);
  EXPECT_EQ(Mine.Targets[1].second, nullptr);
  EXPECT_TRUE(Mine.Blocks[0].Results[0].holdsFor(-1));
  EXPECT_FALSE(Mine.Blocks[0].Results[0].holdsFor(0));
  EXPECT_EQ(Mine.Blocks[1].Constant, 7);
  EXPECT_EQ(Mine.Blocks[1].ReturnedCall, 0);
  EXPECT_TRUE(Mine.Accesses[0].Scalar);
  EXPECT_TRUE(Mine.Accesses[0].Held.Locks[0].Maybe);
  llvm::ArrayRef<SymbolStep> Steps = Mine.Accesses[0].Path.steps();
  EXPECT_EQ(Steps[0].StepKind, SymbolStep::Container);
  EXPECT_TRUE((Steps[1] == SymbolStep{SymbolStep::Element, 0, nullptr, -1}));
  EXPECT_TRUE(Steps[1].mayVary());
  EXPECT_TRUE((Mine.Calls[0].Arguments[0].Number ==
               SymbolStep{SymbolStep::Element, 1, nullptr, 4}));
  EXPECT_TRUE(Mine.Spawns[0].SomeLeft && Mine.Spawns[0].HandleInHeader);
}

TEST(SummaryFileTest, ReadsWhatItWrote) {
  std::string Text = text(program("a.c", "start", 2, "work"));
  llvm::Expected<ProgramSummary> Read = readSummaries(Text);
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  EXPECT_EQ(text(*Read), Text);
}

TEST(SummaryFileTest, ReadsAtomicAccessesAndFences) {
  ProgramSummary Program = program("a.c", "work");
  FunctionSummary &F = Program.Functions.front();
  F.Accesses[0].Atomic = F.Accesses[0].Ends = true;
  SyncEvent Fence;
  Fence.At = {F.File, 9, 1, {}};
  Fence.Release = Fence.IsFence = true;
  F.Syncs.push_back(Fence);
  F.Blocks[1].Events.push_back({EventKind::Sync, 0});
  std::string Text = text(std::move(Program));
  llvm::Expected<ProgramSummary> Read = readSummaries(Text);
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  const FunctionSummary &Its = Read->Functions.front();
  EXPECT_TRUE(Its.Accesses[0].Atomic && Its.Accesses[0].Ends);
  EXPECT_TRUE(Its.Syncs[0].IsFence && Its.Syncs[0].Release);
  EXPECT_FALSE(Its.Syncs[0].Acquire || Its.Syncs[0].IsLock);
}

TEST(SummaryFileTest, ReadsWhatBeginsAndEnds) {
  ProgramSummary Program = program("a.c", "work", 2);
  FunctionSummary &F = Program.Functions.front();
  F.Accesses[0].Begins = F.Accesses[0].Operation = true;
  F.Accesses[1].Dispatch = true;
  CallEvent Destructor;
  Destructor.At = {F.File, 9, 1, {}};
  Destructor.Ends = true;
  Destructor.Arguments.emplace_back().Single = true;
  F.Calls.push_back(Destructor);
  F.Blocks[1].Events.push_back({EventKind::Call, 0});
  llvm::Expected<ProgramSummary> Read = readSummaries(text(std::move(Program)));
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  const FunctionSummary &Its = Read->Functions.front();
  EXPECT_TRUE(Its.Accesses[0].Begins && Its.Accesses[0].Operation);
  EXPECT_TRUE(Its.Accesses[1].Dispatch && !Its.Accesses[1].Begins);
  EXPECT_TRUE(Its.Calls[0].Ends && Its.Calls[0].Arguments[0].Single);
}

/// `void NAME() { FIRST.lock(); SECOND.lock(); }`
ProgramSummary locking(llvm::StringRef File, llvm::StringRef Name,
                       llvm::StringRef First, llvm::StringRef Second) {
  ProgramSummary Result;
  SymbolTable &Table = *Result.Symbols;
  FunctionSummary F;
  F.Function = Table.intern(Name, Name);
  F.File = Table.intern(File, File);
  F.Public = F.LocksKnown = true;
  F.Blocks.resize(1);
  auto use = [&](llvm::StringRef Lock) {
    LockUse Use;
    Use.Lock = SymbolPath(SymbolRoot::Global, Table.intern(Lock, Lock));
    Use.Shown = Use.Lock.base();
    return Use;
  };
  for (llvm::StringRef Lock : {First, Second}) {
    LockEvent Event;
    static_cast<LockUse &>(Event) = use(Lock);
    Event.At = {F.File, unsigned(2 + F.Locks.size()), 1, {}};
    Event.Operation = F.Locks.size() + 1;
    F.Blocks[0].Events.push_back({EventKind::Lock, uint32_t(F.Locks.size())});
    F.Locks.push_back(Event);
  }
  LockHold Hold;
  static_cast<LockUse &>(Hold) = use(First);
  Hold.Since = F.Locks[0].At;
  Hold.Operation = 1;
  F.Holds.push_back(Hold);
  F.Locks[1].Holds = {0};
  Result.Functions.push_back(F);
  return Result;
}

unsigned cyclesIn(ProgramSummary Program) {
  Linker Link(Program);
  LockCalls Calls(Program, Link);
  LockOrder Order(Calls, Link);
  return findLockCycles(Order).size();
}

TEST(SummaryFileTest, LockOrderOverFiles) {
  ProgramSummary A = locking("a.c", "f", "x", "y");
  ProgramSummary B = locking("b.c", "g", "y", "x");
  EXPECT_EQ(cyclesIn(A), 0u);
  EXPECT_EQ(cyclesIn(merged({A, B})), 1u);
  EXPECT_EQ(cyclesIn(merged({A, locking("b.c", "g", "x", "y")})), 0u);
}

TEST(SummaryFileTest, ReadsLocksAndDeclaredOrders) {
  ProgramSummary Program = locking("a.c", "f", "x", "y");
  FunctionSummary &F = Program.Functions.front();
  F.Holds[0].How = LockHold::Leads;
  F.Holds[0].Again = uint16_t(Recursion::No);
  F.Locks[1].Shared = F.Named = F.Main = true;
  F.Locks[0].Private = 1;
  SureLock Sure;
  static_cast<LockUse &>(Sure) = F.Locks[0];
  Sure.At = F.Locks[0].At;
  F.Acquires.push_back(Sure);
  F.Reassigned = {2};
  Program.Orders.push_back({F.Locks[0].Lock, F.Locks[1].Lock, F.Locks[0].At});
  std::string Text = text(Program);
  llvm::Expected<ProgramSummary> Read = readSummaries(Text);
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  ProgramSummary All = merged({*Read, Program});
  EXPECT_EQ(text(All), Text);
  const FunctionSummary &Mine = All.Functions.front();
  EXPECT_EQ(Mine.Holds[0].How, LockHold::Leads);
  EXPECT_EQ(Mine.Holds[0].Again, uint16_t(Recursion::No));
  EXPECT_TRUE(Mine.Locks[1].Shared && Mine.Named && Mine.Main);
  EXPECT_EQ(Mine.Acquires.size(), 1u);
  EXPECT_EQ(Mine.Locks[1].Holds.size(), 1u);
  EXPECT_EQ(All.Orders.size(), 1u);
  // A hold that is not there.
  F.Locks[1].Holds = {7};
  EXPECT_EQ(problemOf(text(std::move(Program))),
            "a function refers to something that is not there");
}

TEST(SummaryFileTest, MergingIsCommutativeAssociativeIdempotent) {
  ProgramSummary A = program("a.c", "start", 1, "work");
  ProgramSummary B = program("b.c", "work");
  ProgramSummary C = program("b.c", "work", 3); // the same, seen more fully
  std::string All = text(merged({A, B, C}));
  EXPECT_EQ(text(merged({C, B, A})), All);
  EXPECT_EQ(text(merged({B, A, C})), All);
  EXPECT_EQ(text(merged({merged({A, B}), C})), All);
  EXPECT_EQ(text(merged({A, merged({B, C})})), All);
  EXPECT_EQ(text(merged({A, B, C, A, C})), All);
  EXPECT_NE(text(merged({A, B})), All);
}

TEST(SummaryFileTest, RacesOverFiles) {
  ProgramSummary A = program("a.c", "start", 1, "work");
  Linker Alone(A);
  EXPECT_TRUE(findRaces(A, Alone).empty());
  ProgramSummary Both = merged({A, program("b.c", "work")});
  Linker Link(Both);
  std::vector<Race> Races = findRaces(Both, Link);
  ASSERT_EQ(Races.size(), 1u);
  EXPECT_EQ(Races[0].InTask.In->Function->Name, "work");
  EXPECT_EQ(Races[0].Other.In->Function->Name, "start");
}

TEST(SummaryFileTest, ANameInTwoOtherFilesIsNotFollowed) {
  ProgramSummary All =
      merged({program("a.c", "start", 1, "work"), program("b.c", "work"),
              program("c.c", "work")});
  Linker Link(All);
  EXPECT_TRUE(findRaces(All, Link).empty());
  // The one in the file itself is meant.
  ProgramSummary Own = merged({All, program("a.c", "work")});
  Linker OwnLink(Own);
  EXPECT_EQ(findRaces(Own, OwnLink).size(), 1u);
}

TEST(SummaryFileTest, SaysWhatIsWrong) {
  EXPECT_NE(problemOf("{"), "");
  EXPECT_EQ(problemOf("{}"), "this is no file of summaries");
  EXPECT_EQ(problemOf("{\"sendsync_summaries\": 1}"),
            "summaries of version 1; this program reads version 5");
  EXPECT_EQ(problemOf("{\"sendsync_summaries\": 5}"),
            "'symbols' or 'functions' is missing");
  auto withFunction = [](llvm::StringRef Function) {
    return problemOf(("{\"sendsync_summaries\": 5, \"symbols\": "
                      "[[\"f\", \"f\", \"\"]], \"functions\": [" +
                      Function + "]}")
                         .str());
  };
  EXPECT_EQ(withFunction("{\"function\": 0, \"blocks\": [{}]}"), "");
  EXPECT_EQ(withFunction("{\"function\": 7}"), "a symbol has no name");
  EXPECT_EQ(withFunction("{\"function\": 0, \"blocks\": [{\"next\": [1]}]}"),
            "a function refers to something that is not there");
  EXPECT_EQ(withFunction("{\"function\": 0, \"joins\": [{\"at\": [0, 1, 1], "
                         "\"handle\": [4, -1, 0]}]}"),
            "a path starts at a variable without a name");
}

} // namespace
