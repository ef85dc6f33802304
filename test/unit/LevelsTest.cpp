#include "checks/report/Levels.h"
#include "gtest/gtest.h"

namespace sendsync {
namespace {

TEST(Levels, EachLevelShowsWhatTheLowerOnesShow) {
  const Level Order[] = {Level::Off, Level::Relaxed, Level::Standard,
                         Level::Checked, Level::Strict};
  for (llvm::StringRef Check : {"double-lock", "unguarded-access"})
    for (Tier Evidence : {Tier::One, Tier::Two, Tier::Three}) {
      bool Shown = false;
      for (Level L : Order) {
        EXPECT_TRUE(!Shown || isShownAt(L, Check, Evidence));
        Shown = isShownAt(L, Check, Evidence);
      }
    }
}

TEST(Levels, TierTwoIsShownFromCheckedOn) {
  EXPECT_FALSE(isShownAt(Level::Standard, "double-lock", Tier::Two));
  EXPECT_TRUE(isShownAt(Level::Checked, "double-lock", Tier::Two));
  EXPECT_FALSE(isShownAt(Level::Checked, "double-lock", Tier::Three));
  EXPECT_TRUE(isShownAt(Level::Strict, "double-lock", Tier::Three));
  EXPECT_TRUE(isShownAt(Level::Standard, "unguarded-access", Tier::One));
  EXPECT_FALSE(isShownAt(Level::Relaxed, "unguarded-access", Tier::One));
  EXPECT_TRUE(isShownAt(Level::Relaxed, "double-lock", Tier::One));
}

TEST(Levels, NamesAreParsed) {
  std::string Error;
  EXPECT_EQ(parseLevel("checked", Error), Level::Checked);
  EXPECT_EQ(parseLevel("loud", Error), std::nullopt);
  EXPECT_EQ(Error, "no level is called 'loud'; the levels are off, relaxed, "
                   "standard, checked and strict");
}

} // namespace
} // namespace sendsync
