//===- ClassifierTest.cpp - the structural rule, one snippet per case --------//
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/types/Classifier.h"
#include "checks/analysis/types/Claims.h"
#include "checks/analysis/types/Explain.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <map>

using namespace clang;
using namespace sendsync;

namespace {

/// A small library, so that the tests parse no standard headers.
const char *const Library = R"cpp(
#define CLAIM(...) [[clang::annotate(__VA_ARGS__)]]
namespace lib {
template <class T> struct Box { T *p; ~Box(); };
template <class T> struct Shared { T *p; };
template <class T> struct View { T *p; };
template <class T> struct Text { const T *p; };
template <class T> struct Atomic { T v; };
template <class... Ts> struct Tuple {};
template <class T> struct List { T *first; };
template <class T> struct Locked;
template <class F> struct Function;
template <class M> struct Guard { M &m; };
struct Mutex {};
struct Rc {};
typedef volatile int spin_t;
}
)cpp";

const char *const Models = R"yaml(schema: 1
library: lib
types:
  - name: lib::Box
    params: [T]
    pointer: { pointee: T, life: owning }
    send: "send(T)"
    sync: "sync(T)"
    sync_mut: no(plain-state)
    owned: "owned(T)"
  - name: lib::Shared
    params: [T]
    pointer: { pointee: T, life: owning, shared: true }
    send: "send(T)"
    sync: yes
    sync_mut: no(plain-state)
    owned: "owned(T)"
  - { name: lib::View, params: [T], pointer: { pointee: T, life: borrow }, send: yes, sync: yes, sync_mut: no(plain-state), owned: no(borrow) }
  - { name: lib::Text, params: [T], pointer: { pointee: T, life: borrow, const: true }, send: yes, sync: yes, sync_mut: no(plain-state), owned: no(borrow) }
  - { name: lib::Atomic, params: [T], atomic: true, send: "send(T)", owned: "owned(T)" }
  - { name: lib::Tuple, params: [Ts...], send: "send(Ts)", sync: "sync(Ts)", sync_mut: no(plain-state), owned: "owned(Ts)" }
  - { name: lib::List, params: [T], send: "send(T)", sync: "sync(T)", sync_mut: no(plain-state), owned: "owned(T)" }
  - { name: lib::Locked, params: [T], send: "send(T)", sync: "send(T)", sync_mut: "send(T)", owned: "owned(T)" }
  - { name: lib::Function, params: [F], erases: true, send: unknown, sync: no(const-call-hole), sync_mut: no(plain-state), owned: unknown }
  - { name: lib::Rc, send: no(nonatomic-refcount), sync: no(nonatomic-refcount), sync_mut: no(nonatomic-refcount), owned: yes }
  - { name: lib::spin_t, send: yes, sync: yes, sync_mut: yes, owned: yes }
locks:
  - { type: lib::Mutex }
guards:
  - { type: lib::Guard, acquire: { ctor_arg: 0, mode: exclusive } }
)yaml";

std::shared_ptr<const ModelSet> libraryModels() {
  static std::shared_ptr<const ModelSet> Set = [] {
    llvm::SmallString<128> Path;
    int Descriptor = 0;
    EXPECT_FALSE(
        llvm::sys::fs::createTemporaryFile("lib", "yaml", Descriptor, Path));
    llvm::raw_fd_ostream(Descriptor, /*shouldClose=*/true) << Models;
    std::vector<std::string> Errors;
    std::shared_ptr<const ModelSet> Loaded =
        ModelSet::load({Path.str().str()}, Errors);
    llvm::sys::fs::remove(Path);
    for (const std::string &Error : Errors)
      ADD_FAILURE() << Error;
    return Loaded;
  }();
  return Set;
}

/// How members are used, by `Class::member`; the others are Unseen.
class GivenGuards : public MemberGuards {
public:
  std::map<std::string, MemberUse> Uses;
  MemberUse use(const FieldDecl *Member) const override {
    auto Known = Uses.find(Member->getQualifiedNameAsString());
    return Known == Uses.end() ? MemberUse() : Known->second;
  }
};

class ClassifierTest : public testing::Test {
protected:
  void parse(const std::string &Code, bool C = false) {
    std::vector<std::string> Arguments = {C ? "-std=c17" : "-std=c++20"};
    Unit = tooling::buildASTFromCodeWithArgs(
        (C ? "" : std::string(Library)) + Code, Arguments,
        C ? "test.c" : "test.cpp");
    ASSERT_TRUE(Unit);
    ASSERT_FALSE(Unit->getDiagnostics().hasUncompilableErrorOccurred());
    Declared = std::make_unique<Contracts>(Unit->getASTContext(),
                                           *libraryModels());
    Types = std::make_unique<Classifier>(*Declared, &Guards);
  }

  /// The type of the variable, or the type, of this name.
  QualType named(llvm::StringRef Name) {
    const ASTContext &Context = Unit->getASTContext();
    for (const NamedDecl *D : Context.getTranslationUnitDecl()->lookup(
             &Context.Idents.get(Name)))
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        return Variable->getType();
    QualType Type = findNamedType(Context, Name);
    EXPECT_FALSE(Type.isNull()) << Name.str();
    return Type;
  }

  std::string answer(llvm::StringRef Name, Trait Asked) {
    return answerText(Types->verdict(named(Name), Asked),
                      Unit->getASTContext());
  }
  std::string send(llvm::StringRef Name) { return answer(Name, Trait::Send); }
  std::string sync(llvm::StringRef Name) { return answer(Name, Trait::Sync); }
  std::string syncMut(llvm::StringRef Name) {
    return answer(Name, Trait::SyncMut);
  }
  std::string owned(llvm::StringRef Name) {
    return answer(Name, Trait::Owned);
  }
  std::string explain(llvm::StringRef Name) {
    return explainVerdict(named(Name), *Types);
  }
  std::vector<Contradiction> contradictionsOf(llvm::StringRef Name) {
    return contradictions(named(Name)->getAsRecordDecl(), *Types);
  }

  std::unique_ptr<ASTUnit> Unit;
  std::unique_ptr<Contracts> Declared;
  GivenGuards Guards;
  std::unique_ptr<Classifier> Types;
};

MemberUse used(MemberUse::Kind Kind, bool Writes = false,
               bool InConst = false) {
  MemberUse Use;
  Use.UseKind = Kind;
  Use.CulpritWrites = Writes;
  Use.CulpritInConstMethod = InConst;
  return Use;
}

TEST_F(ClassifierTest, Scalars) {
  parse("enum E { A }; struct S { int m; };"
        "int i; const int c = 1; volatile int v; E e; decltype(nullptr) n;"
        "int S::*pm; void (*fn)(int); int array[3]; const int table[2] = {};");
  for (const char *Name : {"i", "v", "e", "n", "pm", "array"}) {
    EXPECT_EQ(send(Name), "yes") << Name;
    EXPECT_EQ(sync(Name), "yes") << Name;
    EXPECT_EQ(syncMut(Name), "no") << Name;
    EXPECT_EQ(owned(Name), "yes") << Name;
  }
  EXPECT_EQ(syncMut("c"), "yes");
  EXPECT_EQ(syncMut("table"), "yes");
  EXPECT_EQ(send("fn"), "yes");
  EXPECT_EQ(owned("fn"), "yes");
}

TEST_F(ClassifierTest, PointersShareWhatTheyPointTo) {
  parse("struct P { int x; }; P object; struct Opaque;"
        "P *p; const P *cp; P &r = object; const P &cr = object;"
        "lib::Mutex *m; int **pp; void *v; char *b; Opaque *o;");
  EXPECT_EQ(send("p"), "shares 'P' (mutable)");
  EXPECT_EQ(send("cp"), "shares 'const P' (const)");
  EXPECT_EQ(send("r"), "shares 'P' (mutable)");
  EXPECT_EQ(send("cr"), "shares 'const P' (const)");
  EXPECT_EQ(send("m"), "yes");
  EXPECT_EQ(send("pp"), "shares 'int *' (mutable)");
  EXPECT_EQ(sync("p"), "yes");
  EXPECT_EQ(syncMut("p"), "no");
  EXPECT_EQ(owned("p"), "no");
  for (const char *Name : {"v", "b", "o"}) {
    const Verdict &V = Types->verdict(named(Name), Trait::Send);
    EXPECT_EQ(V.answer(), Verdict::Unknown) << Name;
    EXPECT_TRUE(llvm::any_of(V.Obligations, [](const Obligation &O) {
      return O.ObligationKind == Obligation::Alias;
    })) << Name;
  }
}

TEST_F(ClassifierTest, ClassesAreTheirParts) {
  parse("struct Inner { lib::Rc rc; }; struct Outer { int id; Inner in; };"
        "struct Derived : Outer {}; union U { int i; lib::Rc *p; };"
        "struct Bits { int a : 3; int : 2; int b : 4; }; struct Empty {};"
        "struct Anonymous { union { int i; lib::Rc rc; }; };");
  EXPECT_EQ(send("Outer"), "no");
  EXPECT_EQ(send("Derived"), "no");
  EXPECT_EQ(send("Anonymous"), "no");
  EXPECT_EQ(send("U"), "shares 'lib::Rc' (mutable)");
  EXPECT_EQ(syncMut("U"), "no");
  EXPECT_EQ(send("Bits"), "yes");
  EXPECT_EQ(syncMut("Bits"), "no");
  for (Trait Asked : {Trait::Send, Trait::Sync, Trait::SyncMut, Trait::Owned})
    EXPECT_EQ(answer("Empty", Asked), "yes");
}

TEST_F(ClassifierTest, RecursiveTypesAreAssumedToHaveTheTrait) {
  parse("struct Node { lib::Box<Node> next; int value; };"
        "struct Bad { lib::Box<Bad> next; lib::Rc rc; };"
        "struct B; struct A { lib::Box<B> b; lib::List<A> as; };"
        "struct B { lib::Box<A> a; lib::Rc rc; };");
  EXPECT_EQ(send("Node"), "yes");
  EXPECT_EQ(sync("Node"), "yes");
  EXPECT_EQ(send("Bad"), "no");
  EXPECT_EQ(send("A"), "no");
  EXPECT_EQ(send("B"), "no");
}

TEST_F(ClassifierTest, AnswersInsideACycleAreNotKept) {
  // Asked for C first, D is computed while C is assumed to be Send.
  parse("struct D; struct C { lib::Box<D> d; lib::Rc rc; };"
        "struct D { lib::Box<C> c; };");
  EXPECT_EQ(send("C"), "no");
  EXPECT_EQ(send("D"), "no");
}

TEST_F(ClassifierTest, ManyTypesInOneCycleAreAskedOnce) {
  // Without answers that are kept for a while this takes 2^24 questions.
  std::string Code;
  for (int I = 0; I != 25; ++I)
    Code += "struct N" + std::to_string(I) + ";";
  for (int I = 0; I != 25; ++I) {
    Code += "struct N" + std::to_string(I) + " {";
    for (int J = 0; J != 25; ++J)
      Code += "lib::Box<N" + std::to_string(J) + "> m" + std::to_string(J) +
              ";";
    Code += "};";
  }
  parse(Code);
  EXPECT_EQ(send("N0"), "yes");
  EXPECT_EQ(send("N24"), "yes");
}

TEST_F(ClassifierTest, EndlessTemplatesEnd) {
  parse("template <class T> struct Nest { lib::Box<Nest<Nest<T>>> next; };"
        "Nest<int> nest;");
  EXPECT_EQ(send("nest"), "not known");
}

TEST_F(ClassifierTest, Models) {
  parse("struct P { int x; }; lib::Box<P> box; lib::Shared<P> shared;"
        "lib::Shared<const P> frozen; lib::View<P> view; lib::View<const P> cv;"
        "lib::Text<char> text; lib::Atomic<int> atomic;"
        "lib::Atomic<P *> published; lib::Tuple<int, lib::Rc> tuple;"
        "lib::Tuple<> none; lib::Locked<P> *locked;"
        "lib::Function<void()> *function; lib::Guard<lib::Mutex> *guard;"
        "lib::Box<lib::Rc> rcs; lib::Shared<lib::Mutex> mutex;"
        "lib::spin_t spin;");
  EXPECT_EQ(send("box"), "yes");
  EXPECT_EQ(send("rcs"), "no");
  EXPECT_EQ(send("shared"), "shares 'P' (mutable)");
  EXPECT_EQ(owned("shared"), "yes");
  EXPECT_EQ(send("frozen"), "shares 'const P' (const)");
  EXPECT_EQ(send("view"), "shares 'P' (mutable)");
  EXPECT_EQ(owned("view"), "no");
  EXPECT_EQ(send("cv"), "shares 'const P' (const)");
  EXPECT_EQ(send("text"), "shares 'const char' (const)");
  EXPECT_EQ(send("mutex"), "yes");
  EXPECT_EQ(syncMut("atomic"), "yes");
  EXPECT_EQ(sync("atomic"), "yes");
  EXPECT_EQ(send("published"), "shares 'P' (mutable)");
  EXPECT_EQ(send("tuple"), "no");
  EXPECT_EQ(send("none"), "yes");
  EXPECT_EQ(send("locked"), "yes");
  EXPECT_EQ(syncMut("spin"), "yes");
  const Verdict &Guard =
      Types->verdict(named("guard")->getPointeeType(), Trait::Send);
  ASSERT_TRUE(Guard.isNo());
  EXPECT_EQ(Guard.no()->Code, ReasonCode::LockGuard);
  const Verdict &Function =
      Types->verdict(named("function")->getPointeeType(), Trait::Send);
  ASSERT_EQ(Function.answer(), Verdict::Unknown);
  EXPECT_EQ(Function.strongest()->Code, ReasonCode::Erased);
}

TEST_F(ClassifierTest, Closures) {
  parse("struct P { int x; }; struct W { int n; auto self() { return [this] { return n; }; }"
        "  auto cself() const { return [this] { return n; }; } };"
        "auto make() { P p; const P c{}; int *raw = nullptr;"
        "  struct R { decltype([]{}) none; }; "
        "  auto copy = [p] { return p.x; }; auto ref = [&p] { p.x = 1; };"
        "  auto cref = [&c] { return c.x; }; auto init = [q = lib::Rc()] {};"
        "  auto mut = [p]() mutable { ++p.x; }; auto ptr = [raw] { ++*raw; };"
        "  return lib::Tuple<decltype(copy), decltype(ref), decltype(cref),"
        "    decltype(init), decltype(mut), decltype(ptr)>(); }"
        "using All = decltype(make());"
        "using Self = decltype(W().self());"
        "using ConstSelf = decltype(static_cast<const W &>(W()).cself());");
  llvm::SmallVector<QualType, 4> Closures = typeArguments(named("All"));
  ASSERT_EQ(Closures.size(), 6u);
  auto Answer = [&](unsigned I, Trait Asked) {
    return answerText(Types->verdict(Closures[I], Asked),
                      Unit->getASTContext());
  };
  EXPECT_EQ(Answer(0, Trait::Send), "yes");
  EXPECT_EQ(Answer(0, Trait::Sync), "yes");
  EXPECT_EQ(Answer(0, Trait::SyncMut), "yes");
  EXPECT_EQ(Answer(0, Trait::Owned), "yes");
  EXPECT_EQ(Answer(1, Trait::Send), "shares 'P' (mutable)");
  EXPECT_EQ(Answer(1, Trait::Sync), "shares 'P' (mutable)");
  EXPECT_EQ(Answer(1, Trait::Owned), "no");
  EXPECT_EQ(Answer(2, Trait::Send), "shares 'const P' (const)");
  EXPECT_EQ(Answer(3, Trait::Send), "no");
  EXPECT_EQ(Answer(4, Trait::Send), "yes");
  EXPECT_EQ(Answer(4, Trait::Sync), "no");
  EXPECT_EQ(Answer(5, Trait::Send), "shares 'int' (mutable)");
  EXPECT_EQ(send("Self"), "shares 'W' (mutable)");
  EXPECT_EQ(send("ConstSelf"), "shares 'const W' (const)");
}

TEST_F(ClassifierTest, ClaimsDecide) {
  parse("struct CLAIM(\"sendsync::sync_mut\") Safe { int n; };"
        "struct CLAIM(\"sendsync::not_sync\", \"why\") Never {};"
        "struct Inherits : Safe { int m; };"
        "struct Stays : Never {};"
        "template <class T> struct CLAIM(\"sendsync::send_when\", \"send(T)\") Cell { void *raw; };"
        "Cell<int> good; Cell<lib::Rc> bad;");
  EXPECT_EQ(syncMut("Safe"), "yes");
  EXPECT_EQ(sync("Safe"), "yes");
  EXPECT_EQ(syncMut("Inherits"), "yes");
  EXPECT_EQ(sync("Never"), "no");
  EXPECT_EQ(syncMut("Never"), "no");
  EXPECT_EQ(sync("Stays"), "no");
  EXPECT_EQ(send("good"), "yes");
  EXPECT_EQ(send("bad"), "no");
}

TEST_F(ClassifierTest, ClaimsOnAliases) {
  parse("struct P { int x; };"
        "using Token CLAIM(\"sendsync::send\") = P *;"
        "using Local CLAIM(\"sendsync::not_send\", \"why\") = int;"
        "Token token; Local local; struct S { Token t; }; struct T { Local l; };");
  EXPECT_EQ(send("token"), "yes");
  EXPECT_EQ(send("S"), "yes");
  EXPECT_EQ(owned("token"), "no");
  EXPECT_EQ(send("local"), "no");
  EXPECT_EQ(send("T"), "no");
}

TEST_F(ClassifierTest, PolymorphicPointees) {
  parse("struct Shape { virtual ~Shape(); };"
        "struct Leaf final { virtual ~Leaf(); };"
        "struct CLAIM(\"sendsync::send\") Task { virtual ~Task(); };"
        "lib::Box<Shape> shape; lib::Box<Leaf> leaf; lib::Box<Task> task;"
        "struct Value { Shape s; };");
  EXPECT_EQ(send("shape"), "not known");
  EXPECT_EQ(send("leaf"), "yes");
  EXPECT_EQ(send("task"), "yes");
  EXPECT_EQ(send("Value"), "yes");
}

TEST_F(ClassifierTest, MonitorRule) {
  parse("class M { public: void f(); private: int n_; lib::Mutex mu_; };"
        "struct Open { int n; }; struct Both { lib::Mutex mu; int n; };"
        "class Const { const int n_ = 1; lib::Atomic<int> a_; };"
        "class Reach { lib::Box<Open> *const p_ = nullptr; };");
  EXPECT_EQ(syncMut("M"), "not known");
  EXPECT_EQ(syncMut("Open"), "no");
  EXPECT_EQ(syncMut("Both"), "not known");
  EXPECT_EQ(syncMut("Const"), "yes");
  EXPECT_EQ(syncMut("Reach"), "not known");

  for (auto [Use, Expected] :
       {std::pair(used(MemberUse::Guarded), "yes"),
        std::pair(used(MemberUse::ReadOnly), "yes"),
        std::pair(used(MemberUse::Untouched), "yes"),
        std::pair(used(MemberUse::Unguarded, /*Writes=*/true), "no")}) {
    Guards.Uses["M::n_"] = Use;
    Types = std::make_unique<Classifier>(*Declared, &Guards);
    EXPECT_EQ(syncMut("M"), Expected);
    EXPECT_EQ(sync("M"), "yes");
  }
  Guards.Uses["Both::n"] = used(MemberUse::Guarded);
  Types = std::make_unique<Classifier>(*Declared, &Guards);
  EXPECT_EQ(syncMut("Both"), "yes");
}

TEST_F(ClassifierTest, GuardedByAttribute) {
  parse("class __attribute__((capability(\"mutex\"))) Mu {};"
        "class M { Mu mu_; int n_ __attribute__((guarded_by(mu_))); };");
  EXPECT_EQ(syncMut("M"), "yes");
}

TEST_F(ClassifierTest, MutableAndConstMethodRules) {
  parse("class M { mutable int hits_; int *p_; };");
  EXPECT_EQ(sync("M"), "not known");
  Guards.Uses["M::hits_"] = used(MemberUse::Guarded);
  Guards.Uses["M::p_"] = used(MemberUse::ReadOnly);
  Types = std::make_unique<Classifier>(*Declared, &Guards);
  EXPECT_EQ(sync("M"), "yes");
  Guards.Uses["M::p_"] = used(MemberUse::Unguarded, true, true);
  Types = std::make_unique<Classifier>(*Declared, &Guards);
  EXPECT_EQ(sync("M"), "no");
  Guards.Uses["M::p_"] = used(MemberUse::ReadOnly);
  Guards.Uses["M::hits_"] = used(MemberUse::Unguarded, true, true);
  Types = std::make_unique<Classifier>(*Declared, &Guards);
  EXPECT_EQ(sync("M"), "no");
  Guards.Uses["M::hits_"] = used(MemberUse::Unguarded, true, false);
  Types = std::make_unique<Classifier>(*Declared, &Guards);
  EXPECT_EQ(sync("M"), "not known");
}

TEST_F(ClassifierTest, Ownership) {
  parse("class Cleans { int *p_; public: ~Cleans() { delete p_; } };"
        "class Borrows { int *p_; };"
        "struct Impl { int *p; }; struct Frees : Impl { ~Frees(); };"
        "class [[gsl::Owner]] Declared { int *p_; };"
        "class [[gsl::Pointer]] Slice { unsigned long offset; };"
        "struct Marked { int *[[clang::annotate_type(\"sendsync::owns\")]] p; };");
  EXPECT_EQ(owned("Cleans"), "not known");
  EXPECT_EQ(owned("Borrows"), "no");
  EXPECT_EQ(owned("Frees"), "not known");
  EXPECT_EQ(owned("Declared"), "yes");
  EXPECT_EQ(send("Declared"), "yes");
  EXPECT_EQ(owned("Slice"), "no");
  EXPECT_EQ(send("Marked"), "yes");
  EXPECT_EQ(owned("Marked"), "yes");
}

TEST_F(ClassifierTest, DependentTypes) {
  parse("template <class T> struct Box { T value; };");
  const ASTContext &Context = Unit->getASTContext();
  const NamedDecl *Box =
      Context.getTranslationUnitDecl()->lookup(&Context.Idents.get("Box")).front();
  const auto *Pattern = cast<ClassTemplateDecl>(Box)->getTemplatedDecl();
  const Verdict &V =
      Types->verdict(compat::typeOf(Context, Pattern), Trait::Send);
  EXPECT_EQ(V.answer(), Verdict::Unknown);
  EXPECT_TRUE(contradictions(Pattern, *Types).empty());
}

TEST_F(ClassifierTest, CTypes) {
  parse("struct job { int id; char *name; struct job *next; };"
        "typedef struct { int a; } pair_t; pair_t *pair;"
        "struct flags { _Atomic int ready; }; struct flags *shared;"
        "struct packet { int length; char data[]; };"
        "struct buffer { char *bytes; };",
        /*C=*/true);
  EXPECT_EQ(send("pair"), "shares 'pair_t' (mutable)");
  EXPECT_EQ(send("shared"), "yes");
  EXPECT_EQ(send("packet"), "yes");
  EXPECT_EQ(owned("buffer"), "not known");
  EXPECT_EQ(send("job"), "not known");
}

TEST_F(ClassifierTest, ExplanationIsExact) {
  parse("\n"
        "class HitCounter {\n"
        "  int hits_ = 0;\n"
        "public:\n"
        "  void record() { ++hits_; }\n"
        "};\n"
        "struct Session {\n"
        "  HitCounter counter;\n"
        "};\n"
        "lib::Shared<Session> session;\n");
  Guards.Uses["HitCounter::hits_"] = used(MemberUse::Unguarded, true);
  std::string Text = explain("session");
  // Lines are counted from the library above.
  size_t Base = llvm::StringRef(Library).count('\n');
  auto At = [&](unsigned Line) {
    return "  test.cpp:" + std::to_string(Base + Line);
  };
  std::string Expected =
      "Send: shares 'Session' (mutable)\n" + At(9 - 1) +
      ":14: 'Session' is not SyncMut because member 'counter' has type "
      "'HitCounter'\n" +
      At(3) +
      ":7: 'HitCounter' is not SyncMut because member 'hits_' is written "
      "without synchronization\n"
      "Sync: yes\n"
      "SyncMut: no\n";
  EXPECT_EQ(Text.substr(0, Expected.size()), Expected) << Text;
  EXPECT_TRUE(llvm::StringRef(Text).contains(
      ": 'lib::Shared' is not SyncMut: its state is not synchronized\n"))
      << Text;
  EXPECT_TRUE(llvm::StringRef(Text).ends_with("Owned: yes\n")) << Text;
}

TEST_F(ClassifierTest, ExplanationOfAClaim) {
  parse("template <class T> class CLAIM(\"sendsync::not_send\", \"the count is "
        "not atomic\") LocalRef {};"
        "struct Cursor { LocalRef<char> page; };");
  std::string Text = explain("Cursor");
  EXPECT_TRUE(llvm::StringRef(Text).contains(
      "'Cursor' is not Send because member 'page' has type 'LocalRef<char>'\n"))
      << Text;
  EXPECT_TRUE(llvm::StringRef(Text).contains(
      "'LocalRef' is declared not Send here: the count is not atomic\n"))
      << Text;
}

TEST_F(ClassifierTest, Contradictions) {
  parse("struct CLAIM(\"sendsync::send\") Job { int id; lib::Rc a, b; int *p; };"
        "struct CLAIM(\"sendsync::send_unchecked\", \"\") Lazy { lib::Rc a; };"
        "struct CLAIM(\"sendsync::send\") Good { int id; lib::Function<int()> *f; };"
        "struct Derived : Good { lib::Rc rc; };"
        "struct CLAIM(\"sendsync::not_send\", \"x\") Weak : Good {};"
        "struct CLAIM(\"sendsync::sync_mut\") Open { int n; };");
  std::vector<Contradiction> Found = contradictionsOf("Job");
  ASSERT_EQ(Found.size(), 2u);
  EXPECT_EQ(Found[0].Offender.Name, "a");
  EXPECT_EQ(Found[1].Offender.Name, "b");
  Found = contradictionsOf("Lazy");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].ContradictionKind, Contradiction::Malformed);
  EXPECT_TRUE(contradictionsOf("Good").empty());
  Found = contradictionsOf("Derived");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Offender.Name, "rc");
  EXPECT_NE(Found[0].ClaimedBy, Found[0].Class);
  Found = contradictionsOf("Weak");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].ContradictionKind, Contradiction::WeakenedBy);
  EXPECT_EQ(contradictionsOf("Open").size(), 1u);
}

} // namespace
