//===- RegistryTest.cpp - the table of checks -----------------------------===//
#include "checks/Registry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "gtest/gtest.h"

using namespace sendsync;

namespace {

TEST(RegistryTest, SortedAndWithoutDuplicates) {
  llvm::ArrayRef<const CheckInfo *> All = allChecks();
  ASSERT_GE(All.size(), 9u);
  for (size_t I = 1; I < All.size(); ++I)
    EXPECT_LT(All[I - 1]->Id, All[I]->Id);
}

TEST(RegistryTest, EveryCheckIsComplete) {
  for (const CheckInfo *Check : allChecks()) {
    EXPECT_TRUE(llvm::all_of(Check->Id, [](char C) {
      return llvm::isAlnum(C) || C == '-';
    })) << Check->Id.str();
    EXPECT_EQ(Check->Id.lower(), Check->Id.str());
    EXPECT_FALSE(Check->Summary.empty());
    EXPECT_FALSE(Check->Summary.ends_with("."));
    EXPECT_TRUE(Check->Function || Check->File || Check->Program)
        << Check->Id.str();
  }
}

TEST(RegistryTest, FindsById) {
  for (const CheckInfo *Check : allChecks()) {
    EXPECT_EQ(findCheck(Check->Id), Check);
    EXPECT_EQ(findCheck("sendsync-" + Check->Id.str()), Check);
  }
  EXPECT_EQ(findCheck("double"), nullptr);
  EXPECT_EQ(findCheck(""), nullptr);
  EXPECT_EQ(findCheck("sendsync-"), nullptr);
  EXPECT_EQ(findCheck("Double-Lock"), nullptr);
}

TEST(RegistryTest, NearestForMisspellings) {
  EXPECT_EQ(nearestCheck("double-lok"), "double-lock");
  EXPECT_EQ(nearestCheck("sendsync-doublelock"), "double-lock");
  EXPECT_EQ(nearestCheck("unguarded-acess"), "unguarded-access");
  EXPECT_EQ(nearestCheck("double-lock"), "double-lock");
}

TEST(RegistryTest, NothingNearNonsense) {
  EXPECT_EQ(nearestCheck("xyzzy"), "");
  EXPECT_EQ(nearestCheck(""), "");
  EXPECT_EQ(nearestCheck("completely-different-words"), "");
}

} // namespace
