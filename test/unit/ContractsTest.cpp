//===- ContractsTest.cpp - what declarations promise
//--------------------------//
//
// Uses the real standard libraries: a model that names a class which the
// library spells differently is found here.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/contract/Contracts.h"
#include "test/unit/TestPaths.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace sendsync;

namespace {

/// Finds declarations and calls by name; the last one of a name counts.
class Finder : public RecursiveASTVisitor<Finder> {
public:
  std::map<std::string, const NamedDecl *> Named;
  /// The functions called in the initializer or body of `Named` functions.
  std::map<std::string, std::vector<const FunctionDecl *>> Called;

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return true; }
  bool TraverseDecl(Decl *D) {
    // Only the test's own code.
    if (D && !llvm::isa<TranslationUnitDecl>(D) &&
        D->getASTContext().getSourceManager().isInSystemHeader(
            D->getLocation()))
      return true;
    const FunctionDecl *Outer = Current;
    if (auto *F = llvm::dyn_cast_or_null<FunctionDecl>(D))
      Current = F;
    bool Result = RecursiveASTVisitor::TraverseDecl(D);
    Current = Outer;
    return Result;
  }
  bool VisitNamedDecl(NamedDecl *D) {
    if (!D->isImplicit())
      Named[D->getNameAsString()] = D;
    return true;
  }
  bool VisitCallExpr(CallExpr *E) { return call(E->getDirectCallee()); }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    return call(E->getConstructor());
  }

private:
  bool call(const FunctionDecl *F) {
    if (F && Current)
      Called[Current->getNameAsString()].push_back(F);
    return true;
  }
  const FunctionDecl *Current = nullptr;
};

class ContractsTest : public testing::TestWithParam<const char *> {
protected:
  void parse(llvm::StringRef Code, std::vector<std::string> Arguments) {
    for (const char *Option : {"-w", "-resource-dir", ClangFolder})
      Arguments.push_back(Option);
    bool C = Arguments.front() == "-std=gnu17";
    Unit = tooling::buildASTFromCodeWithArgs(Code, Arguments,
                                             C ? "test.c" : "test.cpp");
    ASSERT_TRUE(Unit);
    ASSERT_FALSE(Unit->getDiagnostics().hasUncompilableErrorOccurred());
    Found = Finder();
    Found.TraverseDecl(Unit->getASTContext().getTranslationUnitDecl());
    Stated =
        std::make_unique<Contracts>(Unit->getASTContext(), ModelSet::builtin());
  }
  void parse(llvm::StringRef Code) { parse(Code, {"-std=c++20"}); }
  void parseC(llvm::StringRef Code) { parse(Code, {"-std=gnu17"}); }

  template <typename T> const T *get(llvm::StringRef Name) {
    auto Known = Found.Named.find(Name.str());
    const T *Result =
        Known == Found.Named.end() ? nullptr : llvm::dyn_cast<T>(Known->second);
    EXPECT_TRUE(Result) << Name.str();
    return Result;
  }
  /// The name of the model of a variable's type.
  std::string modelOf(llvm::StringRef Variable) {
    const TypeModel *Model =
        Stated->typeModel(get<ValueDecl>(Variable)->getType());
    return Model ? Model->Name : "";
  }
  /// The model of the only function that \p Caller calls and that has one, apart
  /// from what is only known to block.
  const FunctionModel *calledModel(llvm::StringRef Caller) {
    const FunctionModel *Result = nullptr;
    for (const FunctionDecl *F : Found.Called[Caller.str()])
      if (const FunctionModel *Model = Stated->functionModel(F);
          Model && !Model->Blocking) {
        EXPECT_TRUE(!Result || Result == Model) << Caller.str();
        Result = Model;
      }
    return Result;
  }
  /// `acquire exclusive mu`, with `!` for negated and `this` for no argument.
  std::string effects(llvm::StringRef Function) {
    std::string Text;
    for (const DeclaredLockEffect &E :
         Stated->lockEffects(get<FunctionDecl>(Function))) {
      static const char *const Ops[] = {"acquire", "try",     "release",
                                        "assert",  "require", "exclude"};
      Text += (Text.empty() ? "" : ", ") + std::string(Ops[int(E.Op)]);
      Text += !E.Mode                          ? " any"
              : *E.Mode == LockMode::Exclusive ? " exclusive"
                                               : " shared";
      Text += E.Negated ? " !" : " ";
      if (E.Argument) {
        llvm::raw_string_ostream Stream(Text);
        E.Argument->printPretty(Stream, nullptr,
                                Unit->getASTContext().getPrintingPolicy());
      } else {
        Text += "this";
      }
      if (E.Op == LockOp::TryAcquire)
        Text += E.SuccessIsNonzero ? " if true" : " if false";
    }
    return Text;
  }
  std::string claims(llvm::StringRef Type) {
    const auto *Record = get<RecordDecl>(Type);
    return claimsText(Record);
  }
  std::string claimsText(const RecordDecl *Record) {
    std::string Text;
    for (const Claim &C : Stated->claims(Record)) {
      static const char *const Kinds[] = {"checked", "unchecked", "negative",
                                          "when"};
      Text += (Text.empty() ? "" : ", ") + traitName(C.Of).str() + " " +
              Kinds[C.ClaimKind];
      if (!C.Why.empty())
        Text += " '" + C.Why + "'";
      if (!C.Malformed.empty())
        Text += " <" + C.Malformed + ">";
    }
    return Text;
  }

  std::unique_ptr<ASTUnit> Unit;
  Finder Found;
  std::unique_ptr<Contracts> Stated;
};

//===-- both standard libraries ------------------------------------------===//

using LibraryTest = ContractsTest;

TEST_P(LibraryTest, TypesHaveTheirModels) {
  if (GetParam() == llvm::StringRef("-stdlib=libc++") &&
      !llvm::sys::fs::exists(std::string(ClangFolder) +
                             "/../../../include/c++/v1"))
    GTEST_SKIP() << "libc++ is not installed";
  parse(R"cpp(
#include <any>
#include <atomic>
#include <barrier>
#include <chrono>
#include <complex>
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <iostream>
#include <latch>
#include <list>
#include <locale>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <queue>
#include <random>
#include <regex>
#include <semaphore>
#include <set>
#include <shared_mutex>
#include <span>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>
struct Own {};
using Alias = const std::mutex;
extern Alias &mutex;
extern std::recursive_timed_mutex recursive_timed_mutex;
extern std::shared_timed_mutex shared_timed_mutex;
extern std::once_flag once_flag;
extern std::scoped_lock<std::mutex, std::mutex> scoped_lock;
extern std::shared_lock<std::shared_mutex> shared_lock;
extern std::condition_variable condition_variable;
extern std::condition_variable_any condition_variable_any;
extern std::binary_semaphore counting_semaphore;
extern std::latch latch;
extern std::barrier<> barrier;
extern std::thread thread;
extern std::thread::id id;
extern std::future<int> future;
extern std::shared_future<int> shared_future;
extern std::promise<void> promise;
extern std::packaged_task<int()> packaged_task;
extern std::unique_ptr<Own> unique_ptr;
extern std::shared_ptr<Own> shared_ptr;
extern std::weak_ptr<Own> weak_ptr;
extern std::reference_wrapper<Own> reference_wrapper;
extern std::atomic<int> atomic;
extern std::atomic_flag atomic_flag;
extern std::function<void()> function;
extern std::any any;
extern std::string basic_string;
extern std::string_view basic_string_view;
extern std::span<int> span;
extern std::vector<Own> vector;
extern std::vector<bool> bits;
extern std::deque<int> deque;
extern std::list<int> list;
extern std::map<int, int> map;
extern std::set<int> set;
extern std::unordered_map<int, int> unordered_map;
extern std::priority_queue<int> priority_queue;
extern std::pair<int, int> pair;
extern std::tuple<int, Own> tuple;
extern std::optional<int> optional;
extern std::variant<int, Own> variant;
extern std::complex<double> complex;
extern std::chrono::milliseconds duration;
extern std::chrono::system_clock::time_point time_point;
extern std::error_code error_code;
extern std::exception_ptr exception_ptr;
extern std::filesystem::path path;
extern std::filesystem::directory_iterator directory_iterator;
extern std::mt19937 mersenne_twister_engine;
extern std::uniform_int_distribution<int> uniform_int_distribution;
extern std::regex basic_regex;
extern std::smatch match_results;
extern std::locale locale;
extern std::ostringstream basic_ostringstream;
extern std::ostream &basic_ostream;
extern std::coroutine_handle<> coroutine_handle;
extern std::pmr::polymorphic_allocator<int> polymorphic_allocator;
extern std::pmr::monotonic_buffer_resource monotonic_buffer_resource;
extern std::vector<int>::iterator vector_iterator;
extern std::deque<int>::iterator deque_iterator;
extern std::list<int>::iterator list_iterator;
extern std::list<int>::const_iterator list_const_iterator;
extern std::map<int, int>::iterator map_iterator;
extern std::unordered_map<int, int>::iterator hash_iterator;
extern Own own;
extern Own *pointer;
)cpp",
        {"-std=c++20", GetParam()});
  // The variables are named like their types.
  for (llvm::StringRef Name : {"mutex",
                               "recursive_timed_mutex",
                               "shared_timed_mutex",
                               "once_flag",
                               "scoped_lock",
                               "shared_lock",
                               "condition_variable",
                               "condition_variable_any",
                               "counting_semaphore",
                               "latch",
                               "barrier",
                               "thread",
                               "future",
                               "shared_future",
                               "promise",
                               "packaged_task",
                               "unique_ptr",
                               "shared_ptr",
                               "weak_ptr",
                               "reference_wrapper",
                               "atomic",
                               "atomic_flag",
                               "function",
                               "any",
                               "basic_string",
                               "basic_string_view",
                               "span",
                               "vector",
                               "deque",
                               "list",
                               "map",
                               "set",
                               "unordered_map",
                               "priority_queue",
                               "pair",
                               "tuple",
                               "optional",
                               "variant",
                               "complex",
                               "error_code",
                               "mersenne_twister_engine",
                               "uniform_int_distribution",
                               "basic_regex",
                               "match_results",
                               "locale",
                               "basic_ostringstream",
                               "basic_ostream",
                               "coroutine_handle"})
    EXPECT_EQ(modelOf(Name), "std::" + Name.str());
  // The library that was asked for is the one that was read.
  SourceLocation Header =
      get<VarDecl>("vector")->getType()->getAsCXXRecordDecl()->getLocation();
  EXPECT_EQ(Unit->getSourceManager().getFilename(Header).contains("/v1/"),
            GetParam() == llvm::StringRef("-stdlib=libc++"));
  EXPECT_EQ(modelOf("id"), "std::thread::id");
  EXPECT_EQ(modelOf("bits"), "std::vector<bool>");
  EXPECT_EQ(modelOf("duration"), "std::chrono::duration");
  EXPECT_EQ(modelOf("time_point"), "std::chrono::time_point");
  EXPECT_EQ(modelOf("path"), "std::filesystem::path");
  EXPECT_EQ(modelOf("directory_iterator"),
            "std::filesystem::directory_iterator");
  EXPECT_EQ(modelOf("polymorphic_allocator"),
            "std::pmr::polymorphic_allocator");
  EXPECT_EQ(modelOf("monotonic_buffer_resource"),
            "std::pmr::monotonic_buffer_resource");
  for (llvm::StringRef Name :
       {"exception_ptr", "vector_iterator", "deque_iterator", "list_iterator",
        "list_const_iterator", "map_iterator", "hash_iterator"})
    EXPECT_NE(modelOf(Name), "") << Name.str();
  EXPECT_EQ(modelOf("own"), "");
  EXPECT_EQ(modelOf("pointer"), "");
  EXPECT_TRUE(Stated->isLock(get<VarDecl>("mutex")->getType()));
  EXPECT_FALSE(Stated->isGuard(get<VarDecl>("mutex")->getType()));
  EXPECT_TRUE(Stated->isGuard(get<VarDecl>("shared_lock")->getType()));
  EXPECT_EQ(Stated->recursion(get<VarDecl>("mutex")->getType()), Recursion::No);
}

TEST_P(LibraryTest, FunctionsHaveTheirModels) {
  if (GetParam() == llvm::StringRef("-stdlib=libc++") &&
      !llvm::sys::fs::exists(std::string(ClangFolder) +
                             "/../../../include/c++/v1"))
    GTEST_SKIP() << "libc++ is not installed";
  parse(R"cpp(
#include <algorithm>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>
void work();
std::mutex mu, other;
std::timed_mutex timed;
std::shared_mutex shared;
std::condition_variable cv;
void lock() { mu.lock(); }
void try_for() { (void)timed.try_lock_for(std::chrono::seconds(1)); }
void unlock_shared() { shared.unlock_shared(); }
void lock_both() { std::lock(mu, other); }
void start_thread() { std::thread t(work); t.join(); }
void no_thread() { std::thread t; std::thread u = std::move(t); }
void start_async() { (void)std::async(work); }
void start_async_policy() { (void)std::async(std::launch::async, work); }
void sort(std::vector<int> &v) {
  std::sort(v.data(), v.data(), [](int a, int b) { return a < b; });
}
void ranges_sort(std::vector<int> &v) { std::ranges::sort(v); }
std::string move(std::string &s) { return std::move(s); }
void move_range(int *a, int *b) { std::move(a, b, a); }
int *address(int &i) { return std::addressof(i); }
void bind() { (void)std::bind(work); }
void member(std::vector<int> &v) { v.push_back(1); }
)cpp",
        {"-std=c++20", GetParam()});
  auto Locks = [&](llvm::StringRef Caller) {
    std::vector<std::string> Result;
    for (const FunctionDecl *F : Found.Called[Caller.str()])
      for (const DeclaredLockEffect &Effect : Stated->lockEffects(F)) {
        EXPECT_FALSE(Effect.Argument);
        Result.push_back(modelName(F) + " " +
                         std::to_string(Effect.Object.Index));
      }
    return Result;
  };
  using Names = std::vector<std::string>;
  // libc++ has its own attributes on some of these: each effect counts once.
  EXPECT_EQ(Locks("lock"), Names{"std::mutex::lock 0"});
  EXPECT_EQ(Locks("try_for"), Names{"std::timed_mutex::try_lock_for 0"});
  EXPECT_EQ(Locks("unlock_shared"),
            Names{"std::shared_mutex::unlock_shared 0"});
  EXPECT_EQ(Locks("lock_both"), (Names{"std::lock 0", "std::lock 1"}));
  EXPECT_EQ(Locks("start_thread"), Names());

  EXPECT_EQ(calledModel("start_thread")->Name, "std::thread::thread");
  EXPECT_EQ(calledModel("start_async")->Boundary->Callable, 0u);
  EXPECT_EQ(calledModel("start_async_policy")->Boundary->Callable, 1u);
  EXPECT_TRUE(calledModel("sort")->RunsInPlace);
  EXPECT_TRUE(calledModel("ranges_sort")->RunsInPlace);
  EXPECT_FALSE(calledModel("bind")->RunsInPlace);
  EXPECT_EQ(calledModel("member"), nullptr);
  ASSERT_TRUE(calledModel("move"));
  EXPECT_TRUE(calledModel("move")->Result);
  EXPECT_FALSE(calledModel("move_range")->Result);
  EXPECT_TRUE(calledModel("address")->Result->AddressOf);
  // Default, copy and move constructors start nothing. The default one has
  // the model, but too few arguments.
  for (const FunctionDecl *F : Found.Called["no_thread"])
    if (const FunctionModel *Model = Stated->functionModel(F))
      EXPECT_TRUE(!Model->Boundary ||
                  F->getNumParams() < Model->Boundary->MinArguments);
}

INSTANTIATE_TEST_SUITE_P(Contracts, LibraryTest,
                         testing::Values("-stdlib=libstdc++",
                                         "-stdlib=libc++"));

TEST_F(ContractsTest, AnExecutionPolicyMakesABoundary) {
  parse(R"cpp(
#include <algorithm>
#include <execution>
#include <vector>
void parallel(std::vector<int> &v) {
  std::for_each(std::execution::par, v.data(), v.data(), [](int) {});
}
void sequenced(std::vector<int> &v) {
  std::for_each(std::execution::seq, v.data(), v.data(), [](int) {});
}
)cpp");
  const FunctionModel *Parallel = calledModel("parallel");
  ASSERT_TRUE(Parallel && Parallel->Boundary);
  EXPECT_EQ(Parallel->Boundary->Times, RunTimes::Parallel);
  EXPECT_EQ(Parallel->Boundary->Life, RunLife::Scoped);
  EXPECT_FALSE(Parallel->RunsInPlace);
  const FunctionModel *Sequenced = calledModel("sequenced");
  ASSERT_TRUE(Sequenced);
  EXPECT_FALSE(Sequenced->Boundary);
  EXPECT_TRUE(Sequenced->RunsInPlace);
}

//===-- C ----------------------------------------------------------------===//

TEST_F(ContractsTest, CTypesAndFunctions) {
  parseC(R"c(
#include <dirent.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <threads.h>
extern pthread_mutex_t mutex;
extern pthread_spinlock_t spin;
extern pthread_t thread;
extern sem_t semaphore;
extern mtx_t mtx;
extern FILE *stream;
extern DIR *directory;
extern jmp_buf jump;
extern int number;
struct _IO_FILE;
extern struct _IO_FILE raw;
extern FILE file;
void take(void) { pthread_mutex_lock(&mutex); }
void start(void *(*f)(void *)) { pthread_create(&thread, 0, f, 0); }
static int mtx_unlock_mine(void) { return 0; }
void arguments(va_list list) {}
)c");
  EXPECT_EQ(modelOf("mutex"), "pthread_mutex_t");
  EXPECT_EQ(modelOf("spin"), "pthread_spinlock_t");
  EXPECT_EQ(modelOf("thread"), "pthread_t");
  EXPECT_EQ(modelOf("semaphore"), "sem_t");
  EXPECT_EQ(modelOf("mtx"), "mtx_t");
  EXPECT_EQ(modelOf("file"), "FILE");
  EXPECT_EQ(modelOf("raw"), "_IO_FILE");
  EXPECT_EQ(modelOf("jump"), "jmp_buf");
  EXPECT_EQ(modelOf("stream"), "");
  EXPECT_EQ(modelOf("number"), "");
  EXPECT_EQ(calledModel("take")->Locks.size(), 1u);
  EXPECT_EQ(calledModel("start")->Boundary->Callable, 2u);
}

TEST_F(ContractsTest, ACModelMeansCLinkage) {
  parse(R"cpp(
struct Mine {};
template <typename F> void call_once(Mine &, F) {}
int mtx_lock(Mine *) { return 0; }
namespace app { int sem_post(Mine *) { return 0; } }
extern "C" int mtx_unlock(Mine *) { return 0; }
)cpp");
  for (llvm::StringRef Name : {"mtx_lock", "call_once", "sem_post"})
    EXPECT_FALSE(Stated->functionModel(get<NamedDecl>(Name)->getAsFunction()))
        << Name.str();
  EXPECT_TRUE(Stated->functionModel(get<FunctionDecl>("mtx_unlock")));
}

//===-- names ------------------------------------------------------------===//

TEST_F(ContractsTest, NamesOfModels) {
  parse(R"cpp(
namespace a { inline namespace v1 { namespace b {
template <typename T> struct Box {
  Box(int);
  ~Box();
  explicit operator bool() const;
  operator T() const;
  struct Inner { void method(); };
};
typedef struct { int x; } Typedefed;
extern Typedefed typedefed;
} } }
namespace { struct Hidden {}; }
void f() { struct Local {}; Local local; (void)local; }
a::b::Box<int> box(1);
auto lambda = [] {};
)cpp");
  const auto *Box = get<VarDecl>("box")->getType()->getAsCXXRecordDecl();
  EXPECT_EQ(modelName(Box), "a::b::Box");
  EXPECT_EQ(modelName(Box->getDestructor()), "a::b::Box::~Box");
  std::vector<std::string> Methods;
  for (const CXXMethodDecl *Method : Box->methods())
    if (!Method->isImplicit())
      Methods.push_back(modelName(Method));
  EXPECT_EQ(Methods, (std::vector<std::string>{
                         "a::b::Box::Box", "a::b::Box::~Box",
                         "a::b::Box::operator bool", "a::b::Box::operator T"}));
  EXPECT_EQ(modelName(get<CXXMethodDecl>("method")),
            "a::b::Box::Inner::method");
  EXPECT_EQ(modelName(get<VarDecl>("typedefed")->getType()->getAsTagDecl()),
            "a::b::Typedefed");
  EXPECT_EQ(modelName(get<RecordDecl>("Hidden")), "(unnamed)::Hidden");
  EXPECT_EQ(modelName(get<RecordDecl>("Local")), "f()::Local");
}

TEST_F(ContractsTest, OverridersKeepTheModel) {
  parse(R"cpp(
namespace std { struct mutex { virtual void lock(); void unlock(); }; }
struct Derived : std::mutex { void lock() override; void unlock(); };
)cpp");
  const auto *Derived = get<CXXRecordDecl>("Derived");
  for (const CXXMethodDecl *Method : Derived->methods())
    if (Method->getNameAsString() == "lock")
      EXPECT_TRUE(Stated->functionModel(Method));
    else if (Method->getNameAsString() == "unlock")
      EXPECT_FALSE(Stated->functionModel(Method));
}

//===-- attributes -------------------------------------------------------===//

TEST_F(ContractsTest, LockAttributes) {
  parse(R"cpp(
#define A(...) __attribute__((__VA_ARGS__))
struct A(capability("mutex")) Mutex {
  void lock() A(acquire_capability());
  void lock_shared() A(acquire_shared_capability());
  void unlock() A(release_capability());
  void unlock_shared() A(release_shared_capability());
  void unlock_any() A(release_generic_capability());
  bool try_lock() A(try_acquire_capability(true));
  int try_zero() A(try_acquire_shared_capability(0));
  void held() A(assert_capability(this));
  void held_shared() A(assert_shared_capability(this));
  const Mutex &operator!() const { return *this; }
};
Mutex mu, other;
void old_lock() A(exclusive_lock_function(mu));
void old_shared() A(shared_lock_function(mu));
void old_unlock() A(unlock_function(mu));
bool old_try() A(exclusive_trylock_function(1, mu));
bool old_try_shared() A(shared_trylock_function(false, mu));
void old_assert() A(assert_exclusive_lock(mu));
void old_assert_shared() A(assert_shared_lock(mu));
void requires_both() A(requires_capability(mu, other));
void requires_shared() A(requires_shared_capability(mu));
void requires_not() A(requires_capability(!mu));
void excludes() A(locks_excluded(mu));
void redeclared() A(requires_capability(mu));
void redeclared();
void redeclared() A(locks_excluded(other));
void redeclared() {}
void plain();
void unanalysed() A(no_thread_safety_analysis);
struct A(scoped_lockable) Guard {
  Guard(Mutex &m) A(acquire_capability(m));
  void release() A(release_capability());
};
template <typename T> struct Box {
  Mutex box_mu;
  void locked() A(requires_capability(box_mu)) {}
};
void use(Box<int> &b) { b.locked(); }
)cpp");
  EXPECT_EQ(effects("lock"), "acquire exclusive this");
  EXPECT_EQ(effects("lock_shared"), "acquire shared this");
  EXPECT_EQ(effects("unlock"), "release exclusive this");
  EXPECT_EQ(effects("unlock_shared"), "release shared this");
  EXPECT_EQ(effects("unlock_any"), "release any this");
  EXPECT_EQ(effects("try_lock"), "try exclusive this if true");
  EXPECT_EQ(effects("try_zero"), "try shared this if false");
  EXPECT_EQ(effects("held"), "assert exclusive this");
  EXPECT_EQ(effects("held_shared"), "assert shared this");
  EXPECT_EQ(effects("old_lock"), "acquire exclusive mu");
  EXPECT_EQ(effects("old_shared"), "acquire shared mu");
  EXPECT_EQ(effects("old_unlock"), "release any mu");
  EXPECT_EQ(effects("old_try"), "try exclusive mu if true");
  EXPECT_EQ(effects("old_try_shared"), "try shared mu if false");
  EXPECT_EQ(effects("old_assert"), "assert exclusive mu");
  EXPECT_EQ(effects("old_assert_shared"), "assert shared mu");
  EXPECT_EQ(effects("requires_both"),
            "require exclusive mu, require exclusive other");
  EXPECT_EQ(effects("requires_shared"), "require shared mu");
  EXPECT_EQ(effects("requires_not"), "require exclusive !mu");
  EXPECT_EQ(effects("excludes"), "exclude exclusive mu");
  EXPECT_EQ(effects("redeclared"),
            "require exclusive mu, exclude exclusive other");
  EXPECT_EQ(effects("plain"), "");
  EXPECT_EQ(effects("release"), "release exclusive this");
  EXPECT_EQ(Stated->lockEffects(Found.Called["use"].front()).size(), 1u);
  EXPECT_TRUE(Stated->isUnanalysed(get<FunctionDecl>("unanalysed")));
  EXPECT_FALSE(Stated->isUnanalysed(get<FunctionDecl>("plain")));
  EXPECT_TRUE(Stated->isLock(get<VarDecl>("mu")->getType()));
  EXPECT_FALSE(Stated->isGuard(get<VarDecl>("mu")->getType()));
  EXPECT_EQ(Stated->recursion(get<VarDecl>("mu")->getType()), Recursion::No);
}

TEST_F(ContractsTest, AttributesWinInUserCodeModelsInSystemHeaders) {
  parse(R"cpp(
namespace std {
struct __attribute__((capability("mutex"))) mutex {
  void lock() __attribute__((acquire_shared_capability()));
};
# 1 "/usr/include/library" 3
struct __attribute__((capability("mutex"))) timed_mutex {
  void lock() __attribute__((acquire_shared_capability()));
  void extra() __attribute__((acquire_shared_capability()));
};
# 20 "test.cpp"
}
void user(std::mutex &m) { m.lock(); }
void system(std::timed_mutex &m) { m.lock(); }
void unmodelled(std::timed_mutex &m) { m.extra(); }
)cpp");
  auto Effects = [&](llvm::StringRef Caller) {
    return Stated->lockEffects(Found.Called[Caller.str()].front());
  };
  ASSERT_EQ(Effects("user").size(), 1u);
  EXPECT_EQ(Effects("user")[0].Mode, LockMode::Shared);
  ASSERT_EQ(Effects("system").size(), 1u);
  EXPECT_EQ(Effects("system")[0].Mode, LockMode::Exclusive);
  EXPECT_TRUE(Effects("system")[0].Location.isValid());
  EXPECT_TRUE(Effects("unmodelled").empty());
}

TEST_F(ContractsTest, Guards) {
  parse(R"cpp(
#include "sendsync/annotations.h"
struct SENDSYNC_CAPABILITY("mutex") Mutex {};
Mutex global_mu;
int global SENDSYNC_GUARDED_BY(global_mu);
struct Data {
  Mutex mu;
  int field SENDSYNC_GUARDED_BY(mu);
  int *pointer SENDSYNC_PT_GUARDED_BY(mu);
  int SENDSYNC_GUARDED_BY_NAME("mu") by_name;
  int *SENDSYNC_PT_GUARDED_BY_NAME("mu") pointer_by_name;
  const int SENDSYNC_GUARDED_BY_NAME("mu") &reference;
  int SENDSYNC_FROZEN frozen;
  int free;
};
template <typename T> struct Box {
  Mutex box_mu;
  T SENDSYNC_GUARDED_BY_NAME("box_mu") value;
  T other SENDSYNC_GUARDED_BY(box_mu);
};
Box<int> box;
)cpp",
        {"-std=c++20",
         "-I" + std::string(SourceFolder) + "/annotations/include"});
  auto Guard = [&](const ValueDecl *Data) {
    std::string Text;
    for (const DeclaredGuard &G : Stated->guards(Data)) {
      EXPECT_TRUE(G.DeclaredAt.isValid());
      Text += G.Pointee ? "pointee " : "";
      Text += G.Lock ? "expression" : G.LockName;
    }
    return Text;
  };
  EXPECT_EQ(Guard(get<VarDecl>("global")), "expression");
  EXPECT_EQ(Guard(get<FieldDecl>("field")), "expression");
  EXPECT_EQ(Guard(get<FieldDecl>("pointer")), "pointee expression");
  EXPECT_EQ(Guard(get<FieldDecl>("by_name")), "mu");
  EXPECT_EQ(Guard(get<FieldDecl>("pointer_by_name")), "pointee mu");
  EXPECT_EQ(Guard(get<FieldDecl>("reference")), "mu");
  EXPECT_EQ(Guard(get<FieldDecl>("free")), "");
  EXPECT_TRUE(Stated->hasAnnotation(get<FieldDecl>("frozen"), "frozen"));
  EXPECT_FALSE(Stated->hasAnnotation(get<FieldDecl>("free"), "frozen"));
  for (const FieldDecl *Field :
       get<VarDecl>("box")->getType()->getAsCXXRecordDecl()->fields()) {
    if (Field->getName() == "value")
      EXPECT_EQ(Guard(Field), "box_mu");
    if (Field->getName() == "other")
      EXPECT_EQ(Guard(Field), "expression");
  }
}

TEST_F(ContractsTest, Claims) {
  parse(R"cpp(
#include "sendsync/annotations.h"
struct SENDSYNC_SEND SENDSYNC_SYNC_MUT Sent {};
struct SENDSYNC_NOT_SEND("uses thread-local data") Kept {};
struct SENDSYNC_SYNC_UNCHECKED("see ring.md") Believed {};
struct SENDSYNC_SEND_UNCHECKED("  ") NoReason {};
struct SENDSYNC_SHM_SAFE Mapped {};
struct SENDSYNC_SEND Later;
struct Later {};
struct SENDSYNC_OWNER Other {};
template <typename T> struct SENDSYNC_SEND_WHEN(send(T) && sync(T)) Box {};
template <typename T> struct SENDSYNC_SEND_WHEN(sned(T)) Broken {};
template <typename T> struct Broken<T *> {};
Box<int> *declared;
Box<long> defined;
Broken<int> broken;
Broken<int *> special;
struct SENDSYNC_CAPABILITY("m") SENDSYNC_REENTRANT_CAPABILITY Recursive {};
Recursive recursive;
)cpp",
        {"-std=c++20",
         "-I" + std::string(SourceFolder) + "/annotations/include"});
  EXPECT_EQ(claims("Sent"), "Send checked, SyncMut checked");
  EXPECT_EQ(claims("Kept"), "Send negative 'uses thread-local data'");
  EXPECT_EQ(claims("Believed"), "Sync unchecked 'see ring.md'");
  EXPECT_EQ(claims("NoReason"),
            "Send unchecked <'sendsync::send_unchecked' needs a reason>");
  EXPECT_EQ(claims("Mapped"), "Shm checked");
  EXPECT_EQ(claims("Later"), "Send checked");
  EXPECT_EQ(claims("Other"), "");
  auto Of = [&](llvm::StringRef Variable) {
    QualType Type = get<VarDecl>(Variable)->getType();
    if (Type->isPointerType())
      Type = Type->getPointeeType();
    return Type->getAsRecordDecl();
  };
  EXPECT_EQ(claimsText(Of("declared")), "Send when");
  EXPECT_EQ(claimsText(Of("defined")), "Send when");
  EXPECT_EQ(Stated->claims(Of("defined"))[0].Condition->Operands.size(), 2u);
  EXPECT_EQ(claimsText(Of("broken")).substr(0, 80),
            "Send when <the condition of 'sendsync::send_when' cannot be read: "
            "column 1: unkn");
  EXPECT_EQ(claimsText(Of("special")), "");
  EXPECT_EQ(Stated->recursion(get<VarDecl>("recursive")->getType()),
            Recursion::Yes);
}

TEST_F(ContractsTest, ReadOnlyMethods) {
  parse(R"cpp(
#include <map>
#include <vector>
void begin(std::vector<int> &v) { v.begin(); }
void push(std::vector<int> &v) { v.push_back(1); }
void size(std::vector<int> &v) { (void)v.size(); }
void find(std::map<int, int> &m) { m.find(1); }
void index(std::map<int, int> &m) { m[1]; }
)cpp");
  auto ReadOnly = [&](llvm::StringRef Caller) {
    for (const FunctionDecl *F : Found.Called[Caller.str()])
      if (auto *Method = llvm::dyn_cast<CXXMethodDecl>(F);
          Method && !llvm::isa<CXXConstructorDecl>(F))
        return Stated->isReadOnlyMethod(Method);
    ADD_FAILURE() << Caller.str();
    return false;
  };
  EXPECT_TRUE(ReadOnly("begin"));
  EXPECT_FALSE(ReadOnly("push"));
  EXPECT_TRUE(ReadOnly("size"));
  EXPECT_TRUE(ReadOnly("find"));
  EXPECT_FALSE(ReadOnly("index"));
}

} // namespace
