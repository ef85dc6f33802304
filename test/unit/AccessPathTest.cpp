//===- AccessPathTest.cpp - the algebra of access paths -------------------===//
#include "checks/analysis/base/AccessPath.h"
#include "checks/analysis/base/Capability.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"
#include <set>

using namespace clang;
using namespace clang::ast_matchers;
using namespace sendsync;

namespace {

class AccessPathTest : public testing::Test {
protected:
  void SetUp() override {
    Unit = tooling::buildASTFromCodeWithArgs(R"cpp(
      struct Inner { int x; int y; };
      struct Outer { Inner in; Inner *next; int list[3]; int size() const; };
      int global;
      thread_local int perThread;
      void f(Outer byValue, Outer &byReference, Outer *pointer) {
        Outer local;
        static Outer kept;
        Outer &alias = local;
        auto closure = [local] {};
        auto [first, second] = local.in;
      }
    )cpp",
                                             {"-std=c++20"});
    ASSERT_TRUE(Unit);
  }

  template <typename T> const T *find(llvm::StringRef Name) {
    auto Found = match(namedDecl(hasName(Name)).bind("it"),
                       Unit->getASTContext());
    for (const BoundNodes &Nodes : Found)
      if (const auto *D = Nodes.getNodeAs<T>("it"))
        return D;
    ADD_FAILURE() << "no " << Name.str();
    return nullptr;
  }
  AccessPath var(llvm::StringRef Name) {
    return AccessPath::variable(find<VarDecl>(Name));
  }
  const FieldDecl *field(llvm::StringRef Name) {
    return find<FieldDecl>(Name);
  }
  const CXXRecordDecl *closure() {
    auto Found = match(lambdaExpr().bind("it"), Unit->getASTContext());
    return Found.front().getNodeAs<LambdaExpr>("it")->getLambdaClass();
  }

  std::unique_ptr<ASTUnit> Unit;
};

TEST_F(AccessPathTest, UnknownIsEqualToNothing) {
  AccessPath Unknown;
  EXPECT_FALSE(Unknown.isKnown());
  EXPECT_FALSE(Unknown == Unknown);
  EXPECT_FALSE(Unknown.startsWith(Unknown));
  EXPECT_FALSE(Unknown.contains(Unknown));
  EXPECT_FALSE(var("local").startsWith(Unknown));
  EXPECT_FALSE(Unknown.field(field("x")).isKnown());
  EXPECT_EQ(Unknown.str(), "");
  EXPECT_FALSE(Capability(Unknown).isKnown());
}

TEST_F(AccessPathTest, SameStepsAreEqual) {
  EXPECT_EQ(var("local").field(field("in")), var("local").field(field("in")));
  EXPECT_NE(var("local").field(field("in")), var("kept").field(field("in")));
  EXPECT_NE(var("pointer"), var("pointer").deref());
  EXPECT_EQ(AccessPath::thisObject(), AccessPath::thisObject());
}

TEST_F(AccessPathTest, StartsWithIsAnOrder) {
  AccessPath A = var("pointer"), B = A.deref(), C = B.field(field("in"));
  EXPECT_TRUE(A.startsWith(A));
  EXPECT_TRUE(B.startsWith(A));
  EXPECT_TRUE(C.startsWith(B));
  EXPECT_TRUE(C.startsWith(A));
  EXPECT_FALSE(A.startsWith(B));
  EXPECT_FALSE(C.startsWith(B.field(field("next"))));
}

TEST_F(AccessPathTest, ContainsStopsAtDereferences) {
  AccessPath Local = var("local");
  AccessPath X = Local.field(field("in")).field(field("x"));
  EXPECT_TRUE(Local.contains(Local));
  EXPECT_TRUE(Local.contains(X));
  EXPECT_FALSE(X.contains(Local));
  EXPECT_FALSE(Local.contains(Local.field(field("next")).deref()));
  EXPECT_TRUE(Local.contains(Local.field(field("next"))));
  EXPECT_TRUE(Local.contains(Local.field(field("list")).element()));
  EXPECT_FALSE(Local.contains(Local.call(find<FunctionDecl>("size"))));
  AccessPath Pointee = var("pointer").deref();
  EXPECT_TRUE(Pointee.contains(Pointee.field(field("in"))));
  EXPECT_FALSE(var("pointer").contains(Pointee));
}

TEST_F(AccessPathTest, RebaseReplacesThePrefix) {
  AccessPath Self = AccessPath::thisObject();
  AccessPath InCallee = Self.field(field("in")).field(field("x"));
  AccessPath Here = var("pointer").deref();
  EXPECT_EQ(InCallee.rebase(Self, Here),
            Here.field(field("in")).field(field("x")));
  EXPECT_EQ(Self.rebase(Self, Here), Here);
  EXPECT_EQ(InCallee.rebase(Self, Self), InCallee);
  EXPECT_FALSE(InCallee.rebase(Self, AccessPath()).isKnown());
  // There and back again.
  EXPECT_EQ(InCallee.rebase(Self, Here).rebase(Here, Self), InCallee);
}

TEST_F(AccessPathTest, LongPathsAreNotNamed) {
  AccessPath Path = var("pointer");
  for (int I = 0; I < 8; ++I) {
    EXPECT_TRUE(Path.isKnown());
    Path = I % 2 ? Path.field(field("next")) : Path.deref();
  }
  EXPECT_TRUE(Path.isKnown());
  EXPECT_FALSE(Path.deref().isKnown());
  EXPECT_FALSE(Path.deref().deref().isKnown());
}

TEST_F(AccessPathTest, StrIsAsWritten) {
  EXPECT_EQ(var("local").str(), "local");
  EXPECT_EQ(var("local").field(field("in")).field(field("x")).str(),
            "local.in.x");
  AccessPath Pointee = var("pointer").deref();
  EXPECT_EQ(Pointee.str(), "*pointer");
  EXPECT_EQ(Pointee.field(field("next")).deref().field(field("x")).str(),
            "pointer->next->x");
  EXPECT_EQ(Pointee.field(field("next")).deref().str(), "*pointer->next");
  EXPECT_EQ(var("local").field(field("list")).element().str(),
            "local.list[...]");
  EXPECT_EQ(var("local").call(find<FunctionDecl>("size")).str(),
            "local.size()");
  AccessPath Self = AccessPath::thisObject();
  EXPECT_EQ(Self.str(), "this");
  EXPECT_EQ(Self.field(field("in")).field(field("x")).str(), "in.x");
  EXPECT_EQ(AccessPath::fresh(nullptr).str(), "");
  AccessPath Bound =
      AccessPath::variable(find<BindingDecl>("first")->getDecomposedDecl()
                               ? cast<VarDecl>(find<BindingDecl>("first")
                                                   ->getDecomposedDecl())
                               : nullptr);
  EXPECT_EQ(Bound.field(field("x")).str(), "[first, second].x");
}

TEST_F(AccessPathTest, MayVary) {
  EXPECT_FALSE(var("local").mayVary());
  EXPECT_FALSE(var("pointer").deref().mayVary());
  EXPECT_TRUE(var("local").field(field("list")).element().mayVary());
  EXPECT_TRUE(var("local").call(find<FunctionDecl>("size")).mayVary());
  EXPECT_TRUE(var("pointer").element().field(field("in")).mayVary());
}

TEST_F(AccessPathTest, LocalStorage) {
  EXPECT_TRUE(var("local").isLocalStorage());
  EXPECT_TRUE(var("byValue").field(field("in")).isLocalStorage());
  EXPECT_TRUE(AccessPath::fresh(nullptr).isLocalStorage());
  EXPECT_TRUE(AccessPath::capture(find<VarDecl>("local"), closure())
                  .isLocalStorage());
  EXPECT_FALSE(var("byReference").isLocalStorage());
  EXPECT_TRUE(var("pointer").isLocalStorage());
  EXPECT_FALSE(var("pointer").deref().isLocalStorage());
  EXPECT_FALSE(var("kept").isLocalStorage());
  EXPECT_FALSE(var("global").isLocalStorage());
  EXPECT_FALSE(AccessPath::thisObject().isLocalStorage());
}

TEST_F(AccessPathTest, GlobalsAndThreadLocals) {
  EXPECT_TRUE(var("global").hasGlobalRoot());
  EXPECT_TRUE(var("kept").hasGlobalRoot());
  EXPECT_FALSE(var("local").hasGlobalRoot());
  EXPECT_TRUE(var("perThread").isThreadLocal());
  EXPECT_FALSE(var("global").isThreadLocal());
}

TEST_F(AccessPathTest, ACaptureIsAnotherObjectButTheSamePointee) {
  const auto *Local = find<VarDecl>("local");
  AccessPath Copy = AccessPath::capture(Local, closure());
  EXPECT_NE(Copy, var("local"));
  EXPECT_NE(Copy, AccessPath::capture(Local, nullptr));
  EXPECT_EQ(Copy.rootVariable(), Local->getCanonicalDecl());
  EXPECT_EQ(AccessPath::capture(find<VarDecl>("pointer"), closure()).deref(),
            var("pointer").deref());
}

TEST_F(AccessPathTest, LastDeclaration) {
  EXPECT_EQ(var("local").lastDeclaration(), find<VarDecl>("local"));
  AccessPath Path = var("pointer").deref().field(field("list")).element();
  EXPECT_EQ(Path.lastField(), field("list"));
  EXPECT_EQ(Path.lastDeclaration(), field("list"));
  EXPECT_EQ(Path.parent().parent(), var("pointer").deref());
  EXPECT_EQ(AccessPath::thisObject().lastDeclaration(), nullptr);
}

TEST_F(AccessPathTest, OrderIsStrictAndAgreesWithEquality) {
  std::vector<AccessPath> Paths = {
      AccessPath::thisObject(),
      var("local"),
      var("pointer"),
      var("pointer").deref(),
      var("local").field(field("in")),
      var("local").field(field("next")),
      AccessPath::capture(find<VarDecl>("local"), closure())};
  for (const AccessPath &A : Paths)
    for (const AccessPath &B : Paths) {
      EXPECT_EQ(A == B, !(A < B) && !(B < A)) << A.str() << " " << B.str();
      EXPECT_FALSE(A < B && B < A);
    }
  std::set<AccessPath> Set(Paths.begin(), Paths.end());
  EXPECT_EQ(Set.size(), Paths.size());
}

TEST_F(AccessPathTest, RolesAreNotLocks) {
  Capability Role(std::string("UI")), Other(std::string("UI"));
  Capability Lock(var("global"));
  EXPECT_TRUE(Role.isRole());
  EXPECT_EQ(Role, Other);
  EXPECT_NE(Role, Lock);
  EXPECT_EQ(Role.str(), "UI");
  EXPECT_TRUE(Role < Lock || Lock < Role);
}

} // namespace
