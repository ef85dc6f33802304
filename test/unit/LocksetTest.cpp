//===- LocksetTest.cpp - the lattice of locksets --------------------------===//
#include "checks/analysis/locks/Lockset.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace sendsync;

namespace {

class LocksetTest : public testing::Test {
protected:
  void SetUp() override {
    Unit = tooling::buildASTFromCodeWithArgs("int a, b, c;", {});
    A = lock("a");
    B = lock("b");
  }
  Capability lock(llvm::StringRef Name) {
    auto Found =
        match(varDecl(hasName(Name)).bind("it"), Unit->getASTContext());
    return Capability(
        AccessPath::variable(Found.front().getNodeAs<VarDecl>("it")));
  }

  static Lockset joined(Lockset Left, const Lockset &Right) {
    Left.join(Right);
    return Left;
  }

  /// Every way to hold two locks, and the unknown one.
  std::vector<Lockset> samples() {
    std::vector<Lockset> Result(1);
    for (const Capability &Lock : {A, B}) {
      std::vector<Lockset> With;
      for (const Lockset &Before : Result)
        for (int How = 0; How != 5; ++How) {
          Lockset Set = Before;
          if (How == 1 || How == 4)
            Set.acquire(Lock, LockMode::Exclusive, nullptr);
          if (How == 4)
            Set.acquire(Lock, LockMode::Exclusive, nullptr);
          if (How == 2)
            Set.acquire(Lock, LockMode::Shared, nullptr);
          if (How == 3)
            Set.maybeAcquire(Lock, LockMode::Exclusive, nullptr);
          With.push_back(Set);
        }
      Result = std::move(With);
    }
    size_t Known = Result.size();
    for (size_t I = 0; I != Known; ++I) {
      Lockset Set = Result[I];
      Set.acquireUnknown();
      Result.push_back(Set);
    }
    return Result;
  }

  std::unique_ptr<ASTUnit> Unit;
  Capability A, B;
};

TEST_F(LocksetTest, JoinIsIdempotent) {
  for (const Lockset &Set : samples())
    EXPECT_EQ(joined(Set, Set), Set) << Set.str();
}

TEST_F(LocksetTest, JoinIsCommutative) {
  for (const Lockset &L : samples())
    for (const Lockset &R : samples())
      EXPECT_EQ(joined(L, R), joined(R, L)) << L.str() << ' ' << R.str();
}

TEST_F(LocksetTest, JoinIsAssociative) {
  for (const Lockset &L : samples())
    for (const Lockset &M : samples())
      for (const Lockset &R : samples())
        ASSERT_EQ(joined(joined(L, M), R), joined(L, joined(M, R)))
            << L.str() << ' ' << M.str() << ' ' << R.str();
}

// What is certain after a join was certain on both sides; what is possible on
// one side stays possible.
TEST_F(LocksetTest, MustIsIntersectionAndMayIsUnion) {
  for (const Lockset &L : samples())
    for (const Lockset &R : samples()) {
      Lockset Both = joined(L, R);
      for (const Capability &Lock : {A, B}) {
        for (LockMode Mode : {LockMode::Shared, LockMode::Exclusive})
          EXPECT_EQ(Both.covers(Lock, Mode),
                    L.covers(Lock, Mode) && R.covers(Lock, Mode));
        EXPECT_EQ(Both.find(Lock) != nullptr, L.find(Lock) || R.find(Lock));
      }
      EXPECT_EQ(Both.hasUnknown(), L.hasUnknown() || R.hasUnknown());
    }
}

TEST_F(LocksetTest, AcquireAndRelease) {
  Lockset Set;
  EXPECT_TRUE(Set.empty());
  Set.acquire(A, LockMode::Exclusive, nullptr);
  EXPECT_TRUE(Set.covers(A, LockMode::Exclusive));
  EXPECT_TRUE(Set.covers(A, LockMode::Shared));
  EXPECT_FALSE(Set.covers(B, LockMode::Shared));
  Set.release(A);
  EXPECT_TRUE(Set.empty());
  Set.release(A);
  EXPECT_TRUE(Set.empty());
}

TEST_F(LocksetTest, SharedDoesNotCoverExclusive) {
  Lockset Set;
  Set.acquire(A, LockMode::Shared, nullptr);
  EXPECT_TRUE(Set.covers(A, LockMode::Shared));
  EXPECT_FALSE(Set.covers(A, LockMode::Exclusive));
}

TEST_F(LocksetTest, RecursiveLocksCount) {
  Lockset Set;
  Set.acquire(A, LockMode::Exclusive, nullptr);
  Set.acquire(A, LockMode::Exclusive, nullptr);
  Set.release(A);
  EXPECT_TRUE(Set.covers(A, LockMode::Exclusive));
  Set.release(A);
  EXPECT_FALSE(Set.find(A));
}

TEST_F(LocksetTest, AMaybeIsNotCertain) {
  Lockset Set;
  Set.maybeAcquire(A, LockMode::Exclusive, nullptr);
  EXPECT_FALSE(Set.covers(A, LockMode::Shared));
  EXPECT_TRUE(Set.find(A));
  Set.acquire(A, LockMode::Exclusive, nullptr);
  EXPECT_TRUE(Set.covers(A, LockMode::Exclusive));
  Set.weaken(A);
  EXPECT_FALSE(Set.covers(A, LockMode::Exclusive));
  // Trying for what is held changes nothing.
  Lockset Held;
  Held.acquire(A, LockMode::Exclusive, nullptr);
  Held.maybeAcquire(A, LockMode::Exclusive, nullptr);
  EXPECT_TRUE(Held.covers(A, LockMode::Exclusive));
}

TEST_F(LocksetTest, UnnamedReleaseLeavesNothingCertain) {
  Lockset Set;
  Set.acquire(A, LockMode::Exclusive, nullptr);
  Set.release(Capability());
  EXPECT_FALSE(Set.covers(A, LockMode::Shared));
  EXPECT_TRUE(Set.find(A));
  EXPECT_TRUE(Set.hasUnknown());
  Lockset Acquired;
  Acquired.acquire(Capability(), LockMode::Exclusive, nullptr);
  EXPECT_TRUE(Acquired.hasUnknown());
  EXPECT_FALSE(Acquired.empty());
}

TEST_F(LocksetTest, WhatOrdersTwoAccesses) {
  Lockset Exclusive, Reader, Other, Maybe, Unknown, None;
  Exclusive.acquire(A, LockMode::Exclusive, nullptr);
  Reader.acquire(A, LockMode::Shared, nullptr);
  Other.acquire(B, LockMode::Exclusive, nullptr);
  Maybe.maybeAcquire(A, LockMode::Exclusive, nullptr);
  Unknown.acquireUnknown();
  EXPECT_TRUE(Exclusive.mayShareLock(Exclusive));
  EXPECT_TRUE(Exclusive.mayShareLock(Reader));
  EXPECT_TRUE(Reader.mayShareLock(Exclusive));
  EXPECT_FALSE(Reader.mayShareLock(Reader));
  EXPECT_FALSE(Exclusive.mayShareLock(Other));
  EXPECT_TRUE(Maybe.mayShareLock(Exclusive));
  EXPECT_TRUE(Unknown.mayShareLock(None));
  EXPECT_TRUE(None.mayShareLock(Unknown));
  EXPECT_FALSE(None.mayShareLock(Exclusive));
}

TEST_F(LocksetTest, StrIsSortedByName) {
  Lockset Set;
  EXPECT_EQ(Set.str(), "{}");
  Set.acquire(B, LockMode::Shared, nullptr);
  Set.maybeAcquire(lock("c"), LockMode::Exclusive, nullptr);
  Set.acquire(A, LockMode::Exclusive, nullptr);
  EXPECT_EQ(Set.str(), "{?c, a, b:r}");
  Set.acquireUnknown();
  EXPECT_EQ(Set.str(), "{?c, a, b:r, ...}");
}

TEST_F(LocksetTest, WhereItWasAcquiredIsNotPartOfTheState) {
  CallFact Somewhere;
  Lockset L, R;
  L.acquire(A, LockMode::Exclusive, &Somewhere);
  R.acquire(A, LockMode::Exclusive, nullptr);
  EXPECT_EQ(L, R);
}

} // namespace
