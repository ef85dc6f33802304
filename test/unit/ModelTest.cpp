//===- ModelTest.cpp - reading and merging model files
//------------------------//
#include "checks/analysis/contract/Model.h"
#include "checks/analysis/contract/ModelLoader.h"
#include "test/unit/TestPaths.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <chrono>
#include <set>

using namespace sendsync;

namespace {

/// A folder with model files, gone at the end of the test.
class ModelTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("sendsync", Folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(Folder); }

  std::string path(llvm::StringRef Name) {
    llvm::SmallString<128> Path(Folder);
    llvm::sys::path::append(Path, Name);
    return Path.str().str();
  }

  std::string write(llvm::StringRef Name, llvm::StringRef Text) {
    std::string Path = path(Name);
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(Path));
    std::error_code Code;
    llvm::raw_fd_ostream(Path, Code) << Text;
    EXPECT_FALSE(Code);
    return Path;
  }

  std::shared_ptr<const ModelSet> load(llvm::ArrayRef<std::string> Paths) {
    Errors.clear();
    std::shared_ptr<const ModelSet> Set = ModelSet::load(Paths, Errors);
    EXPECT_EQ(Set == nullptr, !Errors.empty());
    return Set;
  }

  /// The models of a file with this text after `schema: 1`.
  std::shared_ptr<const ModelSet> loadText(llvm::StringRef Text) {
    auto Set = load({write("app.yaml", ("schema: 1\n" + Text).str())});
    for (const std::string &Error : Errors)
      ADD_FAILURE() << Error;
    return Set;
  }

  /// The errors of a file with this text, one per line, without its folder.
  std::string errorsOf(llvm::StringRef Text) {
    load({write("app.yaml", Text)});
    std::string Result;
    for (llvm::StringRef Error : Errors) {
      EXPECT_TRUE(Error.consume_front(path("")));
      Error.consume_front("/");
      Result += Error.str() + "\n";
    }
    return Result;
  }

  llvm::SmallString<128> Folder;
  std::vector<std::string> Errors;
};

const FunctionModel &function(const ModelSet &Set, llvm::StringRef Name) {
  const FunctionModel *Model = Set.function(Name);
  static const FunctionModel None;
  EXPECT_TRUE(Model) << Name.str();
  return Model ? *Model : None;
}

const TypeModel &type(const ModelSet &Set, llvm::StringRef Name) {
  const TypeModel *Model = Set.type(Name);
  static const TypeModel None;
  EXPECT_TRUE(Model) << Name.str();
  return Model ? *Model : None;
}

//===-- what is built in -------------------------------------------------===//

TEST(BuiltinModels, DescribeLocks) {
  const ModelSet &Set = ModelSet::builtin();
  const TypeModel &Mutex = type(Set, "std::mutex");
  ASSERT_TRUE(Mutex.Lock);
  EXPECT_EQ(Mutex.Lock->Recursive, Recursion::No);
  EXPECT_TRUE(Mutex.Lock->ThreadAffine);
  EXPECT_EQ(type(Set, "std::recursive_mutex").Lock->Recursive, Recursion::Yes);
  EXPECT_EQ(type(Set, "pthread_mutex_t").Lock->Recursive, Recursion::Unknown);

  const FunctionModel &Lock = function(Set, "std::mutex::lock");
  ASSERT_EQ(Lock.Locks.size(), 1u);
  EXPECT_EQ(Lock.Locks[0].Op, LockOp::Acquire);
  EXPECT_EQ(Lock.Locks[0].Mode, LockMode::Exclusive);
  EXPECT_EQ(Lock.Locks[0].Object.BaseKind, ObjectExpr::This);

  const FunctionModel &Try = function(Set, "pthread_rwlock_tryrdlock");
  ASSERT_EQ(Try.Locks.size(), 1u);
  EXPECT_EQ(Try.Locks[0].Op, LockOp::TryAcquire);
  EXPECT_EQ(Try.Locks[0].Mode, LockMode::Shared);
  EXPECT_FALSE(Try.Locks[0].SuccessIsNonzero);
  EXPECT_EQ(Try.Locks[0].Object.BaseKind, ObjectExpr::Argument);
  EXPECT_TRUE(Try.CLinkage);

  EXPECT_FALSE(function(Set, "pthread_rwlock_unlock").Locks[0].Mode);
  EXPECT_TRUE(function(Set, "std::lock").Locks[0].Object.Rest);
  EXPECT_EQ(function(Set, "std::try_lock").Locks[0].SuccessValue, -1);
}

TEST(BuiltinModels, DescribeGuards) {
  const GuardModel &Unique =
      *type(ModelSet::builtin(), "std::unique_lock").Guard;
  EXPECT_EQ(Unique.Mode, LockMode::Exclusive);
  EXPECT_TRUE(Unique.Movable);
  EXPECT_EQ(Unique.Tags.lookup("std::defer_lock_t"), GuardTag::Defer);
  EXPECT_EQ(Unique.Methods.lookup("release"), GuardOp::Forget);
  EXPECT_EQ(Unique.Methods.lookup("operator bool"), GuardOp::Test);
  EXPECT_EQ(type(ModelSet::builtin(), "std::shared_lock").Guard->Mode,
            LockMode::Shared);
  EXPECT_EQ(type(ModelSet::builtin(), "std::scoped_lock").Guard->LocksFrom,
            GuardModel::AllArguments);
}

TEST(BuiltinModels, DescribeThreads) {
  const ModelSet &Set = ModelSet::builtin();
  const BoundaryModel &Thread = *function(Set, "std::thread::thread").Boundary;
  EXPECT_EQ(Thread.Id, "std.thread");
  EXPECT_EQ(Thread.MinArguments, 1u);
  EXPECT_EQ(Thread.PayloadFrom, 1u);
  EXPECT_FALSE(Thread.PayloadIsOne);
  EXPECT_EQ(Thread.Pass, PassMode::DecayCopy);
  EXPECT_EQ(Thread.Life, RunLife::Handle);
  EXPECT_EQ(Thread.Handle->BaseKind, ObjectExpr::This);
  EXPECT_EQ(type(Set, "std::thread").Handle->OnDestroy, HandleModel::Terminate);
  EXPECT_EQ(type(Set, "std::jthread").Handle->OnDestroy, HandleModel::Joins);

  const BoundaryModel &Create = *function(Set, "pthread_create").Boundary;
  EXPECT_EQ(Create.Callable, 2u);
  EXPECT_TRUE(Create.PayloadIsOne);
  EXPECT_TRUE(Create.Handle->Deref);
  EXPECT_EQ(Create.Success, 0);
  EXPECT_EQ(function(Set, "pthread_join").Join->Index, 0u);
  EXPECT_TRUE(function(Set, "pthread_detach").Detach);

  const FunctionModel &Async = function(Set, "std::async");
  EXPECT_EQ(Async.Boundary->Callable, 0u);
  ASSERT_EQ(Async.Overloads.size(), 1u);
  EXPECT_EQ(Async.Overloads[0].Boundary->Callable, 1u);

  const WaitModel &Wait = *function(Set, "std::condition_variable::wait").Wait;
  EXPECT_EQ(Wait.Condition.BaseKind, ObjectExpr::This);
  EXPECT_EQ(Wait.Lock.BaseKind, ObjectExpr::Argument);
  EXPECT_EQ(Wait.Predicate, 1u);
}

TEST(BuiltinModels, PatternsNameOneScope) {
  const ModelSet &Set = ModelSet::builtin();
  EXPECT_TRUE(function(Set, "std::sort").RunsInPlace);
  EXPECT_TRUE(function(Set, "std::ranges::__sort_fn::operator()").RunsInPlace);
  EXPECT_FALSE(Set.function("std::ranges::sort"));
  EXPECT_FALSE(Set.function("std::vector::push_back"));
  EXPECT_FALSE(Set.function("sort"));
  // An exact name wins.
  EXPECT_FALSE(function(Set, "std::bind").RunsInPlace);
  EXPECT_EQ(function(Set, "std::addressof").Result->AddressOf, true);
}

TEST(BuiltinModels, NotesPointAtTheStatingLine) {
  const TypeModel &Shared = type(ModelSet::builtin(), "std::shared_ptr");
  ASSERT_TRUE(Shared.Send && Shared.Send->Location.isValid());
  const ModelLocation &At = Shared.Send->Location;
  EXPECT_EQ(At.Source->Path, "annotations/models/std/memory.yaml");
  llvm::SmallVector<llvm::StringRef, 0> Lines;
  llvm::StringRef(At.Source->Text).split(Lines, '\n');
  EXPECT_TRUE(
      Lines[At.Line - 1].substr(At.Column - 1).starts_with("send: send(T)"));
  const ModelLocation &Affine =
      type(ModelSet::builtin(), "std::mutex").Lock->AffineLocation;
  Lines.clear();
  llvm::StringRef(Affine.Source->Text).split(Lines, '\n');
  EXPECT_TRUE(Lines[Affine.Line - 1]
                  .substr(Affine.Column - 1)
                  .starts_with("thread_affine: yes"));
}

TEST(BuiltinModels, AliasesOfNamespaces) {
  EXPECT_EQ(
      ModelSet::builtin().canonicalName("__pstl::execution::parallel_policy"),
      "std::execution::parallel_policy");
  EXPECT_EQ(ModelSet::builtin().canonicalName("std::mutex"), "std::mutex");
}

TEST_F(ModelTest, LoadingIsFast) {
  // A second reading of all built-in texts, as a project's models.
  std::vector<std::string> Paths = {std::string(SourceFolder) +
                                    "/annotations/models"};
  auto Begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(load(Paths));
  auto End = std::chrono::steady_clock::now();
  EXPECT_LT(std::chrono::duration<double>(End - Begin).count(), 0.2);
}

//===-- layers -----------------------------------------------------------===//

TEST_F(ModelTest, AProjectModelReplacesWhatItStates) {
  auto Set = loadText("types:\n"
                      "  - name: std::shared_ptr\n"
                      "    send: no(vendor)\n"
                      "locks:\n"
                      "  - type: std::mutex\n"
                      "    thread_affine: no\n");
  ASSERT_TRUE(Set);
  const TypeModel &Shared = type(*Set, "std::shared_ptr");
  EXPECT_EQ(Shared.Send->ExprKind, TraitExpr::No);
  EXPECT_EQ(Shared.Send->Code, ReasonCode::Vendor);
  EXPECT_EQ(Shared.Sync->ExprKind, TraitExpr::Yes);
  EXPECT_TRUE(Shared.Pointer && Shared.Pointer->Shared);
  EXPECT_FALSE(type(*Set, "std::mutex").Lock->ThreadAffine);
  EXPECT_EQ(function(*Set, "std::mutex::lock").Locks.size(), 1u);
  // What is built in stays as it was.
  EXPECT_EQ(type(ModelSet::builtin(), "std::shared_ptr").Send->ExprKind,
            TraitExpr::Query);
}

TEST_F(ModelTest, APoolInFiveLines) {
  auto Set = loadText("boundaries:\n"
                      "  - match: {method: \"app::Pool::submit\"}\n"
                      "    callable: {arg: 0}\n"
                      "    run: {where: pool, times: once}\n"
                      "    life: {until: \"app::Pool::wait\"}\n");
  ASSERT_TRUE(Set);
  const BoundaryModel &Pool = *function(*Set, "app::Pool::submit").Boundary;
  EXPECT_EQ(Pool.Id, "app::Pool::submit");
  EXPECT_EQ(Pool.Where, RunWhere::Pool);
  EXPECT_EQ(Pool.Life, RunLife::Until);
  EXPECT_EQ(Pool.Until, std::vector<std::string>{"app::Pool::wait"});
  EXPECT_FALSE(Pool.PayloadFrom);
  EXPECT_EQ(Pool.Location.Line, 3u);
}

TEST_F(ModelTest, PatternsOfBothLayersCount) {
  auto Set = loadText("callables:\n"
                      "  - {functions: [\"std::make_*\", \"app::with_*\"], "
                      "run: in_place}\n");
  ASSERT_TRUE(Set);
  EXPECT_EQ(function(*Set, "std::make_heap").Name, "std::make_*");
  EXPECT_EQ(function(*Set, "std::sort").Name, "std::*");
  EXPECT_EQ(function(*Set, "app::with_lock").Name, "app::with_*");
  EXPECT_FALSE(Set->function("app::without"));
}

TEST_F(ModelTest, ObjectsAndPlaces) {
  auto Set = loadText(
      "boundaries:\n"
      "  - match: {function: app::post, when: {count: 2, arg1: app::Job}}\n"
      "    callable: {args: any_callable}\n"
      "    run: {where: domain(arg0->loop), times: serial}\n"
      "    life: loop\n"
      "locks:\n"
      "  - type: app::Lock\n"
      "    functions:\n"
      "      app::upgrade:\n"
      "        - {arg: \"*arg0\", release: shared}\n"
      "        - {arg: 1, acquire: exclusive}\n");
  ASSERT_TRUE(Set);
  const FunctionModel &Post = function(*Set, "app::post");
  EXPECT_FALSE(Post.Location.isValid());
  ASSERT_EQ(Post.Overloads.size(), 1u);
  EXPECT_EQ(Post.Overloads[0].When.Count, 2u);
  EXPECT_EQ(Post.Overloads[0].When.Types[0].first, 1u);
  const BoundaryModel &Boundary = *Post.Overloads[0].Boundary;
  EXPECT_TRUE(Boundary.AnyCallable);
  EXPECT_EQ(Boundary.Where, RunWhere::Domain);
  EXPECT_EQ(Boundary.DomainObject->Field, "loop");
  const FunctionModel &Upgrade = function(*Set, "app::upgrade");
  ASSERT_EQ(Upgrade.Locks.size(), 2u);
  EXPECT_TRUE(Upgrade.Locks[0].Object.Deref);
  EXPECT_EQ(Upgrade.Locks[1].Object.Index, 1u);
}

TEST_F(ModelTest, FoldersAreReadInOrderAndOnce) {
  write("models/b/two.yaml", "schema: 1\ntypes: [{name: B}]\n");
  write("models/one.yaml", "schema: 1\ntypes: [{name: A}]\n");
  write("models/readme.txt", "no model");
  auto Set = load({path("models"), path("models/one.yaml")});
  ASSERT_TRUE(Set);
  EXPECT_TRUE(Set->type("A") && Set->type("B"));
}

//===-- errors -----------------------------------------------------------===//

TEST_F(ModelTest, UnknownKeysAndWords) {
  EXPECT_EQ(
      errorsOf("schema: 1\n"
               "locks:\n"
               "  - type: app::Lock\n"
               "    ops:\n"
               "      lock: {aquire: exclusive}\n"
               "      unlock: {release: exclusiv}\n"
               "  - type: app::Other\n"
               "    zzzzzzzzzz: 1\n"
               "lokcs: []\n"),
      "app.yaml:5:14: error: unknown key 'aquire'; did you mean "
      "'acquire'?\n"
      "app.yaml:6:25: error: unknown word 'exclusiv'; did you mean "
      "'exclusive'?\n"
      "app.yaml:8:5: error: unknown key 'zzzzzzzzzz'; known are type, "
      "recursive, initializers, kinds, inits, thread_affine, ops, "
      "functions\n"
      "app.yaml:9:1: error: unknown key 'lokcs'; did you mean 'locks'?\n");
}

TEST_F(ModelTest, SectionsThatNothingReadsAreUnknown) {
  EXPECT_EQ(errorsOf("schema: 1\nsignals: []\n").substr(0, 42),
            "app.yaml:2:1: error: unknown key 'signals'");
}

TEST_F(ModelTest, WrongKinds) {
  EXPECT_EQ(errorsOf("schema: 1\n"
                     "types: {name: A}\n"
                     "guards:\n"
                     "  - word\n"
                     "  - type: G\n"
                     "    acquire: {ctor_arg: first, mode: [shared]}\n"
                     "    movable: maybe\n"
                     "handles:\n"
                     "  - join: wait\n"),
            "app.yaml:2:8: error: 'types' has to be a list\n"
            "app.yaml:4:5: error: a guard has to be a mapping of keys to "
            "values\n"
            "app.yaml:6:25: error: 'ctor_arg' has to be the index of an "
            "argument, from 0\n"
            "app.yaml:6:38: error: 'mode' has to be a single word\n"
            "app.yaml:7:14: error: 'movable' has to be yes or no\n"
            "app.yaml:9:5: error: a handle needs the key 'type'\n");
}

TEST_F(ModelTest, RepeatedEntriesAndKeys) {
  EXPECT_EQ(
      errorsOf("schema: 1\n"
               "types:\n"
               "  - {name: A, send: yes, send: no}\n"
               "  - name: [B, A]\n"
               "orders: [post, post]\n"),
      "app.yaml:3:26: error: key 'send' is repeated\n"
      "app.yaml:4:11: error: the type model of 'A' is already stated at " +
          path("app.yaml") +
          ":3:12\n"
          "app.yaml:5:16: error: the order of 'post' is already stated "
          "at " +
          path("app.yaml") + ":5:10\n");
}

TEST_F(ModelTest, RepeatedEntriesOfTwoFiles) {
  std::string First = write("1.yaml", "schema: 1\ntypes: [{name: A}]\n");
  std::string Second = write("2.yaml", "schema: 1\ntypes: [{name: A}]\n");
  EXPECT_FALSE(load({First, Second}));
  EXPECT_EQ(Errors,
            std::vector<std::string>{Second +
                                     ":2:16: error: the type model of 'A' is "
                                     "already stated at " +
                                     First + ":2:16"});
}

TEST_F(ModelTest, TraitExpressions) {
  EXPECT_EQ(errorsOf("schema: 1\n"
                     "types:\n"
                     "  - name: Box\n"
                     "    params: [T, Ts...]\n"
                     "    send: send(T) && sned(U)\n"
                     "    sync: \"sync(Ts) && sync(U)\"\n"
                     "    owned: 'owned('\n"
                     "    pointer: {pointee: V}\n")
                .substr(0, 400),
            "app.yaml:5:22: error: unknown trait 'sned'; known are send, sync, "
            "sync_mut, owned, shm, is_const\n"
            "app.yaml:6:11: error: 'U' is not among the 'params' of 'Box'; a "
            "type is written in quotes\n"
            "app.yaml:7:19: error: expected a template parameter, 'pointee', "
            "'element' or a quoted type after 'owned('\n"
            "app.yaml:8:24: error: 'V' is not among the 'params' of 'Box'\n");
}

TEST_F(ModelTest, IncompleteBoundaries) {
  EXPECT_EQ(
      errorsOf("schema: 1\n"
               "boundaries:\n"
               "  - match: {method: submit}\n"
               "    run: {where: pol, times: once}\n"
               "    life: detached\n"
               "  - match: {function: f, method: \"A::f\"}\n"
               "    callable: {arg: 0}\n"
               "    payload: {args: all}\n"
               "    run: {where: pool}\n"
               "    life: handle\n"),
      "app.yaml:3:5: error: a boundary needs the key 'callable'\n"
      "app.yaml:3:21: error: a method is written with its class: "
      "'Pool::submit'\n"
      "app.yaml:4:18: error: unknown word 'pol'; did you mean 'pool'?\n"
      "app.yaml:6:12: error: 'match' needs one of the keys ctor, function, "
      "method\n"
      "app.yaml:8:21: error: 'args' has to be an index, or an index with '..' "
      "for it and all after it\n"
      "app.yaml:10:5: error: life 'handle' needs the key 'handle', the object "
      "that stands for the running work\n");
}

TEST_F(ModelTest, NotYaml) {
  // The parser's own words differ between LLVM versions; the place does not.
  EXPECT_EQ(errorsOf("schema: 1\ntypes: [\n").substr(0, 20),
            "app.yaml:2:9: error:");
  EXPECT_EQ(errorsOf("schema: 1\n\ttypes: 1\n").substr(0, 16),
            "app.yaml:2:1: er");
  EXPECT_EQ(errorsOf(""),
            "app.yaml:1:1: error: a model file has to be a mapping of keys to "
            "values\n");
  EXPECT_EQ(errorsOf("types: []\n"),
            "app.yaml:1:1: error: a model file starts with 'schema: 1'\n");
  EXPECT_EQ(errorsOf("schema: 2\n"),
            "app.yaml:1:9: error: this version reads schema 1\n");
  EXPECT_EQ(errorsOf("schema: 1\n---\nschema: 1\n"),
            "app.yaml:3:1: error: a model file has one document\n");
  EXPECT_EQ(errorsOf("schema: 1\nresults: [{functions: f, is: *arg0}]\n"),
            "app.yaml:2:30: error: aliases are not part of a model file; quote "
            "a name that starts with '*'\n");
  EXPECT_EQ(errorsOf("schema: 1\ntypes: &all []\n"),
            "app.yaml:2:13: error: tags and anchors are not part of a model "
            "file\n");
  EXPECT_EQ(errorsOf("schema: 1\ntypes: " + std::string(100, '[') +
                     std::string(100, ']')),
            "app.yaml:2:24: error: nested too deeply\n");
}

TEST_F(ModelTest, UnreadableFiles) {
  EXPECT_FALSE(load({path("gone.yaml"), path("also.yaml")}));
  ASSERT_EQ(Errors.size(), 2u);
  EXPECT_EQ(Errors[0].substr(0, path("gone.yaml").size() + 34),
            path("gone.yaml") + ":1:1: error: cannot read the file:");
}

//===-- the schema for editors -------------------------------------------===//

/// What a definition of schema.json lists: keys, or words with yes for true.
std::set<std::string> listed(const llvm::json::Object &Definition) {
  std::set<std::string> Names;
  if (const llvm::json::Object *Keys = Definition.getObject("properties"))
    for (const auto &Key : *Keys)
      Names.insert(Key.first.str());
  if (const llvm::json::Array *Words = Definition.getArray("enum"))
    for (const llvm::json::Value &Word : *Words) {
      if (std::optional<bool> Boolean = Word.getAsBoolean())
        Names.insert(*Boolean ? "yes" : "no");
      else
        Names.insert(Word.getAsString()->str());
    }
  return Names;
}

TEST(ModelSchema, ListsWhatTheLoaderKnows) {
  auto Buffer = llvm::MemoryBuffer::getFile(std::string(SourceFolder) +
                                            "/annotations/models/schema.json");
  ASSERT_TRUE(bool(Buffer));
  auto Schema = llvm::json::parse((*Buffer)->getBuffer());
  ASSERT_TRUE(bool(Schema)) << llvm::toString(Schema.takeError());
  const llvm::json::Object *Definitions =
      Schema->getAsObject()->getObject("$defs");
  ASSERT_TRUE(Definitions);

  std::set<std::string> Compared = {"when", "names", "trait_expression",
                                    "object"};
  for (const ModelVocabulary &Known : modelVocabulary()) {
    std::string Name = Known.Definition.str();
    Compared.insert(Name);
    const llvm::json::Object *Definition = Definitions->getObject(Name);
    ASSERT_TRUE(Definition) << Name;
    std::set<std::string> Expected;
    for (llvm::StringRef Word : Known.Names)
      Expected.insert(Word == "true"    ? "yes"
                      : Word == "false" ? "no"
                                        : Word.str());
    EXPECT_EQ(listed(*Definition), Expected) << Name;
    if (!Known.Words)
      EXPECT_EQ(Definition->getBoolean("additionalProperties"), false) << Name;
  }
  for (const auto &Definition : *Definitions)
    EXPECT_TRUE(Compared.count(Definition.first.str()))
        << Definition.first.str() << " is in schema.json only";
}

} // namespace
