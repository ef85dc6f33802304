#include "checks/analysis/threads/TaskStates.h"
#include "checks/analysis/base/Bounds.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/Dataflow.h"

using namespace clang;

namespace sendsync {

namespace {

enum HandleFlag : uint8_t {
  HandleEmpty = 1,
  HandleJoinable = 2,
  HandleDone = 4, ///< joined or detached
  HandleUnknown = 8
};

struct HandleState {
  uint8_t Flags = HandleEmpty;
  std::set<const SpawnFact *> Tasks;
  const TypeModel *Type = nullptr;
  bool operator==(const HandleState &Other) const {
    return Flags == Other.Flags && Tasks == Other.Tasks;
  }
};

struct Task {
  uint8_t Flags = 0;
  SourceLocation Moved;
  bool operator==(const Task &Other) const { return Flags == Other.Flags; }
};

struct RunningWork {
  std::map<const SpawnFact *, Task> Tasks;
  std::map<AccessPath, HandleState> Handles;
  /// Variables that hold the result of a start.
  std::map<AccessPath, const SpawnFact *> Results;
  bool operator==(const RunningWork &Other) const {
    return Tasks == Other.Tasks && Handles == Other.Handles &&
           Results == Other.Results;
  }
};

class TaskDomain {
public:
  using Value = RunningWork;
  TaskDomain(const FunctionFacts &Body, const Contracts &Contract)
      : Contract(Contract) {
    Body.each<SpawnFact>([&](const SpawnFact &Spawn) {
      if (Spawn.Handle.isKnown())
        Starts[Spawn.Handle.anyElement()].push_back(Spawn.Range);
    });
    findPartlyJoined(Body);
  }
  RunningWork entry() { return {}; }
  static bool isTooLarge(const RunningWork &Work) {
    return Work.Tasks.size() > bounds::TasksAtOnce ||
           Work.Handles.size() > bounds::TasksAtOnce;
  }

  void apply(const Fact &F, RunningWork &Work) {
    switch (F.Kind) {
    case FactKind::Spawn:
      return applySpawn(cast<SpawnFact>(F), Work);
    case FactKind::Handle:
      return applyHandle(cast<HandleFact>(F), Work);
    case FactKind::Move:
      return applyMove(cast<MoveFact>(F), Work);
    case FactKind::Destroy:
      return applyDestroy(cast<DestroyFact>(F), Work);
    case FactKind::Call:
      return applyCall(cast<CallFact>(F), Work);
    case FactKind::Return:
      return applyReturn(cast<ReturnFact>(F), Work);
    case FactKind::Access: {
      const auto &Access = cast<AccessFact>(F);
      if (Access.isWrite()) {
        Work.Results.erase(Access.Path);
        for (const auto &[Spawn, State] : Work.Tasks)
          if (Access.Stored && Spawn->Site == Access.Stored)
            Work.Results[Access.Path] = Spawn;
      }
      // What a handle's own methods do is said by handle facts.
      if (Access.Via && Work.Handles.count(Access.Path))
        return;
      if (Access.isWrite() || Access.MayWrite ||
          (Access.AccessMode == AccessFact::Address && !isForStart(Access)))
        lose(Access.Path, Work);
      return;
    }
    case FactKind::Lock:
    case FactKind::Init:
    case FactKind::Guard:
    case FactKind::Bind:
    case FactKind::Borrow:
    case FactKind::Condition:
    case FactKind::Suspend:
    case FactKind::Catch:
    case FactKind::Flag:
      return;
    }
  }

  bool refine(const BranchCondition &Condition, bool Truth,
              RunningWork &Work) {
    std::optional<BranchCondition> Zero;
    if (Condition.Comparison)
      Zero = Condition.asTestForZero(Truth);
    const BranchCondition &Branch = Zero ? *Zero : Condition;
    if (Branch.Constant == 0 && Branch.Tested.isKnown()) {
      auto Found = Work.Handles.find(Branch.Tested);
      if (Found == Work.Handles.end())
        return true;
      uint8_t Possible = Truth ? HandleJoinable | HandleUnknown
                               : HandleEmpty | HandleDone | HandleUnknown;
      Found->second.Flags &= Possible;
      if (Found->second.Flags == HandleEmpty)
        dropTasks(Branch.Tested, Work);
      return Found->second.Flags != 0;
    }
    // A start that reports failure started nothing.
    auto Result = Branch.Key.isKnown() ? Work.Results.find(Branch.Key)
                                       : Work.Results.end();
    const Expr *Call =
        Result != Work.Results.end() ? Result->second->Site : Branch.Call;
    if (Call)
      for (auto &[Spawn, State] : Work.Tasks)
        if (Spawn->Site == Call && Spawn->Boundary->Success) {
          bool Known = Branch.Constant == *Spawn->Boundary->Success;
          if (Known && Truth)
            drop(Spawn, Work);
          if (Known)
            break;
        }
    return true;
  }

  void join(RunningWork &Into, const RunningWork &From) {
    for (const auto &[Spawn, State] : From.Tasks) {
      Task &Mine = Into.Tasks[Spawn];
      Mine.Flags |= State.Flags;
      if (Mine.Moved.isInvalid())
        Mine.Moved = State.Moved;
    }
    for (auto It = Into.Results.begin(); It != Into.Results.end();) {
      auto Theirs = From.Results.find(It->first);
      bool Same =
          Theirs != From.Results.end() && Theirs->second == It->second;
      It = Same ? std::next(It) : Into.Results.erase(It);
    }
    for (auto &[Path, State] : Into.Handles)
      if (!From.Handles.count(Path))
        State.Flags |= HandleEmpty;
    for (const auto &[Path, State] : From.Handles) {
      auto [Entry, New] = Into.Handles.try_emplace(Path, State);
      if (New) {
        Entry->second.Flags |= HandleEmpty;
        continue;
      }
      Entry->second.Flags |= State.Flags;
      Entry->second.Tasks.insert(State.Tasks.begin(), State.Tasks.end());
      // Joined in a loop over all of them: the path around the loop is the one
      // for an empty container.
      if (Path.mayVary() && (Entry->second.Flags & HandleDone) &&
          (Entry->second.Flags & HandleJoinable)) {
        Entry->second.Flags &= ~HandleJoinable;
        for (const SpawnFact *Spawn : Entry->second.Tasks)
          if (!PartlyJoined.contains(Spawn))
            finish(Into.Tasks[Spawn], TaskJoined);
      }
    }
  }

private:
  /// `pthread_create(&threads[1], ...)` only takes the address of the handle to
  /// fill it.
  bool isForStart(const AccessFact &Access) const {
    auto Found = Access.Path.isKnown() ? Starts.find(Access.Path.anyElement())
                                       : Starts.end();
    return Found != Starts.end() &&
           llvm::any_of(Found->second, [&](SourceRange Range) {
             return Range.fullyContains(Access.Range);
           });
  }

  static void finish(Task &State, TaskFlag How) {
    State.Flags &= ~(TaskLive | TaskMany);
    State.Flags |= How;
  }

  static void drop(const SpawnFact *Spawn, RunningWork &Work) {
    Work.Tasks[Spawn].Flags = 0;
    for (auto &[Path, Handle] : Work.Handles)
      if (Handle.Tasks.erase(Spawn) && Handle.Tasks.empty())
        Handle.Flags = HandleEmpty;
  }

  /// The handle turns out to be empty: on this path its work was never started,
  /// unless another handle has it.
  static void dropTasks(const AccessPath &Empty, RunningWork &Work) {
    std::set<const SpawnFact *> Tasks;
    Tasks.swap(Work.Handles[Empty].Tasks);
    for (const auto &[Path, Handle] : Work.Handles)
      for (const SpawnFact *Spawn : Handle.Tasks)
        Tasks.erase(Spawn);
    for (const SpawnFact *Spawn : Tasks)
      if (!(Work.Tasks[Spawn].Flags & (TaskDetached | TaskEscaped)))
        Work.Tasks[Spawn] = Task();
  }

  void applySpawn(const SpawnFact &Spawn, RunningWork &Work) {
    loseCaptured(Spawn.Callables, Work);
    Task &State = Work.Tasks[&Spawn];
    bool Again = State.Flags & TaskLive;
    State = Task();
    State.Flags = TaskLive | (Again ? TaskMany : 0);
    if (Spawn.Boundary->Times == RunTimes::Parallel ||
        Spawn.Boundary->Times == RunTimes::Unsequenced)
      State.Flags |= TaskMany;
    switch (Spawn.Boundary->Life) {
    case RunLife::Scoped:
      State.Flags = TaskJoined;
      return;
    case RunLife::Detached:
      State.Flags |= TaskDetached;
      return;
    case RunLife::Loop:
      State.Flags |= TaskUnknown;
      return;
    case RunLife::Handle:
    case RunLife::Until:
      break;
    }
    if (!Spawn.Handle.isKnown()) {
      State.Flags |= TaskUnknown;
      return;
    }
    AccessPath Name = Spawn.Handle.anyElement();
    HandleState &Handle = Work.Handles[Name];
    if (Spawn.Boundary->Life != RunLife::Until)
      forgetOverwritten(Spawn, Handle.Tasks, Work);
    Handle.Flags = HandleJoinable;
    Handle.Type = Spawn.HandleType;
    Handle.Tasks.insert(&Spawn);
    if (!Spawn.Handle.isLocalStorage())
      State.Flags |= TaskEscaped;
  }

  /// Nobody can wait any longer for what the handle of \p Spawn has stood for.
  static void forgetOverwritten(const SpawnFact &Spawn,
                                std::set<const SpawnFact *> &Tasks,
                                RunningWork &Work) {
    for (auto It = Tasks.begin(); It != Tasks.end();) {
      const SpawnFact *Old = *It;
      bool IsSame = !Spawn.Handle.mayVary() && Old->Handle == Spawn.Handle;
      bool IsLost = IsSame || !Spawn.Handle.anyElement().mayVary();
      if (IsSame && Old != &Spawn)
        Work.Tasks[Old].Flags |= TaskDetached;
      It = IsLost ? Tasks.erase(It) : std::next(It);
    }
  }

  void applyHandle(const HandleFact &Use, RunningWork &Work) {
    if (!Use.Handle.isKnown()) {
      // Some handle: it may be any of those that we follow.
      loseAll(Work);
      return;
    }
    HandleState &Handle = Work.Handles[Use.Handle.anyElement()];
    switch (Use.HandleVerb) {
    case HandleFact::Join:
    case HandleFact::Detach:
      Handle.Flags = HandleDone;
      for (const SpawnFact *Spawn : Handle.Tasks) {
        if (Use.HandleVerb == HandleFact::Join) {
          if (PartlyJoined.contains(Spawn))
            Work.Tasks[Spawn].Flags |= TaskSomeJoined;
          else
            finish(Work.Tasks[Spawn], TaskJoined);
        } else {
          Work.Tasks[Spawn].Flags |= TaskDetached;
          Work.Tasks[Spawn].Moved = Use.Location;
        }
      }
      return;
    case HandleFact::Lose:
      return lose(Use.Handle, Work);
    }
  }

  /// More is started in a loop than all joins together wait for.
  void findPartlyJoined(const FunctionFacts &Body) {
    Body.each<SpawnFact>([&](const SpawnFact &Spawn) {
      const AccessPath Name = Spawn.Handle.anyElement();
      if (!Spawn.Turns || !Name.isKnown() || !Name.mayVary())
        return;
      bool IsCounted = true;
      int64_t Joined = 0;
      Body.each<HandleFact>([&](const HandleFact &Use) {
        if (Use.Handle.isKnown() && Use.Handle.anyElement() != Name)
          return;
        IsCounted &= Use.HandleVerb == HandleFact::Join && Use.Times &&
                     Use.Handle.isKnown();
        Joined += Use.Times.value_or(0);
      });
      if (IsCounted && Joined < *Spawn.Turns)
        PartlyJoined.insert(&Spawn);
    });
  }

  /// The handle, or an owner with what it owns, moves.
  void applyMove(const MoveFact &Move, RunningWork &Work) {
    AccessPath From = Move.From.anyElement();
    std::vector<AccessPath> Moving;
    for (const auto &[Path, Handle] : Work.Handles)
      if (Path.startsWith(From))
        Moving.push_back(Path);
    for (const AccessPath &Path : Moving)
      moveHandle(Path,
                 Move.To.isKnown() ? Path.rebase(From, Move.To.anyElement())
                                   : AccessPath(),
                 Move, Work);
  }

  void moveHandle(const AccessPath &From, const AccessPath &Taker,
                  const MoveFact &Move, RunningWork &Work) {
    auto Found = Work.Handles.find(From);
    HandleState Moved = std::move(Found->second);
    Work.Handles.erase(Found);
    if (Move.Swap)
      return lose(Taker, Work);
    bool Leaves = !Taker.isKnown() || !Taker.isLocalStorage();
    for (const SpawnFact *Spawn : Moved.Tasks) {
      Task &State = Work.Tasks[Spawn];
      if (Leaves) {
        State.Flags |= TaskEscaped;
        State.Moved = Move.Location;
      }
      // Handed to another function: it may wait there.
      if (!Taker.isKnown() && !Move.Returned)
        State.Flags |= TaskUnknown;
    }
    if (!Taker.isKnown())
      return;
    endHandle(Taker, Work);
    HandleState &To = Work.Handles[Taker];
    if (Taker.mayVary())
      Moved.Tasks.insert(To.Tasks.begin(), To.Tasks.end());
    To = std::move(Moved);
  }

  void applyDestroy(const DestroyFact &Destroy, RunningWork &Work) {
    llvm::SmallVector<AccessPath, 2> Ended;
    for (const auto &[Path, Handle] : Work.Handles)
      if (Path.startsWith(Destroy.Object.anyElement()))
        Ended.push_back(Path);
    for (const AccessPath &Path : Ended)
      endHandle(Path, Work);
    finishPooled(Destroy.Object, "~", Work);
  }

  /// \p Function of the object at \p Pool waits for what it was given.
  static void finishPooled(const AccessPath &Pool, llvm::StringRef Function,
                           RunningWork &Work) {
    for (auto &[Spawn, State] : Work.Tasks)
      if (Spawn->Pool.isKnown() && Spawn->Pool == Pool &&
          waitsFor(*Spawn, Function))
        finish(State, TaskJoined);
  }

  /// The object that holds a handle ends, or takes another one.
  void endHandle(const AccessPath &Path, RunningWork &Work) {
    auto Found = Work.Handles.find(Path);
    if (Found == Work.Handles.end())
      return;
    const HandleState &Handle = Found->second;
    bool Joins = Handle.Type && Handle.Type->Handle &&
                 Handle.Type->Handle->OnDestroy == HandleModel::Joins;
    bool Detaches = Handle.Type && Handle.Type->Handle &&
                    Handle.Type->Handle->OnDestroy == HandleModel::Detaches;
    for (const SpawnFact *Spawn : Handle.Tasks) {
      Task &State = Work.Tasks[Spawn];
      bool Waits = Joins || (Spawn->Boundary->Life == RunLife::Until &&
                             waitsFor(*Spawn, "~"));
      if (Path.mayVary() && !Waits)
        continue; // assignment to one of many
      if (Waits)
        finish(State, TaskJoined);
      else if (Detaches)
        State.Flags |= TaskDetached;
    }
    if (!Path.mayVary())
      Work.Handles.erase(Path);
  }

  /// True if the model of \p Spawn says that \p Function waits for the work.
  static bool waitsFor(const SpawnFact &Spawn, llvm::StringRef Function) {
    return llvm::any_of(Spawn.Boundary->Until, [&](llvm::StringRef Name) {
      return Function == "~" ? Name.contains('~') : Name == Function;
    });
  }

  void applyCall(const CallFact &Call, RunningWork &Work) {
    if (Work.Tasks.empty())
      return;
    loseCaptured(Call.Callables, Work);
    // What it does with the handle it fills is what made it a start.
    AccessPath Filled;
    for (const auto &[Spawn, State] : Work.Tasks)
      if (Spawn->Site == Call.Site)
        Filled = Spawn->Handle;
    for (unsigned I = 0; I != Call.Arguments.size(); ++I) {
      if (Filled.isKnown() && (Call.Arguments[I].Target == Filled ||
                               Call.Arguments[I].Place == Filled))
        continue;
      QualType Type = Call.Callee && I < Call.Callee->getNumParams()
                          ? Call.Callee->getParamDecl(I)->getType()
                          : QualType();
      // Through a const reference nobody joins.
      bool OnlyReads = !Type.isNull() && Type->isLValueReferenceType() &&
                       Type->getPointeeType().isConstQualified();
      if (OnlyReads && Work.Handles.count(Call.Arguments[I].Place.anyElement()))
        continue;
      lose(Call.Arguments[I].Place, Work);
      lose(Call.Arguments[I].Target, Work);
    }
    if (!Call.Callee || !Call.Receiver.isKnown())
      return;
    const std::string Name =
        Contract.models().canonicalName(modelName(Call.Callee));
    finishPooled(Call.Receiver, Name, Work);
    auto Pool = Work.Handles.find(Call.Receiver.anyElement());
    if (Pool == Work.Handles.end())
      return;
    for (const SpawnFact *Spawn : Pool->second.Tasks)
      if (waitsFor(*Spawn, Name))
        finish(Work.Tasks[Spawn], TaskJoined);
  }

  void applyReturn(const ReturnFact &Return, RunningWork &Work) {
    if (!Return.Value.isKnown())
      return;
    for (auto &[Path, Handle] : Work.Handles)
      if (Path.startsWith(Return.Value.anyElement())) {
        for (const SpawnFact *Spawn : Handle.Tasks) {
          Work.Tasks[Spawn].Flags |= TaskEscaped;
          Work.Tasks[Spawn].Moved = Return.Location;
        }
        Handle.Flags = HandleEmpty;
        Handle.Tasks.clear();
      }
  }

  /// Something unseen may be done with the handles at or below \p Path.
  void lose(const AccessPath &Named, RunningWork &Work) {
    if (!Named.isKnown())
      return;
    AccessPath Path = Named.anyElement();
    for (auto &[Place, Handle] : Work.Handles)
      if (Place.startsWith(Path) || Path.startsWith(Place))
        loseHandle(Handle, Work);
    for (auto &[Spawn, State] : Work.Tasks)
      if (Spawn->Pool.isKnown() && Spawn->Pool.startsWith(Named))
        State.Flags |= TaskUnknown;
  }

  static void loseHandle(HandleState &Handle, RunningWork &Work) {
    Handle.Flags = HandleUnknown;
    for (const SpawnFact *Spawn : Handle.Tasks)
      Work.Tasks[Spawn].Flags |= TaskUnknown;
  }

  static void loseAll(RunningWork &Work) {
    for (auto &[Place, Handle] : Work.Handles)
      loseHandle(Handle, Work);
    for (auto &[Spawn, State] : Work.Tasks)
      if (State.Flags & TaskEscaped)
        State.Flags |= TaskUnknown;
  }

  /// A closure that refers to a handle may do anything with it.
  void loseCaptured(llvm::ArrayRef<CallableUse> Callables, RunningWork &Work) {
    for (const CallableUse &Use : Callables) {
      if (!Use.Lambda)
        continue;
      for (const LambdaCapture &Capture : Use.Lambda->captures())
        if (Capture.capturesVariable() &&
            Capture.getCaptureKind() == LCK_ByRef)
          if (const auto *Variable =
                  dyn_cast<VarDecl>(Capture.getCapturedVar()))
            lose(AccessPath::variable(Variable), Work);
    }
  }

  const Contracts &Contract;
  llvm::DenseSet<const SpawnFact *> PartlyJoined;
  /// Where handles are filled.
  std::map<AccessPath, std::vector<SourceRange>> Starts;
};

bool startsWork(const FunctionFacts &Body) {
  for (const auto &Block : Body.Blocks)
    for (const Fact *F : Block->Facts)
      if (isa<SpawnFact>(F))
        return true;
  return false;
}

/// Variables to which an object of the user's may keep a reference, from before the
/// work starts; its end may join.
llvm::DenseSet<const VarDecl *> lentVariables(const FunctionFacts &Body) {
  llvm::DenseSet<const VarDecl *> Lent;
  auto lend = [&](const AccessPath &Path) {
    if (const VarDecl *Root = Path.rootVariable())
      Lent.insert(Root);
  };
  Body.each<AccessFact>([&](const AccessFact &Access) {
    if (Access.AccessMode == AccessFact::Pass && Access.MayWrite)
      lend(Access.Path);
  });
  Body.each<CallFact>([&](const CallFact &Call) {
    if (!isa_and_nonnull<CXXConstructorDecl>(Call.Callee) ||
        isInSystemHeader(Call.Callee))
      return;
    for (const ArgumentPaths &Argument : Call.Arguments) {
      lend(Argument.Place);
      lend(Argument.Target);
    }
  });
  return Lent;
}

std::vector<TaskState> statesOf(const RunningWork &Work) {
  std::vector<TaskState> States;
  llvm::DenseMap<const SpawnFact *, const AccessPath *> Holder;
  for (const auto &[Path, Handle] : Work.Handles)
    for (const SpawnFact *Spawn : Handle.Tasks)
      Holder[Spawn] = &Path;
  for (const auto &[Spawn, State] : Work.Tasks) {
    TaskState Entry;
    Entry.Spawn = Spawn;
    Entry.Flags = State.Flags;
    Entry.Moved = State.Moved;
    if (const AccessPath *Handle = Holder.lookup(Spawn))
      Entry.Handle = *Handle;
    States.push_back(std::move(Entry));
  }
  llvm::sort(States, [](const TaskState &L, const TaskState &R) {
    return L.Spawn->Location < R.Spawn->Location;
  });
  return States;
}

bool isSame(const std::vector<TaskState> &Left,
            const std::vector<TaskState> &Right) {
  return llvm::equal(Left, Right, [](const TaskState &L, const TaskState &R) {
    return L.Spawn == R.Spawn && L.Flags == R.Flags && L.Moved == R.Moved &&
           L.Handle.isSame(R.Handle);
  });
}

} // namespace

bool TaskState::outlivesBody() const {
  if (is(TaskUnknown) || !is(TaskLive))
    return false;
  const TypeModel *Type = Spawn->HandleType;
  bool Plain = Type && Type->Handle &&
               Type->Handle->OnDestroy == HandleModel::Nothing;
  return is(TaskDetached) || is(TaskEscaped) || Plain;
}

llvm::ArrayRef<TaskState> TaskStates::at(const Fact &F) const {
  auto Found = Index.find(&F);
  if (Found == Index.end())
    return {};
  return Distinct[Found->second];
}

TaskStates computeTaskStates(const FunctionFacts &Body,
                             const Contracts &Contract) {
  TaskStates Result;
  if (!startsWork(Body))
    return Result;
  TaskDomain Domain(Body, Contract);
  // A container of handles is one handle: whether it is empty is not followed.
  ForwardDataflow<TaskDomain> Flow(Body, Domain, /*Comparisons=*/false);
  if (!Flow.solve()) {
    Result.Solved = false;
    return Result;
  }
  using State = ForwardDataflow<TaskDomain>::State;
  auto joined = [&](const State &S) {
    RunningWork Work = S.front().State;
    for (const auto &Item : llvm::drop_begin(S))
      Domain.join(Work, Item.State);
    return Work;
  };
  llvm::DenseSet<const VarDecl *> Lent = lentVariables(Body);
  auto noteDropped = [&](const Fact &F, const State &S) {
    AccessPath Ended;
    bool Overwritten = false;
    if (const auto *Destroy = dyn_cast<DestroyFact>(&F))
      Ended = Destroy->Object.anyElement();
    else if (const auto *Move = dyn_cast<MoveFact>(&F)) {
      Ended = Move->To.anyElement();
      Overwritten = true;
    }
    if (!Ended.isKnown() || (Overwritten && Ended.mayVary()))
      return;
    if (Lent.contains(Ended.rootVariable()))
      return;
    for (const auto &Item : S)
      for (const auto &[Path, Handle] : Item.State.Handles) {
        bool Ends = Overwritten ? Path == Ended : Path.startsWith(Ended);
        bool Terminates = Handle.Type && Handle.Type->Handle &&
                          Handle.Type->Handle->OnDestroy ==
                              HandleModel::Terminate;
        if (!Ends || !Terminates || !(Handle.Flags & HandleJoinable) ||
            (Handle.Flags & HandleUnknown) || Handle.Tasks.empty())
          continue;
        Result.Dropped.push_back(
            {*Handle.Tasks.begin(), Path, F.Location, Overwritten});
      }
  };
  Flow.visit([&](const Fact &F, const State &S) {
    noteDropped(F, S);
    if (llvm::all_of(S, [](const auto &Item) {
          return Item.State.Tasks.empty();
        }))
      return;
    std::vector<TaskState> Now =
        statesOf(S.size() == 1 ? S.front().State : joined(S));
    if (Result.Distinct.empty() || !isSame(Result.Distinct.back(), Now))
      Result.Distinct.push_back(std::move(Now));
    Result.Index[&F] = Result.Distinct.size() - 1;
  });
  if (!Flow.atExit().empty())
    Result.Exit = statesOf(joined(Flow.atExit()));
  return Result;
}

} // namespace sendsync
