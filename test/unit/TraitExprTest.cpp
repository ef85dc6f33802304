//===- TraitExprTest.cpp - the grammar of conditional claims
//------------------//
#include "checks/analysis/contract/TraitExpr.h"
#include "gtest/gtest.h"

using namespace sendsync;

namespace {

/// A fully parenthesized form, to see how an expression was understood.
std::string print(const TraitExpr &E) {
  auto List = [&](const char *Operator) {
    std::string Text = "(";
    for (const TraitExpr &Operand : E.Operands)
      Text += (Text.size() > 1 ? Operator : "") + print(Operand);
    return Text + ")";
  };
  switch (E.ExprKind) {
  case TraitExpr::Yes:
    return "yes";
  case TraitExpr::No:
    return "no " + reasonName(E.Code).str();
  case TraitExpr::Unknown:
    return "unknown " + reasonName(E.Code).str();
  case TraitExpr::Query:
    return traitName(E.Asked).str() + (E.Quoted ? "'" : " ") + E.Operand;
  case TraitExpr::IsConst:
    return "const " + E.Operand;
  case TraitExpr::And:
    return List(" & ");
  case TraitExpr::Or:
    return List(" | ");
  case TraitExpr::Not:
    return "!" + print(E.Operands.front());
  }
  return "";
}

/// The printed expression, or the error.
std::string parsed(llvm::StringRef Text) {
  llvm::Expected<TraitExpr> E = parseTraitExpr(Text);
  return E ? print(*E) : llvm::toString(E.takeError());
}

TEST(TraitExpr, Constants) {
  EXPECT_EQ(parsed("yes"), "yes");
  EXPECT_EQ(parsed(" true "), "yes");
  EXPECT_EQ(parsed("no"), "no declared");
  EXPECT_EQ(parsed("false"), "no declared");
  EXPECT_EQ(parsed("no(lock-guard)"), "no lock-guard");
  EXPECT_EQ(parsed("no ( thread-affine )"), "no thread-affine");
  EXPECT_EQ(parsed("unknown"), "unknown declared");
  EXPECT_EQ(parsed("unknown(erased)"), "unknown erased");
}

TEST(TraitExpr, Queries) {
  EXPECT_EQ(parsed("send(T)"), "Send T");
  EXPECT_EQ(parsed("sync( T )"), "Sync T");
  EXPECT_EQ(parsed("sync_mut(pointee)"), "SyncMut pointee");
  EXPECT_EQ(parsed("owned(element)"), "Owned element");
  EXPECT_EQ(parsed("shm(T)"), "Shm T");
  EXPECT_EQ(parsed("is_const(T)"), "const T");
  EXPECT_EQ(parsed("send('std::map<int, T>')"), "Send'std::map<int, T>");
  EXPECT_EQ(parsed("send(\"Job *\")"), "Send'Job *");
}

TEST(TraitExpr, AndBindsTighterThanOr) {
  EXPECT_EQ(parsed("send(T) && send(D)"), "(Send T & Send D)");
  EXPECT_EQ(parsed("send(A) && send(B) && send(C)"),
            "(Send A & Send B & Send C)");
  EXPECT_EQ(parsed("send(A) || send(B) && send(C)"),
            "(Send A | (Send B & Send C))");
  EXPECT_EQ(parsed("(send(A) || send(B)) && send(C)"),
            "((Send A | Send B) & Send C)");
  EXPECT_EQ(parsed("!send(A) && !(yes || no)"),
            "(!Send A & !(yes | no declared))");
}

TEST(TraitExpr, ErrorsNameTheColumnAndWhatIsExpected) {
  EXPECT_EQ(parsed(""), "column 1: expected 'yes', 'no', 'unknown' or a trait "
                        "such as 'send(T)'");
  EXPECT_EQ(parsed("send(T) &&"), "column 11: expected 'yes', 'no', 'unknown' "
                                  "or a trait such as 'send(T)'");
  EXPECT_EQ(parsed("sned(T)"),
            "column 1: unknown trait 'sned'; known are send, sync, sync_mut, "
            "owned, shm, is_const");
  EXPECT_EQ(parsed("send"), "column 5: expected '(' after 'send'");
  EXPECT_EQ(parsed("send()"),
            "column 6: expected a template parameter, 'pointee', 'element' or "
            "a quoted type after 'send('");
  EXPECT_EQ(parsed("send(T"), "column 7: expected ')' after 'send(T'");
  EXPECT_EQ(parsed("send(T) send(U)"),
            "column 9: expected '&&', '||' or the end");
  EXPECT_EQ(parsed("(send(T)"), "column 9: expected ')'");
  EXPECT_EQ(parsed("send('T)"), "column 6: the quoted type has no end");
  EXPECT_EQ(parsed("send('')"), "column 6: the quoted type is empty");
  EXPECT_EQ(parsed("no(lock-guard"),
            "column 14: expected ')' after 'no(lock-guard'");
  EXPECT_EQ(parsed("no(mutex)").substr(0, 56),
            "column 4: unknown reason 'mutex'; known are lock-guard, ");
}

TEST(TraitExpr, DeepNestingIsRefused) {
  EXPECT_EQ(parsed(std::string(50, '(') + "yes" + std::string(50, ')')), "yes");
  EXPECT_EQ(parsed(std::string(100000, '(')), "column 65: nested too deeply");
  EXPECT_EQ(parsed(std::string(100000, '!')), "column 65: nested too deeply");
}

} // namespace
