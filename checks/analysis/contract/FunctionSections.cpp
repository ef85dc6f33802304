//===- FunctionSections.cpp - what model files say about calls
//----------------//
//
// See TypeSections.cpp for what a new key needs.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/contract/ModelReaders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace sendsync {
namespace {

using Node = YamlNode;

//===-- words ------------------------------------------------------------===//

constexpr ModelWord<PassMode> PassModes[] = {
    {"decay_copy", PassMode::DecayCopy},
    {"capture", PassMode::Capture},
    {"pointer", PassMode::Pointer},
    {"forward", PassMode::Forward},
    {"by_ref", PassMode::ByRef}};
constexpr ModelWord<RunWhere> Places[] = {
    {"new_thread", RunWhere::NewThread},
    {"pool", RunWhere::Pool},
    {"domain", RunWhere::Domain},
    {"in_place", RunWhere::InPlace},
    {"caller_or_pool", RunWhere::CallerOrPool},
    {"other_process", RunWhere::OtherProcess}};
constexpr ModelWord<RunTimes> Times[] = {{"once", RunTimes::Once},
                                         {"serial", RunTimes::Serial},
                                         {"parallel", RunTimes::Parallel},
                                         {"unsequenced", RunTimes::Unsequenced}};
constexpr ModelWord<RunWidth> Widths[] = {{"unknown", RunWidth::Unknown},
                                          {"one", RunWidth::One},
                                          {"many", RunWidth::Many}};
constexpr ModelWord<RunLife> RunLives[] = {{"scoped", RunLife::Scoped},
                                           {"handle", RunLife::Handle},
                                           {"detached", RunLife::Detached},
                                           {"loop", RunLife::Loop}};
/// `stored`: the call keeps its callables; nothing is known of when they run.
constexpr ModelWord<bool> CallableRuns[] = {{"in_place", true},
                                            {"stored", false}};
constexpr ModelWord<bool> AnyCallable[] = {{"any_callable", true}};
constexpr ModelWord<BlockingClass> BlockingClasses[] = {
    {"sleep", BlockingClass::Sleep},
    {"wait", BlockingClass::Wait},
    {"io", BlockingClass::Io},
    {"process", BlockingClass::Process},
    {"rpc", BlockingClass::Rpc}};

//===-- when -------------------------------------------------------------===//

void readConditions(ModelLoader &L, const Node &Value, OverloadCondition &Out) {
  L.eachEntry("'when'", Value, [&](const Node &Key, const Node &Item) {
    llvm::StringRef Text = Key.Text;
    unsigned Index;
    if (Text == "count")
      Out.Count = L.number(Text, Item);
    else if (Text.consume_front("arg") && !Text.getAsInteger(10, Index))
      Out.Types.emplace_back(Index, L.names(Key.Text, Item));
    else
      L.error(Key, "unknown key '" + Key.Text +
                       "'; known are count, arg0, arg1 and so on");
  });
  llvm::sort(Out.Types);
}

/// The conditions of an entry, if it has any.
OverloadCondition conditionsOf(ModelLoader &L, const Node &Entry) {
  OverloadCondition When;
  if (const Node *Value = Entry.find("when"))
    readConditions(L, *Value, When);
  return When;
}

/// Tells the overloads of one function apart, for humans too.
std::string withConditions(llvm::StringRef Name,
                           const OverloadCondition &When) {
  std::string Text = Name.str();
  if (When.Count)
    Text += " with " + std::to_string(*When.Count) + " arguments";
  for (const auto &[Index, Types] : When.Types)
    Text += " when arg" + std::to_string(Index) + " is " +
            llvm::join(Types, " or ");
  return Text;
}

//===-- condition variables ----------------------------------------------===//

struct WaitEntry {
  WaitModel Model;
  OverloadCondition When;
  /// For a function that does not wait but wakes.
  std::optional<ObjectExpr> Notifies;
};

template <std::optional<unsigned> WaitModel::*Member>
void readWaitArgument(ModelLoader &L, const Node &Key, const Node &Value,
                      WaitEntry &Out) {
  Out.Model.*Member = L.number(Key.Text, Value);
}

template <ObjectExpr WaitModel::*Member>
void readWaitObject(ModelLoader &L, const Node &Key, const Node &Value,
                    WaitEntry &Out) {
  if (std::optional<ObjectExpr> Object = L.object(Key.Text, Value))
    Out.Model.*Member = *Object;
}

constexpr ModelKey<WaitEntry> WaitKeys[] = {
    {"condition", readWaitObject<&WaitModel::Condition>},
    {"lock", readWaitObject<&WaitModel::Lock>},
    {"predicate", readWaitArgument<&WaitModel::Predicate>},
    {"timeout", readWaitArgument<&WaitModel::Timeout>},
    {"notifies", readObject<WaitEntry, &WaitEntry::Notifies>},
    {"when", [](ModelLoader &L, const Node &, const Node &Value,
                WaitEntry &Out) { readConditions(L, Value, Out.When); }}};

void readWaits(ModelLoader &L, const std::string &Name, const Node &Key,
               const Node &Value, bool Method) {
  L.each(Value, [&](const Node &Item) {
    WaitEntry Wait;
    Wait.Model.Location = L.at(Key);
    L.mapping<WaitEntry>("a wait", WaitKeys, Item, Wait);
    if (Item.NodeKind != Node::Mapping)
      return;
    if (Wait.Notifies) {
      L.function(Name, Wait.When, Key).Notifies = Wait.Notifies;
      return;
    }
    if (!Item.find("lock"))
      L.error(Item, "a wait needs the key 'lock'");
    if (!Method && !Item.find("condition"))
      L.error(Item, "a wait function needs the key 'condition'");
    if (!L.states("the wait", withConditions(Name, Wait.When), Key))
      return;
    FunctionModel &Model = L.function(Name, Wait.When, Key);
    Model.Wait = Wait.Model;
    // The predicate runs with the lock held, before the call returns.
    if (Wait.Model.Predicate)
      Model.RunsInPlace = true;
  });
}

struct ConditionEntry {};

constexpr ModelKey<ConditionEntry> ConditionKeys[] = {
    {"type", readBefore<ConditionEntry>},
    {"waits", readBefore<ConditionEntry>},
    {"notifies", readBefore<ConditionEntry>},
    {"functions", readBefore<ConditionEntry>}};

} // namespace

void readConditionEntry(ModelLoader &L, const Node &Entry) {
  std::vector<std::string> Types =
      entryNames(L, "a condition variable", "type", Entry);
  ConditionEntry Unused;
  if (Entry.NodeKind == Node::Mapping)
    L.mapping<ConditionEntry>("a condition variable", ConditionKeys, Entry,
                              Unused);
  for (const std::string &Type : Types) {
    L.type(Type, keyNode(Entry, "type")).Orders = true;
    if (const Node *Waits = Entry.find("waits"))
      L.eachEntry("'waits'", *Waits, [&](const Node &Key, const Node &Value) {
        readWaits(L, Type + "::" + Key.Text, Key, Value, /*Method=*/true);
      });
    if (const Node *Notifies = Entry.find("notifies"))
      for (const std::string &Method : L.names("notifies", *Notifies))
        L.function(Type + "::" + Method, {}, keyNode(Entry, "notifies"))
            .Notifies = ObjectExpr();
  }
  if (const Node *Functions = Entry.find("functions"))
    L.eachEntry("'functions'", *Functions,
                [&](const Node &Key, const Node &Value) {
                  readWaits(L, Key.Text, Key, Value, /*Method=*/false);
                });
}

namespace {

//===-- boundaries -------------------------------------------------------===//

struct BoundaryEntry {
  BoundaryModel Model;
  std::vector<std::string> Functions;
  OverloadCondition When;
};

constexpr ModelKey<BoundaryEntry> MatchKeys[] = {
    {"ctor",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryEntry &Out) {
       for (const std::string &Type : L.names(Key.Text, Value)) {
         llvm::StringRef Last = llvm::StringRef(Type).rsplit("::").second;
         Out.Functions.push_back(Type +
                                 "::" + (Last.empty() ? Type : Last.str()));
       }
     }},
    {"function", readNames<BoundaryEntry, &BoundaryEntry::Functions>},
    {"method",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryEntry &Out) {
       Out.Functions = L.names(Key.Text, Value);
       for (const std::string &Name : Out.Functions)
         if (!llvm::StringRef(Name).contains("::"))
           L.error(Value, "a method is written with its class: 'Pool::" +
                              llvm::Twine(Name) + "'");
     }},
    {"min_args",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryEntry &Out) {
       Out.Model.MinArguments = L.number(Key.Text, Value).value_or(0);
     }},
    {"unless",
     [](ModelLoader &L, const Node &, const Node &Value, BoundaryEntry &Out) {
       OverloadCondition Excluded;
       readConditions(L, Value, Excluded);
       Out.Model.Unless = std::move(Excluded.Types);
     }},
    {"when", [](ModelLoader &L, const Node &, const Node &Value,
                BoundaryEntry &Out) { readConditions(L, Value, Out.When); }}};

constexpr ModelKey<BoundaryModel> CallableKeys[] = {
    {"arg",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryModel &Out) {
       Out.AnyCallable = false;
       Out.CallableIsObject = Value.Text == "this";
       if (!Out.CallableIsObject)
         Out.Callable = L.number(Key.Text, Value).value_or(0);
     }},
    {"args",
     readWord<BoundaryModel, &BoundaryModel::AnyCallable, AnyCallable>}};

constexpr ModelKey<BoundaryModel> PayloadKeys[] = {
    {"args",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryModel &Out) {
       llvm::StringRef Text = Value.Text;
       Out.PayloadIsOne = !Text.consume_back("..");
       unsigned From;
       if (Text.getAsInteger(10, From) || From > 255)
         L.error(Value, "'args' has to be an index, or an index with '..' for "
                        "it and all after it");
       else
         Out.PayloadFrom = From;
     }},
    {"pass", readWord<BoundaryModel, &BoundaryModel::Pass, PassModes>}};

constexpr ModelKey<BoundaryModel> RunKeys[] = {
    {"where",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryModel &Out) {
       // `domain(arg0)`: the object that serializes what it runs.
       llvm::StringRef Text = Value.Text;
       Out.DomainObject.reset();
       if (Text.consume_front("domain(") && Text.consume_back(")")) {
         Node Object = Value;
         Object.Text = Text.str();
         Out.Where = RunWhere::Domain;
         Out.DomainObject = L.object(Key.Text, Object);
       } else if (auto Known = L.word<RunWhere>(Key.Text, Places, Value)) {
         Out.Where = *Known;
       }
     }},
    {"times", readWord<BoundaryModel, &BoundaryModel::Times, Times>},
    {"width", readWord<BoundaryModel, &BoundaryModel::Width, Widths>},
    {"deferrable", readBoolean<BoundaryModel, &BoundaryModel::Deferrable>}};

constexpr ModelKey<BoundaryModel> LifeKeys[] = {
    {"until", [](ModelLoader &L, const Node &Key, const Node &Value,
                 BoundaryModel &Out) {
       Out.Life = RunLife::Until;
       Out.Until = L.names(Key.Text, Value);
     }}};

constexpr ModelKey<BoundaryEntry> BoundaryKeys[] = {
    {"id",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryEntry &Out) {
       if (L.isScalar(Key.Text, Value))
         Out.Model.Id = Value.Text;
     }},
    {"match",
     [](ModelLoader &L, const Node &, const Node &Value, BoundaryEntry &Out) {
       L.mapping<BoundaryEntry>("'match'", MatchKeys, Value, Out);
       unsigned Kinds = 0;
       for (llvm::StringRef Kind : {"ctor", "function", "method"})
         Kinds += Value.find(Kind) != nullptr;
       if (Value.NodeKind == Node::Mapping && Kinds != 1)
         L.error(Value, "'match' needs one of the keys ctor, function, method");
     }},
    {"callable",
     [](ModelLoader &L, const Node &, const Node &Value, BoundaryEntry &Out) {
       L.mapping<BoundaryModel>("'callable'", CallableKeys, Value, Out.Model);
     }},
    {"payload",
     [](ModelLoader &L, const Node &, const Node &Value, BoundaryEntry &Out) {
       L.mapping<BoundaryModel>("'payload'", PayloadKeys, Value, Out.Model);
     }},
    {"run",
     [](ModelLoader &L, const Node &, const Node &Value, BoundaryEntry &Out) {
       L.mapping<BoundaryModel>("'run'", RunKeys, Value, Out.Model);
     }},
    {"life",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryEntry &Out) {
       if (Value.NodeKind == Node::Mapping)
         L.mapping<BoundaryModel>("'life'", LifeKeys, Value, Out.Model);
       else if (auto Known = L.word<RunLife>(Key.Text, RunLives, Value))
         Out.Model.Life = *Known;
     }},
    {"handle",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryEntry &Out) { Out.Model.Handle = L.object(Key.Text, Value); }},
    {"success",
     [](ModelLoader &L, const Node &, const Node &Value, BoundaryEntry &Out) {
       int Result;
       if (llvm::StringRef(Value.Text).getAsInteger(10, Result))
         L.error(Value, "'success' has to be a number");
       else
         Out.Model.Success = Result;
     }}};

} // namespace

void readBoundaryEntry(ModelLoader &L, const Node &Entry) {
  BoundaryEntry Read;
  L.mapping<BoundaryEntry>("a boundary", BoundaryKeys, Entry, Read);
  if (Entry.NodeKind != Node::Mapping)
    return;
  for (llvm::StringRef Key : {"match", "callable", "run"})
    if (!Entry.find(Key))
      L.error(Entry, "a boundary needs the key '" + Key + "'");
  if (Read.Model.Life == RunLife::Handle && !Read.Model.Handle)
    L.error(keyNode(Entry, "life"),
            "life 'handle' needs the key 'handle', the object that stands for "
            "the running work");
  const Node *Match = Entry.find("match");
  for (const std::string &Name : Read.Functions) {
    if (!L.states("the boundary", withConditions(Name, Read.When), *Match))
      continue;
    FunctionModel &Function =
        L.function(Name, Read.When, keyNode(Entry, "match"));
    Function.Boundary = Read.Model;
    Function.Boundary->Location = L.at(keyNode(Entry, "match"));
    if (Read.Model.Id.empty())
      Function.Boundary->Id = Name;
  }
}

namespace {

//===-- single facts about functions -------------------------------------===//

constexpr ModelKey<HeldObject> HeldObjectKeys[] = {
    {"lock",
     [](ModelLoader &L, const Node &Key, const Node &Value, HeldObject &Out) {
       if (std::optional<ObjectExpr> Object = L.object(Key.Text, Value))
         Out.Lock = *Object;
     }},
    {"mode", readWord<HeldObject, &HeldObject::Mode, LockModes>}};

constexpr ModelKey<FunctionModel> CallableRuleKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"when", readBefore<FunctionModel>},
    {"run",
     readWord<FunctionModel, &FunctionModel::RunsInPlace, CallableRuns>},
    {"holds", [](ModelLoader &L, const Node &, const Node &Value,
                 FunctionModel &Out) {
       Out.RunsHolding = readHeldObject(L, Value);
     }}};
constexpr ModelKey<FunctionModel> ResultKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"when", readBefore<FunctionModel>},
    {"is", readObject<FunctionModel, &FunctionModel::Result>},
    {"makes_from", readObject<FunctionModel, &FunctionModel::Makes>},
    {"binds", readObject<FunctionModel, &FunctionModel::Binds>}};
constexpr ModelKey<FunctionModel> JoinKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"when", readBefore<FunctionModel>},
    {"join", readObject<FunctionModel, &FunctionModel::Join>},
    {"detach", readObject<FunctionModel, &FunctionModel::Detach>}};

constexpr ModelKey<FunctionModel> OrderKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"when", readBefore<FunctionModel>},
    {"release", readObject<FunctionModel, &FunctionModel::Releases>},
    {"acquire", readObject<FunctionModel, &FunctionModel::Acquires>}};

constexpr ModelKey<FunctionModel> EffectKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"when", readBefore<FunctionModel>},
    {"reads", readObject<FunctionModel, &FunctionModel::Reads>},
    {"writes", readObject<FunctionModel, &FunctionModel::Writes>},
    {"hidden_state",
     [](ModelLoader &L, const Node &, const Node &Value, FunctionModel &Out) {
       if (L.isScalar("hidden_state", Value))
         Out.HiddenState = Value.Text;
     }}};

constexpr ModelKey<FunctionModel> BlockingKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"when", readBefore<FunctionModel>},
    {"class",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        FunctionModel &Out) {
       if (!Out.Blocking)
         Out.Blocking.emplace();
       Out.Blocking->Location = L.at(Key);
       if (auto Known =
               L.word<BlockingClass>(Key.Text, BlockingClasses, Value))
         Out.Blocking->Class = *Known;
     }},
    {"timeout",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        FunctionModel &Out) {
       if (!Out.Blocking)
         Out.Blocking.emplace();
       Out.Blocking->Timeout = L.number(Key.Text, Value);
     }}};

/// An entry that states one thing about the functions it lists.
void readFunctionEntry(ModelLoader &L, llvm::StringRef What,
                       llvm::StringRef Title,
                       llvm::ArrayRef<ModelKey<FunctionModel>> Keys,
                       llvm::ArrayRef<llvm::StringRef> OneOf,
                       const Node &Entry) {
  std::vector<std::string> Names = entryNames(L, What, "functions", Entry);
  if (Entry.NodeKind == Node::Mapping &&
      llvm::none_of(OneOf, [&](llvm::StringRef K) { return Entry.find(K); }))
    L.error(Entry,
            What + " needs the key '" + llvm::join(OneOf, "' or '") + "'");
  OverloadCondition When = conditionsOf(L, Entry);
  for (const std::string &Name : Names)
    if (L.states(Title, withConditions(Name, When), *Entry.find("functions")))
      L.mapping<FunctionModel>(
          What, Keys, Entry,
          L.function(Name, When, keyNode(Entry, "functions")));
}

} // namespace

HeldObject readHeldObject(ModelLoader &L, const YamlNode &Node) {
  HeldObject Held;
  L.mapping<HeldObject>("what is held", HeldObjectKeys, Node, Held);
  if (Node.NodeKind == YamlNode::Mapping && !Node.find("lock"))
    L.error(Node, "what is held needs the key 'lock'");
  return Held;
}

void readCallableEntry(ModelLoader &L, const Node &Entry) {
  readFunctionEntry(L, "a callable rule", "the callable rule", CallableRuleKeys,
                    {"run"}, Entry);
}

void readResultEntry(ModelLoader &L, const Node &Entry) {
  readFunctionEntry(L, "a result", "the result", ResultKeys,
                    {"is", "makes_from", "binds"}, Entry);
}

void readJoinEntry(ModelLoader &L, const Node &Entry) {
  readFunctionEntry(L, "a join", "the join", JoinKeys, {"join", "detach"},
                    Entry);
}

void readBlockingEntry(ModelLoader &L, const Node &Entry) {
  readFunctionEntry(L, "a blocking call", "the blocking call", BlockingKeys,
                    {"class"}, Entry);
}

void readCallbackEntry(ModelLoader &L, const Node &Entry) {
  if (L.isScalar("callbacks", Entry) &&
      L.states("the callback", Entry.Text, Entry))
    L.function(Entry.Text, {}, Entry).RunsStored = L.at(Entry);
}

void readOrderEntry(ModelLoader &L, const Node &Entry) {
  if (Entry.NodeKind == Node::Mapping)
    return readFunctionEntry(L, "an order", "the order", OrderKeys,
                             {"release", "acquire"}, Entry);
  if (L.isScalar("orders", Entry) && L.states("the order", Entry.Text, Entry))
    L.function(Entry.Text, {}, Entry).Orders = true;
}

void readFenceEntry(ModelLoader &L, const Node &Entry) {
  if (!L.isScalar("fences", Entry) || !L.states("the order", Entry.Text, Entry))
    return;
  FunctionModel &Model = L.function(Entry.Text, {}, Entry);
  Model.Orders = Model.Fence = true;
}

void readMemoryOrderEntry(ModelLoader &L, const Node &Entry) {
  if (L.isScalar("memory_orders", Entry))
    L.addMemoryOrder(Entry.Text);
}

//===-- channels ---------------------------------------------------------===//

namespace {

struct ChannelEntry {
  std::vector<std::string> Functions;
  unsigned Payload = 0;
};

constexpr ModelKey<ChannelEntry> ChannelKeys[] = {
    {"send", readNames<ChannelEntry, &ChannelEntry::Functions>},
    {"payload", [](ModelLoader &L, const Node &Key, const Node &Value,
                   ChannelEntry &Out) {
       if (std::optional<unsigned> Index = L.number(Key.Text, Value))
         Out.Payload = *Index;
     }}};

} // namespace

void readChannelEntry(ModelLoader &L, const Node &Entry) {
  ChannelEntry Read;
  L.mapping<ChannelEntry>("a channel", ChannelKeys, Entry, Read);
  for (const std::string &Name : Read.Functions)
    if (L.states("the channel", Name, Entry))
      L.function(Name, {}, Entry).Sends = Read.Payload;
}

void readFreeEntry(ModelLoader &L, const Node &Entry) {
  if (L.isScalar("frees", Entry) &&
      L.states("that it frees", Entry.Text, Entry))
    L.function(Entry.Text, {}, Entry).Frees = true;
}

void readEffectEntry(ModelLoader &L, const Node &Entry) {
  readFunctionEntry(L, "an effect", "the effect", EffectKeys,
                    {"reads", "writes", "hidden_state"}, Entry);
}

void addFunctionVocabulary(std::vector<ModelVocabulary> &Out) {
  addVocabulary(Out, "condvar", ConditionKeys);
  addVocabulary(Out, "wait", WaitKeys);
  addVocabulary(Out, "boundary", BoundaryKeys);
  addVocabulary(Out, "match", MatchKeys);
  addVocabulary(Out, "callable", CallableKeys);
  addVocabulary(Out, "payload", PayloadKeys);
  addVocabulary(Out, "run", RunKeys);
  addVocabulary(Out, "life_until", LifeKeys);
  addVocabulary(Out, "callable_rule", CallableRuleKeys);
  addVocabulary(Out, "held_object", HeldObjectKeys);
  addVocabulary(Out, "result", ResultKeys);
  addVocabulary(Out, "join", JoinKeys);
  addVocabulary(Out, "channel", ChannelKeys);
  addVocabulary(Out, "order", OrderKeys);
  addVocabulary(Out, "effect", EffectKeys);
  addVocabulary(Out, "blocking", BlockingKeys);
  addVocabulary(Out, "blocking_class", BlockingClasses);
  addVocabulary(Out, "pass", PassModes);
  addVocabulary(Out, "where", Places);
  addVocabulary(Out, "times", Times);
  addVocabulary(Out, "width", Widths);
  addVocabulary(Out, "life", RunLives);
  addVocabulary(Out, "callable_run", CallableRuns);
  addVocabulary(Out, "callable_args", AnyCallable);
}

} // namespace sendsync
