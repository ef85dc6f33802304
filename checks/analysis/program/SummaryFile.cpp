#include "checks/analysis/program/SummaryFile.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include <tuple>

namespace json = llvm::json;

namespace sendsync {

namespace {

constexpr int64_t Version = 5;

/// One function for each kind of thing, for both directions: a `Port` writes or
/// reads the fields that it is handed. Fields with their default are left out.
class Writer {
public:
  static constexpr bool Reads = false;

  int64_t number(const Symbol *S) {
    if (!S)
      return -1;
    auto [Entry, New] = Index.try_emplace(S, Symbols.size());
    if (New)
      Symbols.push_back(S);
    return Entry->second;
  }

  json::Array symbols() const {
    json::Array Result;
    for (const Symbol *S : Symbols)
      Result.push_back(json::Array{S->Id, S->Name, S->Scope});
    return Result;
  }

  json::Value value(const Symbol *S) { return number(S); }
  json::Value value(bool B) { return B; }
  json::Value value(uint32_t N) { return int64_t(N); }
  json::Value value(uint16_t N) { return int64_t(N); }
  json::Value value(int64_t N) { return N; }
  json::Value value(const std::optional<int64_t> &N) {
    return N ? json::Value(*N) : json::Value(nullptr);
  }
  json::Value value(const Site &At) {
    return json::Array{number(At.File), int64_t(At.Line), int64_t(At.Column)};
  }
  json::Value value(const SymbolPath &Path) {
    json::Array Result{int64_t(Path.root()), number(Path.base()),
                       int64_t(Path.parameter())};
    for (const SymbolStep &Step : Path.steps())
      Result.push_back(value(Step));
    return Result;
  }
  json::Value value(const SymbolStep &Step) {
    json::Array Result{int64_t(Step.StepKind), number(Step.Name),
                       value(Step.Index)};
    if (Step.Parameter >= 0)
      Result.push_back(int64_t(Step.Parameter));
    return Result;
  }
  template <typename A, typename B> json::Value value(const std::pair<A, B> &P) {
    return json::Array{value(P.first), value(P.second)};
  }
  template <typename List>
  auto value(const List &Items)
      -> decltype(Items.begin(), json::Value(nullptr)) {
    json::Array Result;
    for (const auto &Item : Items)
      Result.push_back(value(Item));
    return Result;
  }
  template <typename Record>
  auto value(const Record &R)
      -> decltype(fields(std::declval<Writer &>(), const_cast<Record &>(R)),
                  json::Value(nullptr)) {
    json::Object Saved = std::move(Current);
    Current = json::Object();
    fields(*this, const_cast<Record &>(R));
    json::Object Result = std::move(Current);
    Current = std::move(Saved);
    return Result;
  }

  template <typename T>
  void field(llvm::StringRef Key, const T &Value, bool IsDefault) {
    if (!IsDefault)
      Current[Key] = value(Value);
  }

private:
  llvm::DenseMap<const Symbol *, int64_t> Index;
  std::vector<const Symbol *> Symbols;
  json::Object Current;
};

class Reader {
public:
  static constexpr bool Reads = true;

  Reader(SymbolTable &Table, const json::Array &Names) {
    for (const json::Value &Entry : Names) {
      const json::Array *Parts = Entry.getAsArray();
      if (!Parts || Parts->size() != 3) {
        fail("a symbol is not a list of three texts");
        return;
      }
      auto text = [&](unsigned I) {
        return (*Parts)[I].getAsString().value_or("");
      };
      Symbols.push_back(Table.intern(text(0), text(1), text(2)));
    }
  }

  const std::string &problem() const { return Problem; }

  void read(const json::Value &V, const Symbol *&To) { To = symbol(V); }
  void read(const json::Value &V, bool &To) {
    if (auto B = V.getAsBoolean())
      To = *B;
    else
      fail("a truth value is something else");
  }
  template <typename Number>
  auto read(const json::Value &V, Number &To)
      -> std::enable_if_t<std::is_integral_v<Number>> {
    if (auto N = V.getAsInteger())
      To = Number(*N);
    else
      fail("a number is something else");
  }
  void read(const json::Value &V, std::optional<int64_t> &To) {
    if (!V.getAsNull()) {
      To.emplace();
      read(V, *To);
    }
  }
  void read(const json::Value &V, Site &To) {
    const json::Array *Parts = list(V, 3);
    if (!Parts)
      return;
    To.File = symbol((*Parts)[0]);
    read((*Parts)[1], To.Line);
    read((*Parts)[2], To.Column);
  }
  void read(const json::Value &V, SymbolPath &To) {
    const json::Array *Parts = list(V, 3);
    if (!Parts)
      return;
    unsigned Root = 0, Parameter = 0;
    read((*Parts)[0], Root);
    read((*Parts)[2], Parameter);
    if (Root > unsigned(SymbolRoot::Static))
      return fail("a path starts at nothing that is known");
    To = SymbolPath(SymbolRoot(Root), symbol((*Parts)[1]), Parameter);
    bool IsVariable = To.isStatic() || To.root() == SymbolRoot::Local;
    if (IsVariable && !To.base())
      return fail("a path starts at a variable without a name");
    for (const json::Value &Item : llvm::drop_begin(*Parts, 3)) {
      SymbolStep New;
      read(Item, New);
      To.add(New);
    }
  }
  void read(const json::Value &V, SymbolStep &To) {
    const json::Array *Step = list(V, 3);
    if (!Step)
      return;
    unsigned Kind = 0, Parameter = 0;
    read((*Step)[0], Kind);
    if (Kind > SymbolStep::Container)
      return fail("a step of a path is of no known kind");
    To.StepKind = SymbolStep::Kind(Kind);
    To.Name = symbol((*Step)[1]);
    read((*Step)[2], To.Index);
    if (Step->size() > 3) {
      read((*Step)[3], Parameter);
      To.Parameter = Parameter;
    }
  }
  template <typename A, typename B>
  void read(const json::Value &V, std::pair<A, B> &To) {
    if (const json::Array *Parts = list(V, 2)) {
      read((*Parts)[0], To.first);
      read((*Parts)[1], To.second);
    }
  }
  template <typename List>
  auto read(const json::Value &V, List &To)
      -> decltype(To.emplace_back(), void()) {
    const json::Array *Items = V.getAsArray();
    if (!Items)
      return fail("a list is something else");
    for (const json::Value &Item : *Items)
      read(Item, To.emplace_back());
  }
  template <typename Record>
  auto read(const json::Value &V, Record &To)
      -> decltype(fields(std::declval<Reader &>(), To), void()) {
    const json::Object *Saved = Current;
    Current = V.getAsObject();
    if (Current)
      fields(*this, To);
    else
      fail("an object is something else");
    Current = Saved;
  }

  template <typename T>
  void field(llvm::StringRef Key, T &To, bool) {
    if (const json::Value *Found = Current->get(Key))
      read(*Found, To);
  }
  void fail(llvm::StringRef Why) {
    if (Problem.empty())
      Problem = Why.str();
  }

private:
  const json::Array *list(const json::Value &V, size_t AtLeast) {
    const json::Array *Parts = V.getAsArray();
    if (Parts && Parts->size() >= AtLeast)
      return Parts;
    fail("a list is too short");
    return nullptr;
  }
  const Symbol *symbol(const json::Value &V) {
    std::optional<int64_t> Number = V.getAsInteger();
    if (Number && *Number >= 0 && size_t(*Number) < Symbols.size())
      return Symbols[*Number];
    if (!Number || *Number != -1)
      fail("a symbol has no name");
    return nullptr;
  }

  std::vector<const Symbol *> Symbols;
  const json::Object *Current = nullptr;
  std::string Problem;
};

template <typename Port> void fields(Port &P, HeldName &H) {
  P.field("lock", H.Lock, false);
  P.field("type", H.Type, !H.Type);
  P.field("shared", H.Shared, !H.Shared);
  P.field("maybe", H.Maybe, !H.Maybe);
}

template <typename Port> void fields(Port &P, ArgumentNames &A) {
  P.field("place", A.Place, !A.Place.isKnown());
  P.field("target", A.Target, !A.Target.isKnown());
  P.field("pointee", A.Pointee, !A.Pointee.isKnown());
  P.field("single", A.Single, !A.Single);
  P.field("number", A.Number, A.Number == SymbolStep{SymbolStep::Element});
}

template <typename Port> void baseFields(Port &P, EventBase &E) {
  P.field("at", E.At, false);
  P.field("held", E.Held.Locks, E.Held.Locks.empty());
  P.field("held_unknown", E.Held.Unknown, !E.Held.Unknown);
  P.field("live", E.Live, E.Live.empty());
}

template <typename Port> void fields(Port &P, AccessEvent &E) {
  baseFields(P, E);
  P.field("path", E.Path, false);
  P.field("data", E.Data, !E.Data);
  P.field("shown", E.Shown, !E.Shown);
  P.field("declared", E.Declared, !E.Declared.File);
  P.field("write", E.Write, !E.Write);
  P.field("atomic", E.Atomic, !E.Atomic);
  P.field("operation", E.Operation, !E.Operation);
  P.field("begins", E.Begins, !E.Begins);
  P.field("ends", E.Ends, !E.Ends);
  P.field("dispatch", E.Dispatch, !E.Dispatch);
  P.field("container", E.OnlyContainer, !E.OnlyContainer);
  P.field("scalar", E.Scalar, !E.Scalar);
  P.field("pointer", E.IsPointer, !E.IsPointer);
  P.field("constant", E.Constant, !E.Constant);
  P.field("bit_field", E.BitField, !E.BitField);
  P.field("shared", E.SharedPointee, !E.SharedPointee);
  P.field("in_turn", E.InTurn, !E.InTurn);
  P.field("hidden", E.Hidden, !E.Hidden);
}

template <typename Port> void fields(Port &P, CallEvent &E) {
  baseFields(P, E);
  P.field("callee", E.Callee, !E.Callee);
  P.field("open", E.Open, !E.Open);
  P.field("receiver", E.Receiver, !E.Receiver.isKnown());
  P.field("arguments", E.Arguments, E.Arguments.empty());
  P.field("receiver_copy", E.ReceiverIsCopy, !E.ReceiverIsCopy);
  P.field("same_names", E.SameNames, !E.SameNames);
  P.field("ends", E.Ends, !E.Ends);
  P.field("unseen", E.Unseen, !E.Unseen);
  P.field("made", E.Made, !E.Made.isKnown());
  P.field("fresh", E.Fresh, !E.Fresh);
  P.field("holds", E.Holds, E.Holds.empty());
  P.field("begin", E.Begin, !E.Begin.File);
  P.field("last", E.Last, !E.Last.File);
}

template <typename Port> void lockFields(Port &P, LockUse &L) {
  P.field("lock", L.Lock, !L.Lock.isKnown());
  P.field("shown", L.Shown, !L.Shown);
  P.field("private", L.Private, !L.Private);
  P.field("shared", L.Shared, !L.Shared);
  P.field("again", L.Again, L.Again == uint16_t(Recursion::Unknown));
  P.field("in_made", L.InMade, !L.InMade);
}

template <typename Port> void fields(Port &P, LockHold &H) {
  lockFields(P, H);
  P.field("how", H.How, H.How == LockHold::Always);
  P.field("since", H.Since, !H.Since.File);
  P.field("operation", H.Operation, !H.Operation);
  P.field("around", H.Around, !H.Around);
}

template <typename Port> void fields(Port &P, SureLock &L) {
  lockFields(P, L);
  P.field("at", L.At, !L.At.File);
}

template <typename Port> void fields(Port &P, LockChange &E) {
  lockFields(P, E);
  P.field("what", E.What, E.What == LockChange::Keeps);
}

template <typename Port> void fields(Port &P, LockEvent &E) {
  baseFields(P, E);
  lockFields(P, E);
  P.field("releases", E.Releases, !E.Releases);
  P.field("operation", E.Operation, !E.Operation);
  P.field("holds", E.Holds, E.Holds.empty());
  P.field("begin", E.Begin, !E.Begin.File);
  P.field("last", E.Last, !E.Last.File);
}

template <typename Port> void fields(Port &P, LockOrderDeclaration &O) {
  P.field("first", O.First, false);
  P.field("second", O.Second, false);
  P.field("at", O.At, false);
}

template <typename Port> void fields(Port &P, SpawnTarget &T) {
  P.field("function", T.Function, !T.Function);
  P.field("same_names", T.SameNames, !T.SameNames);
}

template <typename Port> void fields(Port &P, SpawnEvent &E) {
  baseFields(P, E);
  P.field("targets", E.Targets, E.Targets.empty());
  P.field("receiver", E.Receiver, !E.Receiver.isKnown());
  P.field("arguments", E.Arguments, E.Arguments.empty());
  P.field("receiver_copy", E.ReceiverIsCopy, !E.ReceiverIsCopy);
  P.field("renames", E.Renames, E.Renames.empty());
  P.field("handle", E.Handle, !E.Handle.isKnown());
  P.field("in_header", E.HandleInHeader, !E.HandleInHeader);
  P.field("runner", E.Runner, !E.Runner);
  P.field("started", E.Started, !E.Started);
  P.field("boundary", E.Boundary, !E.Boundary);
  P.field("parallel", E.Parallel, !E.Parallel);
  P.field("queued", E.Queued, !E.Queued);
  P.field("scoped", E.Scoped, !E.Scoped);
  P.field("completes", E.Completes, !E.Completes);
  P.field("detached", E.Detached, !E.Detached);
  P.field("some_left", E.SomeLeft, !E.SomeLeft);
  P.field("left", E.LeftRunning, !E.LeftRunning);
  P.field("by_reference", E.ByReference, E.ByReference.empty());
  P.field("per_turn", E.PerTurn, E.PerTurn.empty());
}

template <typename Port> void fields(Port &P, JoinEvent &E) {
  baseFields(P, E);
  P.field("handle", E.Handle, !E.Handle.isKnown());
}

template <typename Port> void fields(Port &P, SyncEvent &E) {
  baseFields(P, E);
  P.field("object", E.Object, !E.Object.isKnown());
  P.field("acquire", E.Acquire, !E.Acquire);
  P.field("release", E.Release, !E.Release);
  P.field("lock", E.IsLock, !E.IsLock);
  P.field("fence", E.IsFence, !E.IsFence);
}

template <typename Port> void fields(Port &P, TestEvent &E) {
  baseFields(P, E);
  P.field("state", E.State, false);
  P.field("constant", E.Constant, false);
  P.field("equal", E.Equal, !E.Equal);
  P.field("initial", E.Initial, !E.Initial);
}

template <typename Port> void fields(Port &P, BindEvent &E) {
  baseFields(P, E);
  P.field("cell", E.Cell, false);
  P.field("referent", E.Referent, !E.Referent.isKnown());
}

template <typename Port> void fields(Port &P, EventRef &E) {
  uint32_t Kind = uint32_t(E.Kind);
  P.field("kind", Kind, false);
  P.field("index", E.Index, false);
  if constexpr (Port::Reads) {
    if (Kind > uint32_t(EventKind::Lock))
      return P.fail("an event is of no known kind");
    E.Kind = EventKind(Kind);
  }
}

template <typename Port> void fields(Port &P, ResultTest &T) {
  P.field("next", T.Successor, false);
  P.field("call", T.Call, false);
  P.field("is", T.Is, false);
  P.field("constant", T.Constant, false);
}

template <typename Port> void fields(Port &P, SummaryBlock &B) {
  P.field("events", B.Events, B.Events.empty());
  P.field("next", B.Successors, B.Successors.empty());
  P.field("results", B.Results, B.Results.empty());
  P.field("returns", B.Returns, !B.Returns);
  P.field("constant", B.Constant, !B.Constant);
  P.field("returned_call", B.ReturnedCall, !B.ReturnedCall);
}

template <typename Port> void fields(Port &P, FunctionSummary &F) {
  P.field("function", F.Function, false);
  P.field("file", F.File, !F.File);
  P.field("at", F.At, !F.At.File);
  P.field("class", F.Class, !F.Class);
  P.field("constructor", F.Constructor, !F.Constructor);
  P.field("destructor", F.Destructor, !F.Destructor);
  P.field("const", F.Const, !F.Const);
  P.field("public", F.Public, !F.Public);
  P.field("closure", F.Closure, !F.Closure);
  P.field("outer", F.Outer, !F.Outer);
  P.field("main", F.Main, !F.Main);
  P.field("named", F.Named, !F.Named);
  P.field("in_header", F.InHeader, !F.InHeader);
  P.field("locks_known", F.LocksKnown, !F.LocksKnown);
  P.field("parameters", F.Parameters, F.Parameters.empty());
  P.field("reassigned", F.Reassigned, F.Reassigned.empty());
  P.field("unshared", F.Unshared, F.Unshared.empty());
  P.field("blocks", F.Blocks, F.Blocks.empty());
  P.field("accesses", F.Accesses, F.Accesses.empty());
  P.field("calls", F.Calls, F.Calls.empty());
  P.field("spawns", F.Spawns, F.Spawns.empty());
  P.field("joins", F.Joins, F.Joins.empty());
  P.field("syncs", F.Syncs, F.Syncs.empty());
  P.field("tests", F.Tests, F.Tests.empty());
  P.field("binds", F.Binds, F.Binds.empty());
  P.field("locks", F.Locks, F.Locks.empty());
  P.field("holds", F.Holds, F.Holds.empty());
  P.field("acquires", F.Acquires, F.Acquires.empty());
  P.field("lock_changes", F.LockChanges, F.LockChanges.empty());
  P.field("targets", F.Targets, F.Targets.empty());
}

/// All numbers point at something that is there.
bool isSound(const FunctionSummary &F) {
  if (!F.Function)
    return false;
  auto hasEvent = [&](EventRef Ref) {
    switch (Ref.Kind) {
    case EventKind::Access:
      return Ref.Index < F.Accesses.size();
    case EventKind::Call:
      return Ref.Index < F.Calls.size();
    case EventKind::Spawn:
      return Ref.Index < F.Spawns.size();
    case EventKind::Join:
      return Ref.Index < F.Joins.size();
    case EventKind::Sync:
      return Ref.Index < F.Syncs.size();
    case EventKind::Test:
      return Ref.Index < F.Tests.size();
    case EventKind::Bind:
      return Ref.Index < F.Binds.size();
    case EventKind::Lock:
      return Ref.Index < F.Locks.size();
    }
    return false;
  };
  for (const SummaryBlock &Block : F.Blocks) {
    if (!llvm::all_of(Block.Events, hasEvent) ||
        llvm::any_of(Block.Successors,
                     [&](uint32_t Next) { return Next >= F.Blocks.size(); }) ||
        llvm::any_of(Block.Results, [&](const ResultTest &Test) {
          return Test.Call >= F.Calls.size() || Test.Is > ResultTest::AtMost;
        }) ||
        (Block.ReturnedCall &&
         (*Block.ReturnedCall < 0 ||
          size_t(*Block.ReturnedCall) >= F.Calls.size())))
      return false;
    for (EventRef Ref : Block.Events)
      for (uint16_t Running : F.event(Ref).Live)
        if (Running >= F.Spawns.size())
          return false;
  }
  auto hasHolds = [&](const auto &E) {
    return llvm::all_of(E.Holds,
                        [&](uint16_t Hold) { return Hold < F.Holds.size(); });
  };
  auto isNamed = [](const LockUse &Use) {
    return Use.Lock.isKnown() && Use.Shown &&
           Use.Again <= uint16_t(Recursion::Unknown);
  };
  if (!llvm::all_of(F.Calls, hasHolds) || !llvm::all_of(F.Locks, hasHolds) ||
      !llvm::all_of(F.Holds, isNamed) || !llvm::all_of(F.Acquires, isNamed) ||
      !llvm::all_of(F.LockChanges, isNamed) ||
      llvm::any_of(F.LockChanges,
                   [](const LockChange &E) {
                     return E.What > LockChange::MayRelease;
                   }) ||
      !llvm::all_of(F.Locks, [&](const LockEvent &E) {
        return E.Releases || isNamed(E);
      }))
    return false;
  return llvm::all_of(F.Accesses, [](const AccessEvent &E) {
           return E.Data && E.Shown;
         }) &&
         llvm::all_of(F.Spawns, [](const SpawnEvent &E) {
           return E.Runner && E.Started;
         });
}

/// Copies a summary into another table of symbols.
class Translator {
public:
  static constexpr bool Reads = false;
  explicit Translator(SymbolTable &To) : To(To) {}

  void field(llvm::StringRef, const Symbol *&S, bool) { S = translated(S); }
  void field(llvm::StringRef, Site &At, bool) { value(At); }
  void field(llvm::StringRef, SymbolPath &Path, bool) { value(Path); }
  void field(llvm::StringRef, SymbolStep &Step, bool) { value(Step); }
  template <typename T> auto field(llvm::StringRef, T &Items, bool)
      -> decltype(Items.begin(), void()) {
    for (auto &Item : Items)
      value(Item);
  }
  template <typename T> auto field(llvm::StringRef, const T &, bool)
      -> std::enable_if_t<std::is_integral_v<T> ||
                          std::is_same_v<T, std::optional<int64_t>>> {}

private:
  const Symbol *translated(const Symbol *S) {
    if (!S)
      return nullptr;
    const Symbol *&Entry = Known[S];
    if (!Entry)
      Entry = To.intern(S->Id, S->Name, S->Scope);
    return Entry;
  }
  void value(const Symbol *&S) { S = translated(S); }
  void value(Site &At) { At.File = translated(At.File); }
  void value(SymbolStep &Step) { Step.Name = translated(Step.Name); }
  void value(SymbolPath &Path) {
    SymbolPath Result(Path.root(), translated(Path.base()), Path.parameter());
    for (SymbolStep Step : Path.steps()) {
      value(Step);
      Result.add(Step);
    }
    Path = std::move(Result);
  }
  template <typename A, typename B> void value(std::pair<A, B> &P) {
    value(P.first);
    value(P.second);
  }
  template <typename T> std::enable_if_t<std::is_integral_v<T>> value(T &) {}
  template <typename Record>
  auto value(Record &R)
      -> decltype(fields(std::declval<Translator &>(), R), void()) {
    fields(*this, R);
  }

  SymbolTable &To;
  llvm::DenseMap<const Symbol *, const Symbol *> Known;

public:
  template <typename Record> void operator()(Record &R) { fields(*this, R); }
};

/// Of two summaries of one function the fuller one; equal ones are the same.
auto weight(const FunctionSummary &F) {
  return std::make_tuple(F.Accesses.size(), F.Calls.size(), F.Spawns.size(),
                         F.Blocks.size(), F.Locks.size(),
                         F.File ? llvm::StringRef(F.File->Id) : "");
}

} // namespace

static auto key(const FunctionSummary &F) {
  return std::make_pair(llvm::StringRef(F.Function->Id),
                        F.File ? llvm::StringRef(F.File->Id) : "");
}

static bool isBefore(const LockOrderDeclaration &L,
                     const LockOrderDeclaration &R) {
  return std::tie(L.At, L.First, L.Second) < std::tie(R.At, R.First, R.Second);
}

void sortFunctions(ProgramSummary &Program) {
  llvm::sort(Program.Orders, isBefore);
  llvm::stable_sort(Program.Functions,
                    [](const FunctionSummary &L, const FunctionSummary &R) {
                      return key(L) < key(R);
                    });
}

void writeSummaries(const ProgramSummary &Program, llvm::raw_ostream &Out) {
  std::vector<const FunctionSummary *> Sorted;
  for (const FunctionSummary &F : Program.Functions)
    Sorted.push_back(&F);
  llvm::stable_sort(Sorted, [](const FunctionSummary *L,
                               const FunctionSummary *R) {
    return key(*L) < key(*R);
  });
  Writer W;
  json::Array Functions;
  for (const FunctionSummary *F : Sorted)
    Functions.push_back(W.value(*F));
  json::Array Orders;
  std::vector<LockOrderDeclaration> Declared = Program.Orders;
  llvm::sort(Declared, isBefore);
  for (const LockOrderDeclaration &Order : Declared)
    Orders.push_back(W.value(Order));
  Out << json::Value(json::Object{{"sendsync_summaries", Version},
                                  {"symbols", W.symbols()},
                                  {"orders", std::move(Orders)},
                                  {"functions", std::move(Functions)}})
      << '\n';
}

llvm::Expected<ProgramSummary> readSummaries(llvm::StringRef Json) {
  auto error = [](const llvm::Twine &Text) {
    return llvm::createStringError(llvm::inconvertibleErrorCode(), Text);
  };
  llvm::Expected<json::Value> Parsed = json::parse(Json);
  if (!Parsed)
    return Parsed.takeError();
  const json::Object *Top = Parsed->getAsObject();
  std::optional<int64_t> Its =
      Top ? Top->getInteger("sendsync_summaries") : std::nullopt;
  if (!Its)
    return error("this is no file of summaries");
  if (*Its != Version)
    return error("summaries of version " + llvm::Twine(*Its) +
                 "; this program reads version " + llvm::Twine(Version));
  const json::Array *Symbols = Top->getArray("symbols");
  const json::Array *Functions = Top->getArray("functions");
  if (!Symbols || !Functions)
    return error("'symbols' or 'functions' is missing");
  ProgramSummary Result;
  Reader R(*Result.Symbols, *Symbols);
  if (const json::Array *Orders = Top->getArray("orders"))
    R.read(json::Value(json::Array(*Orders)), Result.Orders);
  if (!R.problem().empty())
    return error(R.problem());
  for (const json::Value &Each : *Functions) {
    FunctionSummary &F = Result.Functions.emplace_back();
    R.read(Each, F);
    if (R.problem().empty() && !isSound(F))
      R.fail("a function refers to something that is not there");
    if (!R.problem().empty())
      return error(R.problem());
  }
  return Result;
}

void merge(ProgramSummary &Into, const ProgramSummary &From) {
  Translator Translate(*Into.Symbols);
  for (LockOrderDeclaration Order : From.Orders) {
    Translate(Order);
    if (llvm::none_of(Into.Orders, [&](const LockOrderDeclaration &Known) {
          return !isBefore(Known, Order) && !isBefore(Order, Known);
        }))
      Into.Orders.push_back(std::move(Order));
  }
  for (const FunctionSummary &F : From.Functions) {
    FunctionSummary Mine = F;
    Translate(Mine);
    auto [Entry, New] =
        Into.ByFunction.try_emplace(
            {Mine.Function, Mine.File}, Into.Functions.size());
    if (New)
      Into.Functions.push_back(std::move(Mine));
    else if (FunctionSummary &Old = Into.Functions[Entry->second];
             weight(Old) < weight(Mine))
      Old = std::move(Mine);
  }
}

} // namespace sendsync
