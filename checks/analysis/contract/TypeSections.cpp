//===- TypeSections.cpp - what model files say about types
//--------------------//
//
// One table per mapping, one row per key. A new key is a row here, a property
// in annotations/models/schema.json (a test compares the two) and a field of
// Model.h. Keys that no stage reads do not belong here: a model that says
// something without effect is an error, not a comment.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/contract/ModelReaders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace sendsync {
namespace {

using Node = YamlNode;

//===-- words ------------------------------------------------------------===//

/// `any` releases whichever mode is held.
constexpr ModelWord<std::optional<LockMode>> ReleaseModes[] = {
    {"exclusive", LockMode::Exclusive},
    {"shared", LockMode::Shared},
    {"any", std::nullopt}};
constexpr ModelWord<Recursion> Recursions[] = {{"yes", Recursion::Yes},
                                               {"true", Recursion::Yes},
                                               {"no", Recursion::No},
                                               {"false", Recursion::No},
                                               {"readers", Recursion::Readers},
                                               {"by_init", Recursion::Unknown}};
/// What initialization may decide; `fails`: the lock refuses; `unknown`: it is of a
/// kind of its own.
constexpr ModelWord<Recursion> DecidedRecursions[] = {
    {"yes", Recursion::Yes}, {"true", Recursion::Yes},
    {"no", Recursion::No},   {"false", Recursion::No},
    {"fails", Recursion::Fails}, {"unknown", Recursion::Unknown}};
constexpr ModelWord<GuardTag> GuardTags[] = {{"adopt", GuardTag::Adopt},
                                             {"defer", GuardTag::Defer},
                                             {"try", GuardTag::Try}};
constexpr ModelWord<GuardOp> GuardOps[] = {
    {"acquire", GuardOp::Acquire}, {"try", GuardOp::Try},
    {"release", GuardOp::Release}, {"forget", GuardOp::Forget},
    {"test", GuardOp::Test},       {"mutex", GuardOp::Mutex},
    {"upgrade", GuardOp::Upgrade}, {"downgrade", GuardOp::Downgrade}};
constexpr ModelWord<bool> Lives[] = {{"owning", true}, {"borrow", false}};
constexpr ModelWord<HandleModel::Destructor> Destructors[] = {
    {"terminate", HandleModel::Terminate},
    {"joins", HandleModel::Joins},
    {"detaches", HandleModel::Detaches},
    {"nothing", HandleModel::Nothing}};
constexpr ModelWord<bool> AllArguments[] = {{"all", true}};

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
    {"emplaces", readNameSet<TypeModel, &TypeModel::Emplaces>},
    {"takes", readNameSet<TypeModel, &TypeModel::Takes>},
    {"gives", readNameSet<TypeModel, &TypeModel::Gives>},
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
    {"paired", readBoolean<TypeModel, &TypeModel::Paired>},
    {"erases", readBoolean<TypeModel, &TypeModel::Erases>},
    {"never_suspends", readBoolean<TypeModel, &TypeModel::NeverSuspends>}};

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

} // namespace

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

namespace {

//===-- locks ------------------------------------------------------------===//

/// The effects of one call, as one mapping states them.
struct LockOps {
  std::vector<LockEffect> Effects;
  std::optional<ObjectExpr> Object;
  const Node *Success = nullptr;
  bool Converts = false;
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

void readDestroys(ModelLoader &L, const Node &Key, const Node &Value,
                  LockOps &Out) {
  bool Destroys = false;
  L.boolean(Key.Text, Value, Destroys);
  if (!Destroys)
    return;
  LockEffect Effect;
  Effect.Op = LockOp::Destroy;
  Effect.Location = L.at(Key);
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
    {"destroys", readDestroys},
    {"success", readSuccess},
    {"converts", readBoolean<LockOps, &LockOps::Converts>}};
constexpr ModelKey<LockOps> LockFunctionKeys[] = {
    {"arg", readObject<LockOps, &LockOps::Object>},
    {"acquire", readLockOp<LockOp::Acquire>},
    {"try", readLockOp<LockOp::TryAcquire>},
    {"release", readLockOp<LockOp::Release>},
    {"assert", readLockOp<LockOp::Assert>},
    {"require", readLockOp<LockOp::Require>},
    {"exclude", readLockOp<LockOp::Exclude>},
    {"destroys", readDestroys},
    {"success", readSuccess},
    {"converts", readBoolean<LockOps, &LockOps::Converts>}};

void applySuccess(ModelLoader &L, LockOps &Ops, const Node &At) {
  bool Tries = false;
  for (LockEffect &Effect : Ops.Effects) {
    if (Effect.Op != LockOp::TryAcquire)
      continue;
    Tries = true;
    Effect.Converts = Ops.Converts;
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
  if (Ops.Converts && !Tries)
    L.error(keyNode(At, "converts"), "'converts' needs the key 'try'");
}

/// The effects of the call \p Name: one mapping, or a list of them.
void readLockEffects(ModelLoader &L, const std::string &Name, const Node &Key,
                     const Node &Value, bool Method, bool OfLockType) {
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
                    "release, assert, require, exclude, destroys");
    for (LockEffect &Effect : Ops.Effects) {
      if (Ops.Object)
        Effect.Object = *Ops.Object;
      Effect.OfLockType = OfLockType;
      Model.Locks.push_back(std::move(Effect));
    }
  });
}

/// Names and the kind of lock each stands for.
template <RecursionNames LockModel::*Member>
void readKinds(ModelLoader &L, const Node &Key, const Node &Value,
               LockModel &Out) {
  (Out.*Member).clear();
  L.eachEntry("'" + Key.Text + "'", Value,
              [&](const Node &Name, const Node &Kind) {
                if (auto Known = L.word<Recursion>(Name.Text, DecidedRecursions,
                                                   Kind))
                  (Out.*Member)[Name.Text] = *Known;
              });
}

void readInitObject(ModelLoader &L, const Node &Key, const Node &Value,
                    LockInit &Out) {
  if (std::optional<ObjectExpr> Object = L.object(Key.Text, Value))
    Out.Object = *Object;
}
template <std::optional<unsigned> LockInit::*Member>
void readInitArgument(ModelLoader &L, const Node &Key, const Node &Value,
                      LockInit &Out) {
  Out.*Member = L.number(Key.Text, Value);
}

constexpr ModelKey<LockInit> LockInitKeys[] = {
    {"arg", readInitObject},
    {"recursive", readWord<LockInit, &LockInit::Recursive, DecidedRecursions>},
    {"kind", readInitArgument<&LockInit::Kind>},
    {"attributes", readInitArgument<&LockInit::Attributes>}};

void readLockInit(ModelLoader &L, const RecursionNames &Kinds, const Node &Key,
                  const Node &Value) {
  if (!L.states("the initialization", Key.Text, Key))
    return;
  LockInit Init;
  Init.Kinds = Kinds;
  Init.Location = L.at(Key);
  L.mapping<LockInit>("an initialization", LockInitKeys, Value, Init);
  if (Value.NodeKind == Node::Mapping) {
    if (!Value.find("arg"))
      L.error(Value, "an initialization needs the key 'arg'");
    unsigned Ways = 0;
    for (llvm::StringRef Way : {"recursive", "kind", "attributes"})
      Ways += Value.find(Way) != nullptr;
    if (Ways != 1)
      L.error(Value, "an initialization needs one of the keys recursive, kind, "
                     "attributes");
  }
  L.function(Key.Text, {}, Key).Init = std::move(Init);
}

constexpr ModelKey<LockModel> LockKeys[] = {
    {"type", readBefore<LockModel>},
    {"recursive", readWord<LockModel, &LockModel::Recursive, Recursions>},
    {"initializers", readKinds<&LockModel::Initializers>},
    {"kinds", readKinds<&LockModel::Kinds>},
    {"inits", readBefore<LockModel>},
    {"thread_affine",
     [](ModelLoader &L, const Node &Key, const Node &Value, LockModel &Out) {
       L.boolean(Key.Text, Value, Out.ThreadAffine);
       Out.AffineLocation = L.at(Key);
     }},
    {"ops", readBefore<LockModel>},
    {"functions", readBefore<LockModel>}};

} // namespace

void readLockEntry(ModelLoader &L, const Node &Entry) {
  if (!L.isMapping("a lock", Entry))
    return;
  if (const Node *Functions = Entry.find("functions"))
    L.eachEntry("'functions'", *Functions,
                [&](const Node &Key, const Node &Value) {
                  readLockEffects(L, Key.Text, Key, Value, /*Method=*/false,
                                  /*OfLockType=*/Entry.find("type"));
                });
  // Functions that work with any lock (`std::lock`) need no type.
  if (!Entry.find("type") && Entry.find("functions")) {
    LockModel Unused;
    L.mapping<LockModel>("a lock", LockKeys, Entry, Unused);
    for (llvm::StringRef Key : {"recursive", "initializers", "kinds", "inits",
                                "thread_affine", "ops"})
      if (Entry.find(Key))
        L.error(keyNode(Entry, Key), "'" + Key + "' needs the key 'type'");
    return;
  }
  bool IsFirst = true;
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
    if (const Node *Inits = Entry.find("inits"); Inits && IsFirst)
      L.eachEntry("'inits'", *Inits, [&](const Node &Key, const Node &Value) {
        readLockInit(L, Model.Kinds, Key, Value);
      });
    IsFirst = false;
    Type.Lock = std::move(Model);
    if (const Node *Ops = Entry.find("ops"))
      L.eachEntry("'ops'", *Ops, [&](const Node &Key, const Node &Value) {
        readLockEffects(L, Name + "::" + Key.Text, Key, Value, /*Method=*/true,
                        /*OfLockType=*/false);
      });
  }
}

namespace {

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
    {"mode", readWord<GuardModel, &GuardModel::Mode, LockModes>},
    {"exclusive_if",
     [](ModelLoader &L, const Node &Key, const Node &Value, GuardModel &Out) {
       Out.ExclusiveIf = L.number(Key.Text, Value);
     }},
    {"untagged",
     [](ModelLoader &L, const Node &Key, const Node &Value, GuardModel &Out) {
       Out.Untagged = L.word<GuardTag>(Key.Text, GuardTags, Value);
     }},
    {"lends", readBoolean<GuardModel, &GuardModel::Lends>}};

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
    {"movable", readBoolean<GuardModel, &GuardModel::Movable>},
    {"factories", readBefore<GuardModel>},
    {"ends", readBefore<GuardModel>}};

constexpr ModelKey<HandleModel> HandleKeys[] = {
    {"type", readBefore<HandleModel>},
    {"join", readNames<HandleModel, &HandleModel::Join>},
    {"detach", readNames<HandleModel, &HandleModel::Detach>},
    {"test", readNames<HandleModel, &HandleModel::Test>},
    {"runs",
     [](ModelLoader &L, const Node &Key, const Node &Value, HandleModel &Out) {
       if (L.isScalar(Key.Text, Value))
         Out.Runs = Value.Text;
     }},
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

} // namespace

void readGuardEntry(ModelLoader &L, const Node &Entry) {
  if (const Node *Factories = Entry.find("factories"))
    L.eachEntry("'factories'", *Factories,
                [&](const Node &Name, const Node &Held) {
                  if (L.states("the factory", Name.Text, Name))
                    L.function(Name.Text, {}, Name).Guards =
                        readHeldObject(L, Held);
                });
  if (const Node *Ends = Entry.find("ends"))
    L.eachEntry("'ends'", *Ends, [&](const Node &Name, const Node &Object) {
      if (L.states("the end of a guard", Name.Text, Name))
        L.function(Name.Text, {}, Name).EndsGuard = L.object(Name.Text, Object);
    });
  // A guard that is only known by a pointer has no type of its own.
  if (!Entry.find("type") && Entry.find("ends")) {
    GuardModel Unused;
    L.mapping<GuardModel>("a guard", GuardKeys, Entry, Unused);
    for (llvm::StringRef Key : {"acquire", "tags", "methods", "movable"})
      if (Entry.find(Key))
        L.error(keyNode(Entry, Key), "'" + Key + "' needs the key 'type'");
    return;
  }
  readAspect<GuardModel, &TypeModel::Guard>(L, "a guard", "the guard model",
                                            GuardKeys, Entry);
}

void readHandleEntry(ModelLoader &L, const Node &Entry) {
  readAspect<HandleModel, &TypeModel::Handle>(L, "a handle", "the handle model",
                                              HandleKeys, Entry);
}

void addTypeVocabulary(std::vector<ModelVocabulary> &Out) {
  addVocabulary(Out, "type", TypeKeys);
  addVocabulary(Out, "pointer", PointerKeys);
  addVocabulary(Out, "type_ops", TypeOpKeys);
  addVocabulary(Out, "lock", LockKeys);
  addVocabulary(Out, "lock_method", LockMethodKeys);
  addVocabulary(Out, "lock_function", LockFunctionKeys);
  addVocabulary(Out, "guard", GuardKeys);
  addVocabulary(Out, "guard_acquire", GuardAcquireKeys);
  addVocabulary(Out, "handle", HandleKeys);
  addVocabulary(Out, "lock_mode", LockModes);
  addVocabulary(Out, "lock_init", LockInitKeys);
  addVocabulary(Out, "decided_recursion", DecidedRecursions);
  addVocabulary(Out, "release_mode", ReleaseModes);
  addVocabulary(Out, "recursion", Recursions);
  addVocabulary(Out, "guard_tag", GuardTags);
  addVocabulary(Out, "guard_op", GuardOps);
  addVocabulary(Out, "pointer_life", Lives);
  addVocabulary(Out, "on_destroy", Destructors);
  addVocabulary(Out, "ctor_args", AllArguments);
}

} // namespace sendsync
