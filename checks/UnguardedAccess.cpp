/// # unguarded-access
/// Data is accessed without the lock that its declaration asks for.
///
/// ## Why it matters
/// Another thread may hold the lock and be changing the data at this moment.
/// The reader then sees a half-finished change, and in C++ the program has
/// undefined behaviour.
///
/// ## Flagged
/// ```cpp
/// class Account {
/// public:
///   void deposit(long n) { std::lock_guard lock(mu_); balance_ += n; }
///   long balance() const { return balance_; }
/// private:
///   mutable std::mutex mu_;
///   long balance_ GUARDED_BY(mu_) = 0;
/// };
/// ```
/// A closure does not inherit the lock of the code that creates it when it runs
/// on another thread:
/// ```cpp
/// class Cache {
/// public:
///   void refresh() {
///     std::lock_guard lock(mu_);
///     std::thread worker([this] { entries_.clear(); });
///     worker.detach();
///   }
/// private:
///   std::mutex mu_;
///   std::vector<int> entries_ GUARDED_BY(mu_);
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class Account {
/// public:
///   long sum(const std::vector<long> &changes) {
///     std::lock_guard lock(mu_);
///     std::for_each(changes.begin(), changes.end(),
///                   [this](long change) { balance_ += change; });
///     return balance_;
///   }
/// private:
///   std::mutex mu_;
///   long balance_ GUARDED_BY(mu_) = 0;
/// };
/// ```
///
/// ## How to fix
/// Lock before the access, in the closure itself if it runs on another thread. If
/// all callers hold the lock, say so on the function (`SENDSYNC_REQUIRES(mu_)`):
/// then its callers are checked instead. A lock that is taken under a condition has
/// to be taken on every path that gets to the access.
///
/// ## Limits
/// What only this thread has is not checked: an object in its constructor or
/// destructor, or with whoever makes it, until it is given away or other work starts
/// that reaches it; and what is only ever called with such an object. An access through a path that the
/// analysis cannot name, or under a lock it cannot name, is not reported; nor is
/// code in a closure whose caller is not visible. Where a tested variable says
/// whether the lock is needed at all (`if (threaded) mu_.lock();`), it counts as
/// held on the other path too. The name of a lock that the compiler does not look up
/// (`GUARDED_BY_NAME("mu")`, in a model) and that nothing here has is shown at the level `checked`.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/locks/GuardRequirements.h"
#include "checks/analysis/summary/LockLifetimes.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo UnguardedAccessInfo;

namespace {

/// All callers are visible, and hold the lock or may do so.
bool callersHold(const BodyResults &Body, const Capability &Lock,
                 const FileResults &File) {
  const CallerContext &Context =
      File.Uses.callers().of(Body.Facts->outermost().Function);
  if (Context.Unclear)
    return true;
  if (Lock.isRole())
    return false;
  const AccessPath &Path = Lock.lock();
  return Context.Locks.count(Path) || makesOrEnds(*Body.Facts, Path);
}

class Judge {
public:
  Judge(const FunctionResults &F, Reporter &R) : F(F), R(R) {}

  void access(const AccessFact &Access, const BodyResults &Body,
              const Lockset &Held) {
    // The write of `++n` asks for more than its read.
    if (Access.Updates || isOwn(Access.Path, Access, Body))
      return;
    auto Needed = requirementsOf(Access, F.File.Contract);
    for (const GuardRequirement &Need : Needed) {
      Coverage How = coverage(Held, Need, LockMode::Shared);
      if (How == Coverage::Held || How == Coverage::Unclear ||
          (How == Coverage::SomePaths &&
           Body.Locks->differs(Need.Lock, Imbalance::LoopStart)) ||
          (!Need.AnyLock && callersHoldOne(Body, Need)))
        continue;
      report(Access, Need, Body, Held, How);
      return;
    }
  }

  void call(const LockFact &Call, const BodyResults &Body,
            const Lockset &Held) {
    if (Call.Op != LockOp::Require || !Call.Lock.isKnown() || Call.Negated ||
        isOwn(Call.Lock.lock(), Call, Body))
      return;
    Coverage How = coverage(Held, Call.Lock, LockMode::Shared);
    if (How == Coverage::Held || How == Coverage::Unclear ||
        callersHold(Body, Call.Lock, F.File))
      return;
    std::string Callee = Call.Callee->getNameAsString();
    R.report(UnguardedAccessInfo, Call.Location, Call.Range,
             Call.Callee->getQualifiedNameAsString(),
             "calling '" + Callee + "' requires holding '" + Call.Lock.str() +
                 "'" + exclusively(Call.Mode.value_or(LockMode::Exclusive)) +
                 "; " + heldInstead(Held, Call.Lock, Body, How))
        .note(NoteRole::Authority, Call.DeclaredAt,
              "required here: '" + Callee + "' is called with '" +
                  Call.Lock.str() + "' held");
  }

private:
  /// What somebody declares about a local variable holds from the start: only what
  /// is made elsewhere is not yet anybody's.
  bool isOwn(const AccessPath &Path, const Fact &At,
             const BodyResults &Body) const {
    return !Path.isLocalStorage() &&
           F.File.Uses.callers().ownership().isOwn(Path, At, *Body.Facts);
  }

  bool callersHoldOne(const BodyResults &Body, const GuardRequirement &Need) {
    return callersHold(Body, Need.Lock, F.File) ||
           llvm::any_of(Need.Alternatives, [&](const Capability &Other) {
             return callersHold(Body, Other, F.File);
           });
  }

  static std::string exclusively(LockMode Mode) {
    return Mode == LockMode::Exclusive ? " exclusively" : "";
  }

  void report(const AccessFact &Access, const GuardRequirement &Need,
              const BodyResults &Body, const Lockset &Held, Coverage How) {
    std::string Name = pathText(Need.Guarded);
    std::string What = Need.Pointee ? "what '" + Name + "' points to"
                                    : "'" + Name + "'";
    std::string Verb = Access.isWrite() ? "writing " : "reading ";
    if (Access.AccessMode == AccessFact::Pass)
      Verb = "passing ", What += " by reference";
    auto Finding = R.report(
        UnguardedAccessInfo, Access.Location, Access.Range,
        Need.Data->getQualifiedNameAsString(),
        Verb + What + " requires holding " + lockText(Need) +
            (Access.isWrite() ? " exclusively" : "") + "; " +
            heldInstead(Held, Need.Lock, Body, How));
    noteBoundary(Body, F.Analysis, Need.Lock, Finding);
    noteOtherAccess(Need, Finding);
    std::string Required = "required here: '" + Need.Data->getNameAsString() +
                           "' is guarded by " + lockName(Need);
    if (Need.Model.isValid())
      Finding.model(NoteRole::Authority, Need.Model, Required);
    else
      Finding.note(NoteRole::Authority, Need.Data->getLocation(), Required);
    Finding.fix(Access.Location, "lock " + lockText(Need) + " before " +
                                     (Access.isWrite() ? "writing" : "reading"));
  }

  /// As the declaration names it: the last member of the path.
  static std::string lockName(const GuardRequirement &Need) {
    const ValueDecl *Last = Need.Lock.lock().lastDeclaration();
    return Last && Need.Alternatives.empty() &&
                   Need.Lock.lock().rootKind() != RootKind::AnyObject
               ? "'" + Last->getNameAsString() + "'"
               : lockText(Need);
  }

  static std::string lockText(const GuardRequirement &Need) {
    if (Need.AnyLock)
      return "some lock";
    std::string Text = "'" + Need.Lock.str() + "'";
    for (const Capability &Other : Need.Alternatives)
      Text += " or '" + Other.str() + "'";
    return Text;
  }

  void noteOtherAccess(const GuardRequirement &Need, FindingBuilder &Finding) {
    const ValueDecl *Lock = Need.Lock.lock().lastDeclaration();
    for (const DataUse &Use : F.File.Uses.of(Need.Data)) {
      bool Holds = llvm::any_of(Use.Locks, [&](const auto &Held) {
        return Lock && Held.first.lastDeclaration() == Lock;
      });
      if (!Holds)
        continue;
      Finding.note(NoteRole::Conflict, Use.Access->Location,
                   "other accesses hold '" + Lock->getNameAsString() +
                       "', for example here");
      return;
    }
  }

  const FunctionResults &F;
  Reporter &R;
};

void checkUnguardedAccess(const FunctionResults &F, Reporter &R) {
  Judge Judged(F, R);
  for (const BodyResults &Body : F.bodies()) {
    if (!Body.Locks->contextKnown() || !Body.Locks->solved())
      continue;
    Body.Facts->each<AccessFact>([&](const AccessFact &Access) {
      if (const Lockset *Held = Body.Locks->at(Access))
        Judged.access(Access, Body, *Held);
    });
    Body.Facts->each<LockFact>([&](const LockFact &Call) {
      if (const Lockset *Held = Body.Locks->at(Call))
        Judged.call(Call, Body, *Held);
    });
  }
}

/// A guard that does not exist is silently no guard at all. It may also be one that
/// only another file can see.
void checkGuardNames(const FileResults &File, Reporter &R) {
  File.Uses.each([&](const ValueDecl *Data, llvm::ArrayRef<DataUse>) {
    for (const DeclaredGuard &Guard : File.Contract.guards(Data)) {
      if (!isMisnamed(Guard, Data, File.Contract))
        continue;
      bool InCode = Guard.DeclaredAt.isValid();
      R.report(UnguardedAccessInfo,
               InCode ? Guard.DeclaredAt : Data->getLocation(),
               Data->getSourceRange(), Data->getQualifiedNameAsString(),
               "'" + Data->getNameAsString() + "' is declared to be guarded by '" +
                   Guard.LockName + "', but there is no such lock here")
          .tier(Tier::Two);
    }
  });
}

} // namespace

const CheckInfo UnguardedAccessInfo = {
    "unguarded-access", Severity::Error, Tier::One,
    "data is accessed without the lock that its declaration asks for",
    /*Function=*/checkUnguardedAccess, /*File=*/checkGuardNames};

} // namespace sendsync
