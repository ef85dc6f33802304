//===- ReporterTest.cpp - findings, their notes and duplicates ------------===//
#include "checks/report/Reporter.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace sendsync;

namespace {

const CheckInfo First = {"first-check", Severity::Error, Tier::One, "one"};
const CheckInfo Second = {"second-check", Severity::Warning, Tier::Two, "two"};

SourceLocation at(unsigned Raw) {
  return SourceLocation::getFromRawEncoding(Raw);
}

ReasonStep step(const char *Message, unsigned Location) {
  ReasonStep Step;
  Step.Message = Message;
  Step.Location = at(Location);
  return Step;
}

std::vector<std::string> messages(const Finding &F) {
  std::vector<std::string> Result;
  for (const FindingNote &Note : F.Notes)
    Result.push_back(Note.Message);
  return Result;
}

using Messages = std::vector<std::string>;

TEST(ReporterTest, TakesWhatTheCheckSays) {
  Reporter R;
  R.report(First, at(10), {}, "Account::balance_", "reading 'balance_'");
  std::vector<Finding> Found = R.take();
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Check, "first-check");
  EXPECT_EQ(Found[0].Sev, Severity::Error);
  EXPECT_EQ(Found[0].FindingTier, Tier::One);
  EXPECT_EQ(Found[0].Subject, "Account::balance_");
  EXPECT_EQ(Found[0].Message, "reading 'balance_'");
  EXPECT_EQ(Found[0].Location, at(10));
}

TEST(ReporterTest, TierCanBeChanged) {
  Reporter R;
  R.report(First, at(10), {}, "s", "m").tier(Tier::Three);
  EXPECT_EQ(R.take().at(0).FindingTier, Tier::Three);
}

TEST(ReporterTest, OneFindingPerCheckLocationAndSubject) {
  Reporter R;
  R.report(First, at(10), {}, "a", "first");
  R.report(First, at(10), {}, "a", "again");
  R.report(First, at(10), {}, "b", "other subject");
  R.report(First, at(11), {}, "a", "other place");
  R.report(Second, at(10), {}, "a", "other check");
  std::vector<Finding> Found = R.take();
  ASSERT_EQ(Found.size(), 4u);
  EXPECT_EQ(Found[0].Message, "first");
  EXPECT_EQ(Found[1].Message, "other subject");
  EXPECT_EQ(Found[2].Message, "other place");
  EXPECT_EQ(Found[3].Message, "other check");
}

TEST(ReporterTest, AFindingIsCompleteWhenTheBuilderEnds) {
  Reporter R;
  {
    auto Builder = R.report(First, at(10), {}, "a", "m");
    Builder.note(NoteRole::Because, at(11), "late");
  }
  EXPECT_EQ(R.take().at(0).Notes.size(), 1u);
}

TEST(ReporterTest, NotesAreInTheOrderOfTheirRoles) {
  Reporter R;
  R.report(First, at(10), {}, "a", "m")
      .fix(at(1), "fix")
      .note(NoteRole::Authority, at(2), "authority")
      .note(NoteRole::Conflict, at(3), "conflict")
      .note(NoteRole::Because, at(4), "because 1")
      .note(NoteRole::Boundary, at(5), "boundary")
      .note(NoteRole::Because, at(6), "because 2")
      .fix(at(7), "fix 2");
  EXPECT_EQ(messages(R.take().at(0)),
            (Messages{"boundary", "because 1", "because 2", "conflict",
                      "authority", "fix", "fix 2"}));
}

TEST(ReporterTest, ModelNotesNeedAPlace) {
  Reporter R;
  ModelLocation Nowhere;
  R.report(First, at(10), {}, "a", "m")
      .model(NoteRole::Authority, Nowhere, "from nowhere");
  EXPECT_TRUE(R.take().at(0).Notes.empty());
}

TEST(ReporterTest, ShortReasonsAreShownWhole) {
  Reporter R;
  R.report(First, at(10), {}, "a", "m")
      .because({step("one", 1), step("two", 2), step("three", 3)});
  EXPECT_EQ(messages(R.take().at(0)), (Messages{"one", "two", "three"}));
}

TEST(ReporterTest, LongReasonsKeepTheFirstAndTheLastTwo) {
  Reporter R;
  R.report(First, at(10), {}, "a", "m")
      .because({step("one", 1), step("two", 2), step("three", 3),
                step("four", 4)});
  R.report(First, at(11), {}, "a", "m")
      .because({step("one", 1), step("two", 2), step("three", 3),
                step("four", 4), step("five", 5)});
  std::vector<Finding> Found = R.take();
  EXPECT_EQ(messages(Found.at(0)),
            (Messages{"one; 1 step between this and the next note", "three",
                      "four"}));
  EXPECT_EQ(messages(Found.at(1)),
            (Messages{"one; 2 steps between this and the next note", "four",
                      "five"}));
}

TEST(ReporterTest, EmptyReasonSaysNothing) {
  Reporter R;
  R.report(First, at(10), {}, "a", "m").because({});
  EXPECT_TRUE(R.take().at(0).Notes.empty());
}

TEST(ReporterTest, TakeEmptiesTheReporter) {
  Reporter R;
  R.report(First, at(10), {}, "a", "m");
  EXPECT_EQ(R.take().size(), 1u);
  EXPECT_EQ(R.take().size(), 0u);
}

} // namespace
