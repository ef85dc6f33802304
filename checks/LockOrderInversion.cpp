/// # lock-order-inversion
/// Two locks are acquired in opposite orders by code that may run at the same
/// time.
///
/// ## Why it matters
/// Each thread can hold the lock that the other one waits for. Then neither goes
/// on, and whoever needs one of the locks later waits with them. Tests seldom see
/// it: both threads have to be between their two locks at the same moment.
///
/// ## Flagged
/// ```cpp
/// std::mutex a, b;
/// void f() { std::lock_guard first(a); std::lock_guard second(b); }
/// void g() { std::lock_guard first(b); std::lock_guard second(a); }
/// ```
/// The second lock may be far away, and of another function:
/// ```cpp
/// class Store {
/// public:
///   void put(int n) { std::lock_guard lock(data_); n_ = n; log(); }
///   void flush() { std::lock_guard lock(journal_); count(); }
/// private:
///   void log() { std::lock_guard lock(journal_); ++lines_; }
///   void count() { std::lock_guard lock(data_); ++n_; }
///   std::mutex data_, journal_;
///   int n_ = 0, lines_ = 0;
/// };
/// ```
/// A declared order needs no second place:
/// ```cpp
/// class SENDSYNC_CAPABILITY("mutex") Mutex {
/// public:
///   void lock() SENDSYNC_ACQUIRE();
///   void unlock() SENDSYNC_RELEASE();
/// };
/// struct Pair {
///   Mutex first __attribute__((acquired_before(second)));
///   Mutex second;
///   void swap() { second.lock(); first.lock(); first.unlock(); second.unlock(); }
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// std::mutex gate, a, b;
/// void one() { std::scoped_lock both(a, b); }
/// void two() { std::scoped_lock both(b, a); }
/// void three() { std::lock_guard g(gate); std::lock_guard x(a); std::lock_guard y(b); }
/// void four() { std::lock_guard g(gate); std::lock_guard y(b); std::lock_guard x(a); }
/// ```
///
/// ## How to fix
/// Take both at once with `std::scoped_lock`, which cannot deadlock. Where the
/// locks belong to different parts of the program, decide on one order, write it
/// down with `acquired_before`, and finish with the second lock before the code
/// that needs the first one.
///
/// ## Limits
/// Members are the same lock when they belong to one object; the same member of two
/// objects (`transfer(from, to)`) counts when callers name both objects in both
/// orders. A virtual function is followed if the code shows one body for it; locks in
/// containers are not followed.
#include "checks/Check.h"
#include "checks/LockPhrases.h"
#include <set>

using namespace clang;

namespace sendsync {

extern const CheckInfo LockOrderInversionInfo;

namespace {

std::string quotedHeld(const OrderEdge &Edge) {
  return quoted(Edge.Held, *Edge.Terms);
}
std::string quotedAcquired(const OrderEdge &Edge) {
  return quoted(Edge.Acquired, *Edge.Terms);
}

/// The lock with its class, where the name alone says too little.
std::string qualified(const OrderEdge &Edge) {
  const Symbol *Name = lastName(Edge.Held.Lock);
  if (!Name || Edge.Held.Lock.steps().empty())
    return quotedHeld(Edge);
  llvm::StringRef Text = Name->Name;
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  Text.split(Parts, "::");
  return Parts.size() < 2 ? quotedHeld(Edge)
                          : "'" + Parts[Parts.size() - 2].str() +
                                "::" + Parts.back().str() + "'";
}

/// "'a' and 'b'", "'a', 'b' and 'c'".
std::string listOf(const LockCycle &Cycle) {
  std::set<std::string> Names;
  for (const OrderEdge *Edge : Cycle.Edges)
    Names.insert(quotedHeld(*Edge));
  bool Clear = Names.size() == Cycle.Edges.size();
  std::string Text;
  for (size_t I = 0; I != Cycle.Edges.size(); ++I) {
    if (I != 0)
      Text += I + 1 == Cycle.Edges.size() ? " and " : ", ";
    Text += Clear ? quotedHeld(*Cycle.Edges[I]) : qualified(*Cycle.Edges[I]);
  }
  return Text;
}

std::string messageOf(const LockCycle &Cycle) {
  const OrderEdge &First = *Cycle.Edges.front();
  if (Cycle.Edges.size() == 1)
    return quotedHeld(First) + " and " + quotedAcquired(First) +
           " are one lock of two objects, acquired in no fixed order";
  return listOf(Cycle) + (Cycle.Edges.size() == 2
                              ? " are acquired in opposite orders"
                              : " are acquired in a circle");
}

class OrderReport {
public:
  OrderReport(const ProgramResults &Program, Reporter &R)
      : Program(Program), R(R) {}

  void cycle(const LockCycle &Cycle) {
    const OrderEdge &First = *Cycle.Edges.front();
    Primary = place(First);
    if (Primary.isInvalid())
      return;
    auto Finding = R.report(LockOrderInversionInfo, Primary, rangeAt(First),
                            listOf(Cycle), messageOf(Cycle));
    if (!Cycle.Certain)
      Finding.tier(Tier::Two);
    for (const OrderEdge *Edge : Cycle.Edges)
      if (const SpawnEvent *Spawn = Edge->Context.spawn())
        note(NoteRole::Boundary, Spawn->At, startText(*Spawn), Finding);
    tell(First, NoteRole::Because, Finding);
    for (const OrderEdge *Edge : llvm::drop_begin(Cycle.Edges))
      tell(*Edge, NoteRole::Conflict, Finding);
  }

  void againstDeclared(const OrderEdge &Edge,
                       const LockDeclarations::Chain &Chain) {
    Primary = place(Edge);
    if (Primary.isInvalid())
      return;
    std::string Acquired = textOf(Edge.Acquired, *Edge.Terms),
                Held = textOf(Edge.Held, *Edge.Terms);
    auto Finding = R.report(LockOrderInversionInfo, Primary, rangeAt(Edge),
                            Acquired + ", " + Held,
                            "'" + Acquired + "' has to be acquired before '" +
                                Held + "', which is already held here");
    tell(Edge, NoteRole::Because, Finding);
    note(NoteRole::Authority, Chain.front()->At,
         "required here: " + declared(*Chain.front()), Finding);
  }

  void declaredCycle(const LockDeclarations::Chain &Cycle) {
    const LockOrderDeclaration &First = *Cycle.front();
    std::string Lock = First.First.str();
    SourceLocation At = Program.Locate(First.At);
    if (At.isInvalid())
      return;
    Primary = At;
    auto Finding =
        R.report(LockOrderInversionInfo, At, {}, Lock,
                 "'" + Lock + "' is declared to be acquired before itself");
    for (const LockOrderDeclaration *Link : llvm::drop_begin(Cycle))
      note(NoteRole::Because, Link->At, declared(*Link), Finding);
  }

private:
  static std::string declared(const LockOrderDeclaration &Link) {
    return "'" + Link.First.str() + "' is declared to be acquired before '" +
           Link.Second.str() + "'";
  }

  SourceLocation place(const OrderEdge &Edge) const {
    return Program.Locate(Edge.site().event().At);
  }

  SourceRange rangeAt(const OrderEdge &Edge) const {
    const Acquisition &Site = Edge.site();
    return Site.At.Kind == EventKind::Lock
               ? rangeOf(Site.In->Locks[Site.At.Index], Program)
               : rangeOf(Site.In->Calls[Site.At.Index], Program);
  }

  /// The way from the first lock of an edge to the second.
  void tell(const OrderEdge &Edge, NoteRole Role, FindingBuilder &Finding) {
    for (const OrderEdge::Call &Call : Edge.Calls)
      note(Role, Call.event().At,
           nameOf(*Edge.Way->In) + " is called here with these locks", Finding);
    const FunctionSummary &Body = *Edge.Way->In;
    if (Edge.Since->Operation)
      note(Role, Edge.Since->Since,
           nameOf(Body) + " acquires " + quotedHeld(Edge) + " here", Finding);
    else
      note(Role, Body.At,
           nameOf(Body) + " is called with " + quotedHeld(Edge) + " held",
           Finding);
    for (const Acquisition *Step = &Edge.site(); Step; Step = Step->Next) {
      if (!Step->Next)
        note(Role, Step->event().At,
             "then " + nameOf(*Step->In) + " acquires " +
                 quotedAcquired(Edge) + " here",
             Finding);
      else if (!Step->In->Calls[Step->At.Index].SameNames)
        note(Role, Step->event().At,
             nameOf(*Step->In) + " calls " + nameOf(*Step->Next->In) + " here",
             Finding);
    }
  }

  void note(NoteRole Role, const Site &At, std::string Text,
            FindingBuilder &Finding) {
    SourceLocation Location = Program.Locate(At);
    if (Location.isValid() && Location != Primary)
      Finding.note(Role, Location, std::move(Text));
  }

  const ProgramResults &Program;
  Reporter &R;
  SourceLocation Primary;
};

void checkLockOrderInversion(const ProgramResults &Program, Reporter &R) {
  const LockDeclarations &Declared = Program.Declarations;
  OrderReport Report(Program, R);
  auto against = [&](const OrderEdge &Edge) {
    return Declared.chain(Edge.Acquired.Lock, Edge.Held.Lock);
  };
  for (const OrderEdge &Edge : Program.Order.edges())
    if (LockDeclarations::Chain Chain = against(Edge); !Chain.empty())
      Report.againstDeclared(Edge, Chain);
  for (const LockDeclarations::Chain &Cycle : Declared.cycles())
    Report.declaredCycle(Cycle);
  for (const LockCycle &Cycle : Program.Cycles)
    // Where an order is declared, who breaks it is known.
    if (llvm::none_of(Cycle.Edges, [&](const OrderEdge *Edge) {
          return !against(*Edge).empty();
        }))
      Report.cycle(Cycle);
}

} // namespace

const CheckInfo LockOrderInversionInfo = {
    "lock-order-inversion", Severity::Error, Tier::One,
    "two locks are acquired in opposite orders by code that may run at the same "
    "time",
    /*Function=*/nullptr, /*File=*/nullptr, /*Program=*/checkLockOrderInversion};

} // namespace sendsync
