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
/// Both orders have to be visible in one file. Members are the same lock when they
/// belong to one object; the same member of two objects (`transfer(from, to)`)
/// counts when callers name both objects in both orders. Virtual functions and
/// locks in containers are not followed.
#include "checks/Check.h"
#include "checks/Phrases.h"
#include "checks/analysis/summary/DeclaredOrders.h"
#include "checks/analysis/summary/LockCycles.h"
#include <set>

using namespace clang;

namespace sendsync {

extern const CheckInfo LockOrderInversionInfo;

namespace {

std::string quoted(const Capability &Lock) { return "'" + Lock.str() + "'"; }

/// "'f'", or "a closure in 'f'".
std::string nameOf(const FunctionFacts &Body) {
  std::string Name =
      "'" + Body.outermost().Function->getNameAsString() + "'";
  return Body.Parent ? "a closure in " + Name : Name;
}

/// The body that \p F is a fact of: \p Inner, or one around it.
const FunctionFacts &bodyOf(const Fact &F, const FunctionFacts &Inner) {
  const FunctionFacts *Body = &Inner;
  auto owns = [&](const FunctionFacts &Each) {
    return llvm::any_of(Each.Owned,
                        [&](const auto &Owned) { return Owned.get() == &F; });
  };
  while (Body->Parent && !owns(*Body))
    Body = Body->Parent;
  return *Body;
}

/// Tells the way from the first lock of an edge to the second.
class ChainNotes {
public:
  ChainNotes(FindingBuilder &Finding, NoteRole Role, SourceLocation Primary)
      : Finding(Finding), Role(Role), Primary(Primary) {}

  void tell(const OrderEdge &Edge) {
    for (const CallFact *Call : Edge.Calls)
      add(Call->Location, "'" + Call->Callee->getNameAsString() +
                              "' is called here with these locks");
    const FunctionFacts &Body = *Edge.Way->Body->Facts;
    if (Edge.Since)
      add(Edge.Since->Location, nameOf(bodyOf(*Edge.Since, Body)) +
                                    " acquires " + quoted(Edge.Held) + " here");
    else
      add(Body.Function->getLocation(),
          nameOf(Body) + " is called with " + quoted(Edge.Held) + " held");
    for (const Acquisition *Step = Edge.Way; Step; Step = Step->Next) {
      if (!Step->Next)
        return add(Step->At->Location, "then " + nameOf(*Step->Body->Facts) +
                                           " acquires " +
                                           quoted(Edge.Acquired) + " here");
      const auto *Call = cast<CallFact>(Step->At);
      add(Call->Location,
          nameOf(*Step->Body->Facts) + " calls " +
              nameOf(*Step->Next->Body->Facts) + " here");
    }
  }

private:
  void add(SourceLocation Location, std::string Text) {
    if (Location != Primary)
      Finding.note(Role, Location, std::move(Text));
  }
  FindingBuilder &Finding;
  NoteRole Role;
  SourceLocation Primary;
};

/// The lock with its class, where the name alone says too little.
std::string qualified(const Capability &Lock) {
  const FieldDecl *Field = Lock.lock().lastField();
  if (!Field || !Field->getParent()->getIdentifier())
    return quoted(Lock);
  return "'" + Field->getParent()->getNameAsString() +
         "::" + Field->getNameAsString() + "'";
}

/// "'a' and 'b'", "'a', 'b' and 'c'".
std::string listOf(const LockCycle &Cycle) {
  std::set<std::string> Names;
  for (const OrderEdge *Edge : Cycle.Edges)
    Names.insert(Edge->Held.str());
  bool Clear = Names.size() == Cycle.Edges.size();
  std::string Text;
  for (size_t I = 0; I != Cycle.Edges.size(); ++I) {
    if (I != 0)
      Text += I + 1 == Cycle.Edges.size() ? " and " : ", ";
    const Capability &Lock = Cycle.Edges[I]->Held;
    Text += Clear ? quoted(Lock) : qualified(Lock);
  }
  return Text;
}

std::string messageOf(const LockCycle &Cycle) {
  const OrderEdge &First = *Cycle.Edges.front();
  if (Cycle.Edges.size() == 1)
    return quoted(First.Held) + " and " + quoted(First.Acquired) +
           " are one lock of two objects, acquired in no fixed order";
  return listOf(Cycle) + (Cycle.Edges.size() == 2
                              ? " are acquired in opposite orders"
                              : " are acquired in a circle");
}

void reportCycle(const LockCycle &Cycle, Reporter &R) {
  const OrderEdge &First = *Cycle.Edges.front();
  const Fact &At = *First.Way->At;
  auto Finding = R.report(LockOrderInversionInfo, At.Location, At.Range,
                          listOf(Cycle), messageOf(Cycle));
  if (!Cycle.Certain)
    Finding.tier(Tier::Two);
  for (const OrderEdge *Edge : Cycle.Edges)
    if (Edge->Context.ContextKind == OrderContext::InTask)
      noteSpawn(*cast<SpawnFact>(Edge->Context.At), Finding);
  ChainNotes(Finding, NoteRole::Because, At.Location).tell(First);
  for (const OrderEdge *Edge : llvm::drop_begin(Cycle.Edges))
    ChainNotes(Finding, NoteRole::Conflict, At.Location).tell(*Edge);
}

/// The declarations that \p Edge goes against.
std::vector<const DeclaredOrders::Link *>
declaredAgainst(const OrderEdge &Edge, const DeclaredOrders &Orders) {
  if (Orders.empty())
    return {};
  return Orders.chain(Edge.Acquired.lock(), Edge.Held.lock());
}

void reportAgainstDeclared(const OrderEdge &Edge, const DeclaredOrders &Orders,
                           Reporter &R) {
  auto Chain = declaredAgainst(Edge, Orders);
  if (Chain.empty())
    return;
  const Fact &At = *Edge.Way->At;
  std::string Acquired = quoted(Edge.Acquired), Held = quoted(Edge.Held);
  auto Finding = R.report(LockOrderInversionInfo, At.Location, At.Range,
                          Edge.Acquired.str() + ", " + Edge.Held.str(),
                          Acquired + " has to be acquired before " + Held +
                              ", which is already held here");
  ChainNotes(Finding, NoteRole::Because, At.Location).tell(Edge);
  Finding.note(NoteRole::Authority, Chain.front()->DeclaredAt,
               "required here: '" + Chain.front()->First.str() +
                   "' is declared to be acquired before '" +
                   Chain.front()->Second.str() + "'");
}

void reportDeclaredCycle(const std::vector<const DeclaredOrders::Link *> &Cycle,
                         Reporter &R) {
  const DeclaredOrders::Link &First = *Cycle.front();
  std::string Lock = First.First.str();
  auto Finding =
      R.report(LockOrderInversionInfo, First.DeclaredAt, {}, Lock,
               "'" + Lock + "' is declared to be acquired before itself");
  for (const DeclaredOrders::Link *Link : llvm::drop_begin(Cycle))
    Finding.note(NoteRole::Because, Link->DeclaredAt,
                 "'" + Link->First.str() + "' is declared to be acquired before '" +
                     Link->Second.str() + "'");
}

void checkLockOrderInversion(const FileResults &File, Reporter &R) {
  DeclaredOrders Declared(File.Contract, File.Records, File.Variables);
  LockOrder Order(File.Functions, File.Uses.callers());
  for (const OrderEdge &Edge : Order.edges())
    reportAgainstDeclared(Edge, Declared, R);
  for (const auto &Cycle : Declared.cycles())
    reportDeclaredCycle(Cycle, R);
  for (const LockCycle &Cycle : findLockCycles(Order)) {
    // Where an order is declared, who breaks it is known.
    bool IsTold = llvm::any_of(Cycle.Edges, [&](const OrderEdge *Edge) {
      return !declaredAgainst(*Edge, Declared).empty();
    });
    if (!IsTold)
      reportCycle(Cycle, R);
  }
}

} // namespace

const CheckInfo LockOrderInversionInfo = {
    "lock-order-inversion", Severity::Error, Tier::One,
    "two locks are acquired in opposite orders by code that may run at the same "
    "time",
    /*Function=*/nullptr, /*File=*/checkLockOrderInversion};

} // namespace sendsync
