/// # ineffective-lock
/// A lock is taken in a way that cannot protect anything.
///
/// ## Why it matters
/// The code looks synchronized and is not. A guard without a name is destroyed
/// at the end of its own statement; a mutex that is a local variable is a new
/// one in every call, so no two threads ever wait for each other. Nor do two
/// objects that each have a lock and change the same global data.
///
/// ## Flagged
/// ```cpp
/// std::mutex mu;
/// int total = 0;
/// void add(int n) { std::lock_guard<std::mutex>{mu}; total += n; }
/// ```
/// ```cpp
/// int total = 0;
/// void add(int n) { std::mutex mu; std::lock_guard lock(mu); total += n; }
/// ```
///
/// ```cpp
/// class Worker {
/// public:
///   void add(int n) { std::lock_guard lock(mu_); total += n; }
/// private:
///   std::mutex mu_;
///   static int total;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// std::mutex mu;
/// int total = 0;
/// void add(int n) { std::lock_guard lock(mu); total += n; }
/// ```
/// ```cpp
/// int sum(const std::vector<int> &values) {
///   std::mutex mu;
///   int total = 0;
///   std::thread worker([&] { std::lock_guard lock(mu); total += values[0]; });
///   { std::lock_guard lock(mu); total += values[1]; }
///   worker.join();
///   return total;
/// }
/// ```
///
/// ## How to fix
/// Give the guard a name; `std::unique_lock<std::mutex>(mu_);` does not lock `mu_`,
/// it declares a variable of that name. That goes for guard classes of your own and
/// for guards that functions return as well. Put the mutex beside the data that it
/// protects.
///
/// ## Limits
/// A local mutex is reported only if nothing but guards in the same function can
/// reach it, and data that others can reach is written while it is held. A lock of
/// each object is not reported if another lock may be held as well, or if the class
/// hands out its only instance. A copied lock is reported if it is in a class or
/// structure that is copied as a whole, and the copy stays in the function.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/LockReach.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo IneffectiveLockInfo;

namespace {

std::string lockList(const GuardFact &Guard) {
  std::string Names;
  for (const Capability &Lock : Guard.Locks)
    Names += (Names.empty() ? "'" : ", '") +
             (Lock.isKnown() ? pathText(Lock.lock()) : "its lock") + "'";
  return Names;
}

void judgeUnnamed(const BodyResults &Body, Reporter &R) {
  Body.Facts->each<GuardFact>([&](const GuardFact &Guard) {
    if (Guard.GuardVerb != GuardFact::Construct || !Guard.Discarded ||
        Guard.Locks.empty() || Guard.Tag)
      return;
    R.report(IneffectiveLockInfo, Guard.Location, Guard.Range,
             Guard.Type->getNameAsString(),
             "this '" + modelName(Guard.Type) +
                 "' is a temporary and releases " + lockList(Guard) +
                 " immediately")
        .fix(Guard.Location, "give the guard a name");
  });
}

/// A class of the user's whose destructor releases what a constructor or a
/// function locked.
bool releasesAtEnd(QualType Type, const FileResults &File) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  const CXXDestructorDecl *Destructor =
      Record && Record->hasDefinition() ? Record->getDestructor() : nullptr;
  const LockSummary *AtEnd =
      Destructor ? File.Functions.locks(Destructor) : nullptr;
  return File.Contract.isGuard(Type) || (AtEnd && !AtEnd->Releases.empty());
}

void judgeUnnamedMade(const BodyResults &Body, const FileResults &File,
                      Reporter &R) {
  Body.Facts->each<CallFact>([&](const CallFact &Call) {
    const LockSummary *Locks = Call.Discarded && Call.Callee
                                   ? File.Functions.locks(Call.Callee)
                                   : nullptr;
    // What is returned by reference lives on.
    if (!Locks || Locks->Unclear || Locks->Keeps.empty() ||
        Call.Site->isGLValue() ||
        !releasesAtEnd(Call.Site->getType(), File))
      return;
    AccessPath Lock = Call.substitute(Locks->Keeps.front().Lock.lock());
    bool Made = isa<CXXConstructorDecl>(Call.Callee);
    std::string Name = "'" + Call.Callee->getNameAsString() + "'";
    R.report(IneffectiveLockInfo, Call.Location, Call.Range,
             Call.Callee->getQualifiedNameAsString(),
             (Made ? "this " + Name : "what " + Name + " returns") +
                 " is a temporary and releases " +
                 (Lock.isKnown() ? "'" + pathText(Lock) + "'" : "its lock") +
                 " immediately")
        .note(NoteRole::Because, Locks->Keeps.front().Location,
              "the lock is acquired here")
        .fix(Call.Location, "give the guard a name");
  });
}

/// A lock with the name of \p Variable in the scopes around its function.
const ValueDecl *lockNamed(const VarDecl *Variable, const FileResults &File) {
  const DeclContext *Scope = Variable->getParentFunctionOrMethod();
  for (Scope = Scope ? Scope->getParent() : nullptr; Scope;
       Scope = Scope->getParent())
    for (const NamedDecl *Found : Scope->lookup(Variable->getDeclName()))
      if (const auto *Value = dyn_cast<ValueDecl>(Found))
        if (File.Contract.isLock(Value->getType()))
          return Value;
  return nullptr;
}

/// `std::unique_lock<std::mutex>(mu_);` declares a variable `mu_`.
void judgeShadowing(const BodyResults &Body, const FileResults &File,
                    Reporter &R) {
  Body.Facts->each<MoveFact>([&](const MoveFact &Move) {
    const VarDecl *Variable = Move.To.rootVariable();
    if (!Variable || !Move.To.steps().empty() || Variable->getName().empty())
      return;
    const GuardFact *Empty = nullptr;
    Body.Facts->each<GuardFact>([&](const GuardFact &Guard) {
      if (Guard.GuardVerb == GuardFact::Construct && Guard.Locks.empty() &&
          Guard.Guard == Move.From)
        Empty = &Guard;
    });
    if (!Empty)
      return;
    const ValueDecl *Lock = lockNamed(Variable, File);
    if (!Lock)
      return;
    R.report(IneffectiveLockInfo, Variable->getLocation(),
             Variable->getLocation(), Variable->getNameAsString(),
             "this declares a new '" + modelName(Empty->Type) + "' named '" +
                 Variable->getNameAsString() + "' that holds no lock")
        .note(NoteRole::Because, Lock->getLocation(),
              "the lock of that name is declared here")
        .fix(Variable->getLocation(), "give the guard a name of its own");
  });
}

/// Storage that other calls and threads can reach.
bool isShared(const AccessPath &Path) {
  if (Path.rootKind() == RootKind::This)
    return true;
  return Path.hasGlobalRoot() && !Path.isThreadLocal();
}

void judgeLocalMutex(const BodyResults &Body, const FunctionAnalysis &Function,
                     Reporter &R) {
  if (!Body.Locks->contextKnown() || !Body.Locks->solved())
    return;
  llvm::DenseSet<const VarDecl *> Reported;
  Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
    const Lockset *Held = Body.Locks->at(Access);
    if (!Access.isWrite() || Access.Atomic || !isShared(Access.Path) || !Held ||
        Held->hasUnknown() || Held->locks().size() != 1)
      return;
    const auto &[Lock, State] = *Held->locks().begin();
    if (!State.Must || !State.Since || !isPrivateToCall(Lock, Function) ||
        !Reported.insert(Lock.lock().rootVariable()).second)
      return;
    R.report(IneffectiveLockInfo, State.Since->Location, State.Since->Range,
             Lock.str(),
             "'" + Lock.str() + "' is a new lock on every call and cannot "
                 "protect '" + pathText(Access.Path) + "'")
        .note(NoteRole::Because, Lock.lock().rootVariable()->getLocation(),
              "'" + Lock.str() + "' is declared here, inside the function")
        .note(NoteRole::Conflict, Access.Location,
              "'" + pathText(Access.Path) + "' is written here")
        .fix(Lock.lock().rootVariable()->getLocation(),
             "move '" + Lock.str() + "' to where the data is declared");
  });
}

/// One lock in each object, one variable for all of them.
void judgeOwnLock(const BodyResults &Body, const FileResults &File,
                  Reporter &R) {
  if (!Body.Locks->contextKnown() || !Body.Locks->solved())
    return;
  const CallerContext &Callers =
      File.Uses.callers().of(Body.Facts->outermost().Function);
  Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
    const Lockset *Held = Body.Locks->at(Access);
    if (!Access.isWrite() || Access.Atomic || !Held || Held->hasUnknown() ||
        Held->locks().size() != 1 || Callers.Unclear ||
        !isStaticData(Access.Path, File.Sources))
      return;
    const Capability &Lock = Held->locks().begin()->first;
    const HeldLock &State = Held->locks().begin()->second;
    const CXXRecordDecl *Owner = ownerOfLock(Lock);
    bool OthersHeld = llvm::any_of(Callers.Locks, [&](const auto &Known) {
      return Known.first != Lock.lock();
    });
    const VarDecl *Data = Access.Path.rootVariable();
    if (!State.Must || !State.Since || !Owner || isSingleton(Owner) ||
        OthersHeld ||
        !isForAll(Data, Body.Facts->outermost().Function, File.Uses))
      return;
    std::string Class = Owner->getNameAsString();
    R.report(IneffectiveLockInfo, Access.Location, Access.Range,
             Data->getQualifiedNameAsString(),
             "'" + Lock.str() + "' belongs to each '" + Class + "', but '" +
                 pathText(Access.Path) + "' is shared by all of them")
        .note(NoteRole::Because, State.Since->Location,
              "'" + Lock.str() + "' is acquired here")
        .note(NoteRole::Because, Data->getLocation(),
              "there is one '" + Data->getNameAsString() + "'")
        .fix(Lock.lock().lastField()->getLocation(),
             "make '" + Lock.str() + "' static, or move it to '" +
                 Data->getNameAsString() + "'");
  });
}

/// A lock inside a copy: who locks the original does not wait for it.
void judgeCopiedLock(const BodyResults &Body, const FunctionAnalysis &Function,
                     const FileResults &File, Reporter &R) {
  auto judge = [&](const Capability &Lock, const Fact &At) {
    const VarDecl *Holder = copiedHolder(Lock, Function, File.Contract);
    if (!Holder)
      return;
    std::string Name = "'" + Holder->getNameAsString() + "'";
    R.report(IneffectiveLockInfo, At.Location, At.Range,
             Holder->getQualifiedNameAsString(),
             Name + " is a copy with a lock of its own; '" + Lock.str() +
                 "' keeps nobody out")
        .note(NoteRole::Because, Holder->getLocation(),
              Name + " is copied here")
        .fix(Holder->getLocation(), "use the original by reference or pointer");
  };
  Body.Facts->each<GuardFact>([&](const GuardFact &Guard) {
    for (const Capability &Lock : Guard.Locks)
      judge(Lock, Guard);
  });
  Body.Facts->each<LockFact>([&](const LockFact &Lock) {
    if (Lock.Op == LockOp::Acquire)
      judge(Lock.Lock, Lock);
  });
}

void checkIneffectiveLock(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies()) {
    judgeUnnamed(Body, R);
    judgeUnnamedMade(Body, F.File, R);
    judgeShadowing(Body, F.File, R);
    judgeLocalMutex(Body, F.Analysis, R);
    judgeOwnLock(Body, F.File, R);
    judgeCopiedLock(Body, F.Analysis, F.File, R);
  }
}

} // namespace

const CheckInfo IneffectiveLockInfo = {
    "ineffective-lock", Severity::Error, Tier::One,
    "a lock is taken in a way that cannot protect anything",
    /*Function=*/checkIneffectiveLock};

} // namespace sendsync
