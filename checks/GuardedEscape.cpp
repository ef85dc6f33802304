/// # guarded-escape
/// A reference to guarded data outlasts the lock.
///
/// ## Why it matters
/// The function locks, hands out a reference, pointer, view or iterator, and
/// unlocks. Whoever uses it does so without the lock, while others change the
/// data or move it to another place in memory.
///
/// ## Flagged
/// ```cpp
/// class Registry {
/// public:
///   void add(std::string s) { std::lock_guard lock(mu_); names_.push_back(s); }
///   const std::vector<std::string> &names() const {
///     std::lock_guard lock(mu_);
///     return names_;
///   }
/// private:
///   mutable std::mutex mu_;
///   std::vector<std::string> names_;
/// };
/// ```
/// A closure that runs later does not have the lock of the code that made it:
/// ```cpp
/// class Registry {
/// public:
///   void add(std::string s) { std::lock_guard lock(mu_); names_.push_back(s); }
///   void flush() {
///     std::lock_guard lock(mu_);
///     std::thread([this] { names_.clear(); }).detach();
///   }
/// private:
///   std::mutex mu_;
///   std::vector<std::string> names_;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class Registry {
/// public:
///   void add(std::string s) { std::lock_guard lock(mu_); names_.push_back(s); }
///   std::vector<std::string> names() const {
///     std::lock_guard lock(mu_);
///     return names_;
///   }
/// private:
///   mutable std::mutex mu_;
///   std::vector<std::string> names_;
/// };
/// ```
///
/// ## How to fix
/// Return a copy, or take a function and call it with the lock held. A closure that
/// runs later locks for itself. If all callers hold the lock, do not take it here,
/// and say so on the function (`SENDSYNC_REQUIRES(mu_)`).
///
/// ## Limits
/// Without a declared guard, the data has to be changed under the same lock in
/// another function. What a pointer member points to is not the member's data. An
/// element of a container that never moves its elements counts as changed only if
/// it is erased or written. Functions that only this file can call are not
/// reported, and nothing is followed through members that a pointer is stored in.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/summary/Escapes.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo GuardedEscapeInfo;

namespace {

class Judge {
public:
  Judge(const FunctionResults &F, Reporter &R) : F(F), R(R) {}

  void body(const BodyResults &Body) {
    if (!Body.Locks->contextKnown() || !Body.Locks->solved())
      return;
    if (!isPartOfGuard())
      for (const Borrow &Borrowed : borrowsOf(Body))
        for (const Fact *Point : {Borrowed.Bound, Borrowed.At})
          if (Point && Borrowed.At != LastReported)
            judge(Borrowed, *Point, Body);
    Body.Facts->each<BorrowFact>([&](const BorrowFact &Name) {
      if (Name.Guard && (Name.Variable || !isPartOfGuard()))
        temporary(Name);
    });
    for (const LaterUse &Use :
         usesInLaterWork(Body, F.Analysis, uses(), F.File.Contract))
      later(Use);
  }

private:
  const DataUses &uses() const { return F.File.Uses; }

  /// A guard's own `operator*` hands out data under the lock that it holds.
  bool isPartOfGuard() const {
    const auto *Method = dyn_cast<CXXMethodDecl>(F.function());
    return Method &&
           F.File.Contract.isGuard(compat::typeOf(F.File.Contract.context(),
                                                  Method->getParent()));
  }

  /// Locks, atomics and what locks for itself may be used without our lock.
  bool isSafe(QualType Type) const {
    return !Type.isNull() && !Type->isFunctionType() &&
           (F.File.Contract.isLock(Type) ||
            (Type->isRecordType() && F.File.Types.verdict(
                Type.getUnqualifiedType(), Trait::SyncMut).isYes()));
  }

  /// With the locks that are held at \p Point.
  void judge(const Borrow &Borrowed, const Fact &Point,
             const BodyResults &Body) {
    const Lockset *Held = Body.Locks->at(Point);
    if (!Held || isSafe(Borrowed.ReferentType))
      return;
    AccessFact Probe;
    Probe.Path = Borrowed.Referent;
    Probe.AccessMode =
        Borrowed.isMutable() ? AccessFact::Write : AccessFact::Read;
    auto Needed = requirementsOf(Probe, F.File.Contract);
    for (const GuardRequirement &Need : Needed)
      if (declared(Borrowed, Need, *Held, Body))
        return;
    if (!Needed.empty() || isInternal(F.function()))
      return;
    for (const auto &[Lock, State] : Held->locks())
      if (!Lock.isRole() && isTakenHere(Lock, *Held) &&
          afterReturn(Lock, Body) == AfterReturn::NotHeld)
        if (auto Shared = sharedUnder(Lock, Borrowed.Referent, F.function(),
                                      uses(), F.File.Contract)) {
          report(Borrowed, Shared->Path, Lock, *Held, Shared->Writer, nullptr);
          return;
        }
  }

  bool declared(const Borrow &Borrowed, const GuardRequirement &Need,
                const Lockset &Held, const BodyResults &Body) {
    AfterReturn After = afterReturn(Need.Lock, Body);
    bool Enough = After == AfterReturn::Exclusive ||
                  (After == AfterReturn::Shared && !Borrowed.isMutable());
    bool TakenHere = isTakenHere(Need.Lock, Held);
    const CallerContext &Callers = uses().callers().of(F.function());
    if (Enough || After == AfterReturn::Unclear || Callers.Unclear ||
        Callers.Locks.count(Need.Lock.lock()) ||
        // A pointer to data that is guarded elsewhere says nothing by itself.
        (Borrowed.Kind != ReturnFact::Reference && !TakenHere))
      return false;
    // An element may be good for longer than the lock is held.
    const DataUse *Writer = nullptr;
    if (isElementOf(Borrowed.Referent, Need.Guarded) && !Need.Pointee) {
      auto Shared = sharedUnder(Need.Lock, Borrowed.Referent, F.function(),
                                uses(), F.File.Contract);
      if (!Shared)
        return false;
      Writer = Shared->Writer;
    }
    report(Borrowed, Need.Guarded, Need.Lock, Held, Writer, &Need);
    return true;
  }

  void report(const Borrow &Borrowed, const AccessPath &Data,
              const Capability &Lock, const Lockset &Held,
              const DataUse *Writer, const GuardRequirement *Need) {
    LastReported = Borrowed.At;
    static const char *const Kinds[] = {"", "a reference", "a pointer",
                                        "a view", "an iterator"};
    std::string Name = "'" + pathText(Data) + "'", By = "'" + Lock.str() + "'";
    if (Need && Need->Pointee)
      Name = "what " + Name + " points to";
    auto Finding =
        R.report(GuardedEscapeInfo, Borrowed.At->Location,
                 Borrowed.At->Location,
                 F.function()->getQualifiedNameAsString(),
                 (Borrowed.Stored ? "hands out " : "returns ") +
                     std::string(Kinds[Borrowed.Kind]) +
                     (isElementOf(Borrowed.Referent, Data) ? " into " : " to ") +
                     Name + ", which is guarded by " + By);
    if (isTakenHere(Lock, Held))
      Finding.note(NoteRole::Because, Held.find(Lock)->Since->Location,
                   By + " is held from here on, but not after the return");
    noteWriter(Writer, By, Finding);
    if (Need)
      Finding.note(NoteRole::Authority, Need->Data->getLocation(),
                   "required here: '" + Need->Data->getNameAsString() +
                       "' is guarded by '" + Need->Lock.str() + "'");
    Finding.fix(F.function()->getLocation(),
                "return a copy, or call a function of the caller's with " + By +
                    " held");
  }

  void temporary(const BorrowFact &Name) {
    std::string Guard = "'" + modelName(Name.Guard) + "'";
    const NamedDecl *Subject = Name.Variable;
    if (!Subject)
      Subject = F.function();
    auto Finding =
        R.report(GuardedEscapeInfo, Name.Location, Name.Location,
                 Subject->getQualifiedNameAsString(),
                 (Name.Variable ? "'" + Subject->getNameAsString() + "'"
                                : "what is returned") +
                     " outlasts the temporary " + Guard +
                     " that holds its lock");
    Finding.note(NoteRole::Because, Name.Range.getEnd(),
                 "the lock is released at the end of this statement");
    if (Name.Variable)
      Finding.fix(Name.Location, "give the " + Guard + " a name of its own");
    else
      Finding.fix(Subject->getLocation(), "return a copy, or the " + Guard);
  }

  void later(const LaterUse &Use) {
    // A declared guard is asked for at every access.
    if (!F.File.Contract.guards(Use.Shared.Data).empty())
      return;
    std::string Lock = "'" + Use.Lock.str() + "'";
    auto Finding = R.report(
        GuardedEscapeInfo, Use.Access->Location, Use.Access->Range,
        Use.Shared.Data->getQualifiedNameAsString(),
        "'" + pathText(Use.Shared.Path) + "' is guarded by " + Lock +
            ", which is not held when this closure runs");
    noteBoundary(*Use.Closure, F.Analysis, Use.Lock, Finding);
    noteWriter(Use.Shared.Writer, Lock, Finding);
    Finding.fix(Use.Access->Location, "lock " + Lock + " inside the closure");
  }

  static void noteWriter(const DataUse *Writer, const std::string &Lock,
                         FindingBuilder &Finding) {
    if (Writer)
      Finding.note(NoteRole::Conflict, Writer->Access->Location,
                   "'" + pathText(Writer->Access->Path) + "' is changed with " +
                       Lock + " held here");
  }

  const FunctionResults &F;
  Reporter &R;
  /// One of the things that a `return a ? b : c` hands out is enough.
  const Fact *LastReported = nullptr;
};

void checkGuardedEscape(const FunctionResults &F, Reporter &R) {
  Judge Judged(F, R);
  for (const BodyResults &Body : F.bodies())
    Judged.body(Body);
}

} // namespace

const CheckInfo GuardedEscapeInfo = {
    "guarded-escape", Severity::Error, Tier::One,
    "a reference to guarded data outlasts the lock",
    /*Function=*/checkGuardedEscape};

} // namespace sendsync
