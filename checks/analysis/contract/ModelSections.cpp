//===- ModelSections.cpp - every key of a model file --------------------------//
//
// One table per mapping, one row per key. A new key is a row here, a property
// in annotations/models/schema.json (a test compares the two) and a field of
// Model.h. Keys that no stage reads do not belong here: a model that says
// something without effect is an error, not a comment.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/contract/ModelLoader.h"
#include "llvm/ADT/STLExtras.h"

namespace sendsync {
namespace {

using Node = YamlNode;

//===-- words ------------------------------------------------------------===//

constexpr ModelWord<LockMode> LockModes[] = {{"exclusive", LockMode::Exclusive},
                                             {"shared", LockMode::Shared}};
/// `any` releases whichever mode is held.
constexpr ModelWord<std::optional<LockMode>> ReleaseModes[] = {
    {"exclusive", LockMode::Exclusive},
    {"shared", LockMode::Shared},
    {"any", std::nullopt}};
constexpr ModelWord<Recursion> Recursions[] = {
    {"yes", Recursion::Yes},       {"true", Recursion::Yes},
    {"no", Recursion::No},         {"false", Recursion::No},
    {"by_init", Recursion::Unknown}};
constexpr ModelWord<GuardTag> GuardTags[] = {
    {"adopt", GuardTag::Adopt}, {"defer", GuardTag::Defer}, {"try", GuardTag::Try}};
constexpr ModelWord<GuardOp> GuardOps[] = {
    {"acquire", GuardOp::Acquire}, {"try", GuardOp::Try},
    {"release", GuardOp::Release}, {"forget", GuardOp::Forget},
    {"test", GuardOp::Test},       {"mutex", GuardOp::Mutex}};
constexpr ModelWord<bool> Lives[] = {{"owning", true}, {"borrow", false}};
constexpr ModelWord<HandleModel::Destructor> Destructors[] = {
    {"terminate", HandleModel::Terminate},
    {"joins", HandleModel::Joins},
    {"detaches", HandleModel::Detaches},
    {"nothing", HandleModel::Nothing}};
constexpr ModelWord<PassMode> PassModes[] = {
    {"decay_copy", PassMode::DecayCopy}, {"capture", PassMode::Capture},
    {"pointer", PassMode::Pointer},      {"forward", PassMode::Forward},
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
                                         {"parallel", RunTimes::Parallel}};
constexpr ModelWord<RunLife> RunLives[] = {{"scoped", RunLife::Scoped},
                                           {"handle", RunLife::Handle},
                                           {"detached", RunLife::Detached},
                                           {"loop", RunLife::Loop}};
/// `stored`: the call keeps its callables; nothing is known of when they run.
constexpr ModelWord<bool> CallableRuns[] = {{"in_place", true},
                                            {"stored", false}};
constexpr ModelWord<bool> Languages[] = {{"c", true}, {"c++", false}};
constexpr ModelWord<bool> AnyCallable[] = {{"any_callable", true}};
constexpr ModelWord<bool> AllArguments[] = {{"all", true}};

/// A key whose value was read before the others.
template <typename T>
void readBefore(ModelLoader &, const Node &, const Node &, T &) {}

template <typename T, bool T::*Member>
void readBoolean(ModelLoader &L, const Node &Key, const Node &Value, T &Out) {
  L.boolean(Key.Text, Value, Out.*Member);
}
template <typename T, std::vector<std::string> T::*Member>
void readNames(ModelLoader &L, const Node &Key, const Node &Value, T &Out) {
  Out.*Member = L.names(Key.Text, Value);
}
template <typename T, llvm::StringSet<> T::*Member>
void readNameSet(ModelLoader &L, const Node &Key, const Node &Value, T &Out) {
  L.names(Key.Text, Value, Out.*Member);
}
template <typename T, std::optional<ObjectExpr> T::*Member>
void readObject(ModelLoader &L, const Node &Key, const Node &Value, T &Out) {
  Out.*Member = L.object(Key.Text, Value);
}
/// A word of the table \p Words.
template <typename T, auto Member, const auto &Words>
void readWord(ModelLoader &L, const Node &Key, const Node &Value, T &Out) {
  using Word = std::remove_cv_t<std::remove_reference_t<decltype(Words[0])>>;
  using Meaning = decltype(Word::Meaning);
  if (auto Known = L.word<Meaning>(Key.Text, Words, Value))
    Out.*Member = *Known;
}

/// The names an entry is about: the value of \p Key, which it must have.
std::vector<std::string> entryNames(ModelLoader &L, llvm::StringRef What,
                                    llvm::StringRef Key, const Node &Entry) {
  if (!L.isMapping(What, Entry))
    return {};
  if (const Node *Value = Entry.find(Key))
    return L.names(Key, *Value);
  L.error(Entry, What + " needs the key '" + Key + "'");
  return {};
}

/// The node of the key \p Name, to point at; the entry itself if it has none.
const Node &keyNode(const Node &Entry, llvm::StringRef Name) {
  for (const Node &Key : Entry.Keys)
    if (Key.Text == Name)
      return Key;
  return Entry;
}

//===-- when -------------------------------------------------------------===//

using Conditions = std::vector<ArgumentCondition>;

void readConditions(ModelLoader &L, const Node &Value, Conditions &Out) {
  L.eachEntry("'when'", Value, [&](const Node &Key, const Node &Types) {
    llvm::StringRef Text = Key.Text;
    ArgumentCondition Condition;
    if (!Text.consume_front("arg") || Text.getAsInteger(10, Condition.Index)) {
      L.error(Key, "unknown key '" + Key.Text +
                       "'; known are arg0, arg1 and so on");
      return;
    }
    Condition.Types = L.names(Key.Text, Types);
    Out.push_back(std::move(Condition));
  });
  llvm::sort(Out, [](const ArgumentCondition &A, const ArgumentCondition &B) {
    return A.Index < B.Index;
  });
}

std::string conditionText(const Conditions &When) {
  std::string Text;
  for (const ArgumentCondition &C : When) {
    Text += " when arg" + std::to_string(C.Index);
    for (const std::string &Type : C.Types)
      Text += " " + Type;
  }
  return Text;
}

//===-- types ------------------------------------------------------------===//

constexpr ModelKey<PointerModel> PointerKeys[] = {
    {"pointee",
     [](ModelLoader &L, const Node &Key, const Node &Value, PointerModel &Out) {
       if (L.isScalar(Key.Text, Value))
         Out.Pointee = Value.Text;
     }},
    {"life", readWord<PointerModel, &PointerModel::Owning, Lives>},
    {"shared", readBoolean<PointerModel, &PointerModel::Shared>},
    {"const", readBoolean<PointerModel, &PointerModel::ConstPointee>},
    {"deref", readNames<PointerModel, &PointerModel::Deref>}};

constexpr ModelKey<TypeModel> TypeOpKeys[] = {
    {"const_like", readNameSet<TypeModel, &TypeModel::ConstLike>},
    {"interior", readNameSet<TypeModel, &TypeModel::Interior>},
    {"disjoint_index", readNameSet<TypeModel, &TypeModel::DisjointIndex>},
    {"invalidates", readNameSet<TypeModel, &TypeModel::Invalidates>}};

template <std::optional<TraitExpr> TypeModel::*Member>
void readTrait(ModelLoader &L, const Node &Key, const Node &Value,
               TypeModel &Out) {
  L.trait(Key, Value, Out.*Member);
}

constexpr ModelKey<TypeModel> TypeKeys[] = {
    {"name", readBefore<TypeModel>},
    {"params", readNames<TypeModel, &TypeModel::Params>},
    {"send", readTrait<&TypeModel::Send>},
    {"sync", readTrait<&TypeModel::Sync>},
    {"sync_mut", readTrait<&TypeModel::SyncMut>},
    {"owned", readTrait<&TypeModel::Owned>},
    {"shm", readTrait<&TypeModel::Shm>},
    {"pointer",
     [](ModelLoader &L, const Node &Key, const Node &Value, TypeModel &Out) {
       PointerModel Model = Out.Pointer.value_or(PointerModel());
       Model.Location = L.at(Key);
       L.mapping<PointerModel>("'pointer'", PointerKeys, Value, Model);
       if (Model.Pointee.empty())
         L.error(Key, "'pointer' needs the key 'pointee'");
       Out.Pointer = std::move(Model);
     }},
    {"ops",
     [](ModelLoader &L, const Node &, const Node &Value, TypeModel &Out) {
       L.mapping<TypeModel>("'ops'", TypeOpKeys, Value, Out);
     }},
    {"atomic", readBoolean<TypeModel, &TypeModel::Atomic>},
    {"orders", readBoolean<TypeModel, &TypeModel::Orders>},
    {"erases", readBoolean<TypeModel, &TypeModel::Erases>}};

bool isParam(const TypeModel &Model, llvm::StringRef Name) {
  return llvm::any_of(Model.Params, [&](llvm::StringRef Param) {
    Param.consume_back("...");
    return Param == Name;
  });
}

/// Every operand of a trait expression has to be a parameter of the type.
void checkOperands(ModelLoader &L, const TypeModel &Model, const TraitExpr &E,
                   const Node &At) {
  for (const TraitExpr &Operand : E.Operands)
    checkOperands(L, Model, Operand, At);
  if ((E.ExprKind != TraitExpr::Query && E.ExprKind != TraitExpr::IsConst) ||
      E.Quoted || E.Operand == "pointee" || E.Operand == "element" ||
      isParam(Model, E.Operand))
    return;
  L.error(At, "'" + E.Operand + "' is not among the 'params' of '" +
                  Model.Name + "'; a type is written in quotes");
}

void readTypeEntry(ModelLoader &L, const Node &Entry) {
  for (const std::string &Name : entryNames(L, "a type", "name", Entry)) {
    if (!L.states("the type model", Name, *Entry.find("name")))
      continue;
    TypeModel &Model = L.type(Name, keyNode(Entry, "name"));
    Model.Location = L.at(keyNode(Entry, "name"));
    L.mapping<TypeModel>("a type", TypeKeys, Entry, Model);
    const std::pair<llvm::StringLiteral, const std::optional<TraitExpr> *>
        Traits[] = {{"send", &Model.Send},
                    {"sync", &Model.Sync},
                    {"sync_mut", &Model.SyncMut},
                    {"owned", &Model.Owned},
                    {"shm", &Model.Shm}};
    for (const auto &[Key, Expr] : Traits)
      if (const Node *Value = Entry.find(Key); Value && *Expr)
        checkOperands(L, Model, **Expr, *Value);
    if (const Node *Pointer = Entry.find("pointer"))
      if (const Node *Pointee = Pointer->find("pointee"))
        if (!isParam(Model, Pointee->Text))
          L.error(*Pointee, "'" + Pointee->Text +
                                "' is not among the 'params' of '" + Name +
                                "'");
  }
}

//===-- locks ------------------------------------------------------------===//

/// The effects of one call, as one mapping states them.
struct LockOps {
  std::vector<LockEffect> Effects;
  std::optional<ObjectExpr> Object;
  const Node *Success = nullptr;
};

template <LockOp Op>
void readLockOp(ModelLoader &L, const Node &Key, const Node &Value,
                LockOps &Out) {
  LockEffect Effect;
  Effect.Op = Op;
  Effect.Location = L.at(Key);
  if (Op == LockOp::Release) {
    auto Mode = L.word<std::optional<LockMode>>(Key.Text, ReleaseModes, Value);
    if (!Mode)
      return;
    Effect.Mode = *Mode;
  } else {
    Effect.Mode = L.word<LockMode>(Key.Text, LockModes, Value);
    if (!Effect.Mode)
      return;
  }
  Out.Effects.push_back(std::move(Effect));
}

void readSuccess(ModelLoader &, const Node &, const Node &Value, LockOps &Out) {
  Out.Success = &Value;
}

constexpr ModelKey<LockOps> LockMethodKeys[] = {
    {"acquire", readLockOp<LockOp::Acquire>},
    {"try", readLockOp<LockOp::TryAcquire>},
    {"release", readLockOp<LockOp::Release>},
    {"assert", readLockOp<LockOp::Assert>},
    {"require", readLockOp<LockOp::Require>},
    {"exclude", readLockOp<LockOp::Exclude>},
    {"success", readSuccess}};
constexpr ModelKey<LockOps> LockFunctionKeys[] = {
    {"arg", readObject<LockOps, &LockOps::Object>},
    {"acquire", readLockOp<LockOp::Acquire>},
    {"try", readLockOp<LockOp::TryAcquire>},
    {"release", readLockOp<LockOp::Release>},
    {"assert", readLockOp<LockOp::Assert>},
    {"require", readLockOp<LockOp::Require>},
    {"exclude", readLockOp<LockOp::Exclude>},
    {"success", readSuccess}};

void applySuccess(ModelLoader &L, LockOps &Ops, const Node &At) {
  bool Tries = false;
  for (LockEffect &Effect : Ops.Effects) {
    if (Effect.Op != LockOp::TryAcquire)
      continue;
    Tries = true;
    if (!Ops.Success)
      continue;
    llvm::StringRef Text = Ops.Success->Text;
    int Value = 0;
    if (Text == "true" || Text == "yes") {
      Effect.SuccessIsNonzero = true;
    } else if (Text == "false" || Text == "no") {
      Effect.SuccessIsNonzero = false;
    } else if (!Text.getAsInteger(10, Value)) {
      Effect.SuccessIsNonzero = Value != 0;
      if (Value != 0 && Value != 1)
        Effect.SuccessValue = Value;
    } else {
      L.error(*Ops.Success, "'success' has to be true, false or a number");
    }
  }
  if (Ops.Success && !Tries)
    L.error(keyNode(At, "success"), "'success' needs the key 'try'");
}

/// The effects of the call \p Name: one mapping, or a list of them.
void readLockEffects(ModelLoader &L, const std::string &Name, const Node &Key,
                     const Node &Value, bool Method) {
  if (!L.states("the lock effect", Name, Key))
    return;
  FunctionModel &Model = L.function(Name, {}, Key);
  Model.Locks.clear();
  L.each(Value, [&](const Node &Item) {
    LockOps Ops;
    if (Method)
      L.mapping<LockOps>("a lock operation", LockMethodKeys, Item, Ops);
    else
      L.mapping<LockOps>("a lock operation", LockFunctionKeys, Item, Ops);
    if (Item.NodeKind != Node::Mapping)
      return;
    applySuccess(L, Ops, Item);
    if (!Method && !Ops.Object && !Item.find("arg"))
      L.error(Item, "a lock function needs the key 'arg'");
    if (Ops.Effects.empty() && !L.failed())
      L.error(Item, "a lock operation needs one of the keys acquire, try, "
                    "release, assert, require, exclude");
    for (LockEffect &Effect : Ops.Effects) {
      if (Ops.Object)
        Effect.Object = *Ops.Object;
      Model.Locks.push_back(std::move(Effect));
    }
  });
}

struct LockEntry {
  LockModel Model;
};

constexpr ModelKey<LockModel> LockKeys[] = {
    {"type", readBefore<LockModel>},
    {"recursive", readWord<LockModel, &LockModel::Recursive, Recursions>},
    {"thread_affine",
     [](ModelLoader &L, const Node &Key, const Node &Value, LockModel &Out) {
       L.boolean(Key.Text, Value, Out.ThreadAffine);
       Out.AffineLocation = L.at(Key);
     }},
    {"ops", readBefore<LockModel>},
    {"functions", readBefore<LockModel>}};

void readLockEntry(ModelLoader &L, const Node &Entry) {
  if (!L.isMapping("a lock", Entry))
    return;
  if (const Node *Functions = Entry.find("functions"))
    L.eachEntry("'functions'", *Functions,
                [&](const Node &Key, const Node &Value) {
                  readLockEffects(L, Key.Text, Key, Value, /*Method=*/false);
                });
  // Functions that work with any lock (`std::lock`) need no type.
  if (!Entry.find("type") && Entry.find("functions")) {
    LockModel Unused;
    L.mapping<LockModel>("a lock", LockKeys, Entry, Unused);
    for (llvm::StringRef Key : {"recursive", "thread_affine", "ops"})
      if (Entry.find(Key))
        L.error(keyNode(Entry, Key), "'" + Key + "' needs the key 'type'");
    return;
  }
  for (const std::string &Name : entryNames(L, "a lock", "type", Entry)) {
    if (!L.states("the lock model", Name, *Entry.find("type")))
      continue;
    const Node &At = keyNode(Entry, "type");
    TypeModel &Type = L.type(Name, At);
    LockModel Model = Type.Lock.value_or(LockModel());
    Model.Location = L.at(At);
    if (!Model.AffineLocation.isValid())
      Model.AffineLocation = Model.Location;
    L.mapping<LockModel>("a lock", LockKeys, Entry, Model);
    Type.Lock = Model;
    if (const Node *Ops = Entry.find("ops"))
      L.eachEntry("'ops'", *Ops, [&](const Node &Key, const Node &Value) {
        readLockEffects(L, Name + "::" + Key.Text, Key, Value, /*Method=*/true);
      });
  }
}

//===-- guards and handles -----------------------------------------------===//

constexpr ModelKey<GuardModel> GuardAcquireKeys[] = {
    {"ctor_arg",
     [](ModelLoader &L, const Node &Key, const Node &Value, GuardModel &Out) {
       if (std::optional<unsigned> Index = L.number(Key.Text, Value)) {
         Out.LocksFrom = GuardModel::OneArgument;
         Out.Argument = *Index;
       }
     }},
    {"ctor_args",
     [](ModelLoader &L, const Node &Key, const Node &Value, GuardModel &Out) {
       if (L.word<bool>(Key.Text, AllArguments, Value))
         Out.LocksFrom = GuardModel::AllArguments;
     }},
    {"mode", readWord<GuardModel, &GuardModel::Mode, LockModes>}};

constexpr ModelKey<GuardModel> GuardKeys[] = {
    {"type", readBefore<GuardModel>},
    {"acquire",
     [](ModelLoader &L, const Node &, const Node &Value, GuardModel &Out) {
       L.mapping<GuardModel>("'acquire'", GuardAcquireKeys, Value, Out);
     }},
    {"tags",
     [](ModelLoader &L, const Node &, const Node &Value, GuardModel &Out) {
       Out.Tags.clear();
       L.eachEntry("'tags'", Value, [&](const Node &Type, const Node &Tag) {
         if (auto Known = L.word<GuardTag>(Type.Text, GuardTags, Tag))
           Out.Tags[Type.Text] = *Known;
       });
     }},
    {"methods",
     [](ModelLoader &L, const Node &, const Node &Value, GuardModel &Out) {
       Out.Methods.clear();
       L.eachEntry("'methods'", Value, [&](const Node &Name, const Node &Op) {
         if (auto Known = L.word<GuardOp>(Name.Text, GuardOps, Op))
           Out.Methods[Name.Text] = *Known;
       });
     }},
    {"movable", readBoolean<GuardModel, &GuardModel::Movable>}};

constexpr ModelKey<HandleModel> HandleKeys[] = {
    {"type", readBefore<HandleModel>},
    {"join", readNames<HandleModel, &HandleModel::Join>},
    {"detach", readNames<HandleModel, &HandleModel::Detach>},
    {"test", readNames<HandleModel, &HandleModel::Test>},
    {"on_destroy", readWord<HandleModel, &HandleModel::OnDestroy, Destructors>},
    {"movable", readBoolean<HandleModel, &HandleModel::Movable>}};

/// An entry that describes one aspect of a type.
template <typename T, std::optional<T> TypeModel::*Aspect>
void readAspect(ModelLoader &L, llvm::StringRef What, llvm::StringRef Title,
                llvm::ArrayRef<ModelKey<T>> Keys, const Node &Entry) {
  for (const std::string &Name : entryNames(L, What, "type", Entry)) {
    if (!L.states(Title, Name, *Entry.find("type")))
      continue;
    const Node &At = keyNode(Entry, "type");
    TypeModel &Type = L.type(Name, At);
    T Model = (Type.*Aspect).value_or(T());
    Model.Location = L.at(At);
    L.mapping<T>(What, Keys, Entry, Model);
    Type.*Aspect = std::move(Model);
  }
}

void readGuardEntry(ModelLoader &L, const Node &Entry) {
  readAspect<GuardModel, &TypeModel::Guard>(L, "a guard", "the guard model",
                                            GuardKeys, Entry);
}

void readHandleEntry(ModelLoader &L, const Node &Entry) {
  readAspect<HandleModel, &TypeModel::Handle>(L, "a handle", "the handle model",
                                              HandleKeys, Entry);
}

//===-- condition variables ----------------------------------------------===//

struct WaitEntry {
  WaitModel Model;
  Conditions When;
};

template <ObjectExpr WaitModel::*Member>
void readWaitObject(ModelLoader &L, const Node &Key, const Node &Value,
                    WaitEntry &Out) {
  if (std::optional<ObjectExpr> Object = L.object(Key.Text, Value))
    Out.Model.*Member = *Object;
}

constexpr ModelKey<WaitEntry> WaitKeys[] = {
    {"condition", readWaitObject<&WaitModel::Condition>},
    {"lock", readWaitObject<&WaitModel::Lock>},
    {"predicate",
     [](ModelLoader &L, const Node &Key, const Node &Value, WaitEntry &Out) {
       Out.Model.Predicate = L.number(Key.Text, Value);
     }},
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
    if (!Item.find("lock"))
      L.error(Item, "a wait needs the key 'lock'");
    if (!Method && !Item.find("condition"))
      L.error(Item, "a wait function needs the key 'condition'");
    if (!L.states("the wait", Name + conditionText(Wait.When), Key))
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
    {"functions", readBefore<ConditionEntry>}};

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
  }
  if (const Node *Functions = Entry.find("functions"))
    L.eachEntry("'functions'", *Functions,
                [&](const Node &Key, const Node &Value) {
                  readWaits(L, Key.Text, Key, Value, /*Method=*/false);
                });
}

//===-- boundaries -------------------------------------------------------===//

struct BoundaryEntry {
  BoundaryModel Model;
  std::vector<std::string> Functions;
  Conditions When;
};

constexpr ModelKey<BoundaryEntry> MatchKeys[] = {
    {"ctor",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryEntry &Out) {
       for (const std::string &Type : L.names(Key.Text, Value)) {
         llvm::StringRef Last = llvm::StringRef(Type).rsplit("::").second;
         Out.Functions.push_back(Type + "::" +
                                 (Last.empty() ? Type : Last.str()));
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
    {"when", [](ModelLoader &L, const Node &, const Node &Value,
                BoundaryEntry &Out) { readConditions(L, Value, Out.When); }}};

constexpr ModelKey<BoundaryModel> CallableKeys[] = {
    {"arg",
     [](ModelLoader &L, const Node &Key, const Node &Value,
        BoundaryModel &Out) {
       Out.AnyCallable = false;
       Out.Callable = L.number(Key.Text, Value).value_or(0);
     }},
    {"args", readWord<BoundaryModel, &BoundaryModel::AnyCallable,
                      AnyCallable>}};

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
    {"times", readWord<BoundaryModel, &BoundaryModel::Times, Times>}};

constexpr ModelKey<BoundaryModel> LifeKeys[] = {
    {"until",
     [](ModelLoader &L, const Node &Key, const Node &Value,
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
        BoundaryEntry &Out) {
       Out.Model.Handle = L.object(Key.Text, Value);
     }}};

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
    if (!L.states("the boundary", Name + conditionText(Read.When), *Match))
      continue;
    FunctionModel &Function = L.function(Name, Read.When, keyNode(Entry, "match"));
    Function.Boundary = Read.Model;
    Function.Boundary->Location = L.at(keyNode(Entry, "match"));
    if (Read.Model.Id.empty())
      Function.Boundary->Id = Name;
  }
}

//===-- single facts about functions -------------------------------------===//

constexpr ModelKey<FunctionModel> CallableRuleKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"run", readWord<FunctionModel, &FunctionModel::RunsInPlace,
                     CallableRuns>}};
constexpr ModelKey<FunctionModel> ResultKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"is", readObject<FunctionModel, &FunctionModel::Result>}};
constexpr ModelKey<FunctionModel> JoinKeys[] = {
    {"functions", readBefore<FunctionModel>},
    {"join", readObject<FunctionModel, &FunctionModel::Join>},
    {"detach", readObject<FunctionModel, &FunctionModel::Detach>}};

/// An entry that states one thing about the functions it lists.
void readFunctionEntry(ModelLoader &L, llvm::StringRef What,
                       llvm::StringRef Title,
                       llvm::ArrayRef<ModelKey<FunctionModel>> Keys,
                       llvm::ArrayRef<llvm::StringRef> OneOf,
                       const Node &Entry) {
  std::vector<std::string> Names = entryNames(L, What, "functions", Entry);
  if (Entry.NodeKind == Node::Mapping &&
      llvm::none_of(OneOf, [&](llvm::StringRef K) { return Entry.find(K); }))
    L.error(Entry, What + " needs the key '" + llvm::join(OneOf, "' or '") +
                       "'");
  for (const std::string &Name : Names)
    if (L.states(Title, Name, *Entry.find("functions")))
      L.mapping<FunctionModel>(
          What, Keys, Entry,
          L.function(Name, {}, keyNode(Entry, "functions")));
}

void readCallableEntry(ModelLoader &L, const Node &Entry) {
  readFunctionEntry(L, "a callable rule", "the callable rule", CallableRuleKeys,
                    {"run"}, Entry);
}
void readResultEntry(ModelLoader &L, const Node &Entry) {
  readFunctionEntry(L, "a result", "the result", ResultKeys, {"is"}, Entry);
}
void readJoinEntry(ModelLoader &L, const Node &Entry) {
  readFunctionEntry(L, "a join", "the join", JoinKeys, {"join", "detach"},
                    Entry);
}
void readOrderEntry(ModelLoader &L, const Node &Entry) {
  if (L.isScalar("orders", Entry) && L.states("the order", Entry.Text, Entry))
    L.function(Entry.Text, {}, Entry).Orders = true;
}

//===-- the file ---------------------------------------------------------===//

/// A section: a list of entries, each read by \p Read.
template <void (*Read)(ModelLoader &, const Node &)>
void readSection(ModelLoader &L, const Node &Key, const Node &Value, int &) {
  if (Value.NodeKind == Node::Sequence)
    L.each(Value, [&](const Node &Entry) { Read(L, Entry); });
  else
    L.error(Value, "'" + Key.Text + "' has to be a list");
}

constexpr ModelKey<int> FileKeys[] = {
    {"schema",
     [](ModelLoader &L, const Node &, const Node &Value, int &) {
       if (Value.Text != "1")
         L.error(Value, "this version reads schema 1");
     }},
    {"library",
     [](ModelLoader &L, const Node &Key, const Node &Value, int &) {
       L.isScalar(Key.Text, Value);
     }},
    {"language", readBefore<int>},
    {"namespace_aliases",
     [](ModelLoader &L, const Node &, const Node &Value, int &) {
       L.eachEntry("'namespace_aliases'", Value,
                   [&](const Node &Own, const Node &Others) {
                     for (std::string &Other : L.names(Own.Text, Others))
                       L.addAlias(std::move(Other), Own.Text);
                   });
     }},
    {"types", readSection<readTypeEntry>},
    {"locks", readSection<readLockEntry>},
    {"guards", readSection<readGuardEntry>},
    {"handles", readSection<readHandleEntry>},
    {"condvars", readSection<readConditionEntry>},
    {"boundaries", readSection<readBoundaryEntry>},
    {"callables", readSection<readCallableEntry>},
    {"results", readSection<readResultEntry>},
    {"joins", readSection<readJoinEntry>},
    {"orders", readSection<readOrderEntry>}};

} // namespace

void readModelFile(ModelLoader &L, const YamlNode &Root) {
  if (!L.isMapping("a model file", Root))
    return;
  if (!Root.find("schema"))
    L.error(Root, "a model file starts with 'schema: 1'");
  // Decides what all entries mean, wherever it stands.
  if (const Node *Language = Root.find("language"))
    L.setCLinkage(L.word<bool>("language", Languages, *Language).value_or(false));
  int Unused = 0;
  L.mapping<int>("a model file", FileKeys, Root, Unused);
}

std::vector<ModelVocabulary> modelVocabulary() {
  std::vector<ModelVocabulary> Result;
  auto Keys = [&](llvm::StringRef Definition, const auto &Table) {
    ModelVocabulary V{Definition, /*Words=*/false, {}};
    for (const auto &Key : Table)
      V.Names.push_back(Key.Name);
    Result.push_back(std::move(V));
  };
  auto Words = [&](llvm::StringRef Definition, const auto &Table) {
    ModelVocabulary V{Definition, /*Words=*/true, {}};
    for (const auto &Word : Table)
      V.Names.push_back(Word.Text);
    Result.push_back(std::move(V));
  };
  Keys("file", FileKeys);
  Keys("type", TypeKeys);
  Keys("pointer", PointerKeys);
  Keys("type_ops", TypeOpKeys);
  Keys("lock", LockKeys);
  Keys("lock_method", LockMethodKeys);
  Keys("lock_function", LockFunctionKeys);
  Keys("guard", GuardKeys);
  Keys("guard_acquire", GuardAcquireKeys);
  Keys("handle", HandleKeys);
  Keys("condvar", ConditionKeys);
  Keys("wait", WaitKeys);
  Keys("boundary", BoundaryKeys);
  Keys("match", MatchKeys);
  Keys("callable", CallableKeys);
  Keys("payload", PayloadKeys);
  Keys("run", RunKeys);
  Keys("life_until", LifeKeys);
  Keys("callable_rule", CallableRuleKeys);
  Keys("result", ResultKeys);
  Keys("join", JoinKeys);
  Words("lock_mode", LockModes);
  Words("release_mode", ReleaseModes);
  Words("recursion", Recursions);
  Words("guard_tag", GuardTags);
  Words("guard_op", GuardOps);
  Words("pointer_life", Lives);
  Words("on_destroy", Destructors);
  Words("pass", PassModes);
  Words("where", Places);
  Words("times", Times);
  Words("life", RunLives);
  Words("callable_run", CallableRuns);
  Words("language", Languages);
  return Result;
}

} // namespace sendsync
