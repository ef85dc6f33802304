/// # callback-under-lock
/// Code that was handed over by others is called while a lock is held.
///
/// ## Why it matters
/// Whoever wrote the callback does not know of the lock. It may call back into
/// the object and lock again, take other locks in another order, or take long.
///
/// ## Flagged
/// A callback that is seen to take the lock deadlocks:
/// ```cpp
/// class Bus {
/// public:
///   void count() { on_event_ = [this](int) { std::lock_guard lock(mu_); ++count_; }; }
///   void publish(int event) { std::lock_guard lock(mu_); on_event_(event); }
/// private:
///   std::mutex mu_;
///   int count_ = 0;
///   std::function<void(int)> on_event_;
/// };
/// ```
/// At level `checked`, any stored callback:
/// ```cpp --level=checked
/// class Bus {
/// public:
///   void subscribe(std::function<void(int)> f) {
///     std::lock_guard lock(mu_);
///     subscribers_.push_back(std::move(f));
///   }
///   void publish(int event) {
///     std::lock_guard lock(mu_);
///     for (auto &f : subscribers_) f(event);
///   }
/// private:
///   std::mutex mu_;
///   std::vector<std::function<void(int)>> subscribers_;
/// };
/// ```
///
/// ## Accepted
/// ```cpp --level=checked
/// class Bus {
/// public:
///   void publish(int event) {
///     std::vector<std::function<void(int)>> copy;
///     { std::lock_guard lock(mu_); copy = subscribers_; }
///     for (auto &f : copy) f(event);
///   }
///   template <typename F> void withLock(F f) { std::lock_guard lock(mu_); f(subscribers_); }
/// private:
///   std::mutex mu_;
///   std::vector<std::function<void(int)>> subscribers_;
/// };
/// ```
///
/// ## How to fix
/// Copy what is to be called under the lock, and call the copies after it.
///
/// ## Limits
/// Stored are `std::function` objects in members and globals, function pointers and
/// lists of observers that a function of the file takes from its caller, and what
/// models list (`callbacks`). Callables that give an answer other than a status
/// (predicates, comparators, factories) do not count, nor what is called under a
/// recursive lock.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/Reach.h"
#include "checks/analysis/summary/StoredCallables.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo CallbackUnderLockInfo;

namespace {

/// Part of an object that outlives the function: a member, a global, or
/// reached through a pointer.
bool isStored(const AccessPath &Path) {
  if (!Path.isKnown() || Path.isLocalStorage())
    return false;
  if (Path.hasGlobalRoot())
    return true;
  bool Reached = Path.rootKind() == RootKind::This ||
                 llvm::any_of(Path.steps(), [](const PathStep &Step) {
                   return Step.StepKind == PathStep::Deref;
                 });
  return Reached && Path.lastField();
}

bool hasElement(const AccessPath &Path) {
  return llvm::any_of(Path.steps(), [](const PathStep &Step) {
    return Step.StepKind == PathStep::Element;
  });
}

/// Told to do something, at most with a status; not asked for something.
bool isNotification(QualType Result) {
  return Result->isVoidType() ||
         (Result->isIntegerType() && !Result->isBooleanType());
}

/// The object whose member the path ends at.
AccessPath ownerOf(AccessPath Path) {
  while (!Path.steps().empty()) {
    bool Member = Path.steps().back().StepKind == PathStep::Field;
    Path = Path.parent();
    if (Member)
      break;
  }
  return Path;
}

class Judge {
public:
  Judge(const FileResults &File, Reporter &R)
      : File(File), R(R), Stored(File.Functions) {}

  void call(const CallFact &Call, const Lockset &Held) {
    std::optional<ModelLocation> Model;
    if (Call.Callee)
      if (const FunctionModel *Known =
              File.Contract.functionModel(Call.Callee))
        Model = Known->RunsStored;
    if (!Model && !runsStored(Call))
      return;
    for (const auto &[Lock, How] : Held.inOrder()) {
      if (!How.Must || Lock.isRole() || Lock.lock().isLocalStorage() ||
          File.Contract.recursion(Lock.lock().type()) == Recursion::Yes)
        continue;
      if (!Model && locksAgain(Call, Lock, How))
        return;
      report(Call, Lock, How, Model);
      return;
    }
  }

private:
  bool registered(const AccessPath &Place) const {
    return llvm::any_of(Stored.in(Place), [](const Registration &Known) {
      return Known.FromParameter;
    });
  }

  bool runsStored(const CallFact &Call) const {
    if (!isStored(Call.Receiver))
      return false;
    if (!Call.Callee)
      return isNotification(Call.Site->getType()) && registered(Call.Receiver);
    const auto *Method = dyn_cast<CXXMethodDecl>(Call.Callee);
    if (!Method || !isNotification(Method->getReturnType()))
      return false;
    if (Method->getOverloadedOperator() == OO_Call) {
      const TypeModel *Model = File.Contract.typeModel(Method->getParent());
      return Model && Model->Erases;
    }
    return Call.Virtual && Method->getReturnType()->isVoidType() &&
           hasElement(Call.Receiver) && registered(Call.Receiver);
  }

  /// A closure that is known to be what is called takes the lock itself.
  bool locksAgain(const CallFact &Call, const Capability &Lock,
                  const HeldLock &How) {
    llvm::ArrayRef<Registration> All = Stored.in(Call.Receiver);
    if (All.size() > 1 && !hasElement(Call.Receiver))
      return false;
    for (const Registration &Known : All) {
      if (!Known.Closure)
        continue;
      AccessPath There = ownerOf(Known.Place), Here = ownerOf(Call.Receiver);
      SourceLocation Again;
      eachReached(*Known.Closure, *Known.Owner, File.Functions,
                  [&](const ReachedFact &Reached) {
                    const auto *Op = dyn_cast<LockFact>(Reached.F);
                    const auto *Guard = dyn_cast<GuardFact>(Reached.F);
                    auto same = [&](const Capability &Taken) {
                      AccessPath Path = Reached.inStart(Taken.lock());
                      if (Path.isKnown() && Path.startsWith(There))
                        Path = Path.rebase(There, Here);
                      return Path == Lock.lock();
                    };
                    bool Takes =
                        Op ? Op->Op == LockOp::Acquire && !Op->Negated &&
                                 same(Op->Lock)
                           : Guard &&
                                 Guard->GuardVerb == GuardFact::Construct &&
                                 !Guard->Tag && llvm::any_of(Guard->Locks, same);
                    if (Takes && Again.isInvalid() && Reached.IsCertain())
                      Again = Reached.F->Location;
                  });
      if (Again.isInvalid())
        continue;
      std::string Name = "'" + Lock.str() + "'";
      auto Finding = R.report(
          CallbackUnderLockInfo, Call.Location, Call.Range, Lock.str(),
          "callback '" + Call.Receiver.str() + "' locks " + Name +
              ", which is held where it is called; this deadlocks");
      noteHeld(Lock, How, Finding);
      Finding.note(NoteRole::Conflict, Known.Location,
                   "the callback is stored here");
      Finding.note(NoteRole::Conflict, Again, "it locks " + Name + " here");
      return true;
    }
    return false;
  }

  void report(const CallFact &Call, const Capability &Lock,
              const HeldLock &How, const std::optional<ModelLocation> &Model) {
    std::string What = Model ? "'" + Call.Callee->getNameAsString() +
                                   "' runs callbacks"
                       : Call.Virtual
                           ? "observer '" + Call.Receiver.str() + "' is called"
                           : "callback '" + Call.Receiver.str() + "' is called";
    auto Finding =
        R.report(CallbackUnderLockInfo, Call.Location, Call.Range, Lock.str(),
                 What + " while '" + Lock.str() + "' is held");
    Finding.tier(Tier::Two);
    noteHeld(Lock, How, Finding);
    for (const Registration &Known : Stored.in(Call.Receiver))
      if (Known.FromParameter) {
        Finding.note(NoteRole::Conflict, Known.Location,
                     "'" + Known.By->getNameAsString() + "' stores it here");
        break;
      }
    if (Model && Model->Source && !Model->Source->Builtin)
      Finding.model(NoteRole::Authority, *Model,
                    "'" + Call.Callee->getNameAsString() +
                        "' is declared to run callbacks here");
  }

  const FileResults &File;
  Reporter &R;
  StoredCallables Stored;
};

void checkCallbackUnderLock(const FileResults &File, Reporter &R) {
  Judge Judged(File, R);
  File.Functions.each([&](const FunctionAnalysis &Function) {
    for (const BodyResults &Body : Function.Bodies) {
      if (!Body.Locks->contextKnown() || !Body.Locks->solved())
        continue;
      Body.Facts->each<CallFact>([&](const CallFact &Call) {
        const Lockset *Held = Body.Locks->at(Call);
        if (Held && !Held->locks().empty())
          Judged.call(Call, *Held);
      });
    }
  });
}

} // namespace

const CheckInfo CallbackUnderLockInfo = {
    "callback-under-lock", Severity::Error, Tier::One,
    "code that was handed over by others is called while a lock is held",
    /*Function=*/nullptr, /*File=*/checkCallbackUnderLock};

} // namespace sendsync
