//===- TraitExpr.cpp - conditional claims
//-------------------------------------//
//
// Recursive descent over the grammar in the header. The parser keeps the first
// error only: everything after it would be a guess.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/contract/TraitExpr.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"

namespace sendsync {
namespace {

/// Deeper nesting is refused, so that no input can exhaust the stack.
constexpr unsigned MaxDepth = 64;

/// Calls \p Use with each reason code until it returns true.
template <typename Function> bool anyReason(Function Use) {
  for (unsigned I = 0; I <= unsigned(ReasonCode::Vendor); ++I)
    if (Use(static_cast<ReasonCode>(I)))
      return true;
  return false;
}

class Parser {
public:
  explicit Parser(llvm::StringRef Text) : Text(Text) {}

  llvm::Expected<TraitExpr> parse() {
    TraitExpr Result = parseOr();
    skipSpace();
    if (Message.empty() && Position != Text.size())
      fail(Position, "expected '&&', '||' or the end");
    if (!Message.empty())
      return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s",
                                     Message.c_str());
    return Result;
  }

private:
  void skipSpace() {
    while (Position < Text.size() && llvm::isSpace(Text[Position]))
      ++Position;
  }

  bool consume(llvm::StringRef Token) {
    skipSpace();
    if (!Text.substr(Position).starts_with(Token))
      return false;
    Position += Token.size();
    return true;
  }

  void fail(size_t At, const llvm::Twine &What) {
    if (Message.empty())
      Message = ("column " + llvm::Twine(At + 1) + ": " + What).str();
    // Nothing more is read after an error.
    Position = Text.size();
  }

  llvm::StringRef word() {
    skipSpace();
    size_t Begin = Position;
    while (Position < Text.size() &&
           (llvm::isAlnum(Text[Position]) || Text[Position] == '_'))
      ++Position;
    return Text.slice(Begin, Position);
  }

  TraitExpr parseOr() {
    return parseList("||", TraitExpr::Or, [this] {
      return parseList("&&", TraitExpr::And, [this] { return parseUnary(); });
    });
  }

  template <typename Next>
  TraitExpr parseList(llvm::StringRef Operator, TraitExpr::Kind Kind,
                      Next ParseOperand) {
    TraitExpr First = ParseOperand();
    if (!consume(Operator))
      return First;
    TraitExpr List;
    List.ExprKind = Kind;
    List.Operands.push_back(std::move(First));
    do
      List.Operands.push_back(ParseOperand());
    while (consume(Operator));
    return List;
  }

  TraitExpr parseUnary() {
    if (++Depth > MaxDepth) {
      fail(Position, "nested too deeply");
      return {};
    }
    TraitExpr Result = parseOperandOrGroup();
    --Depth;
    return Result;
  }

  TraitExpr parseOperandOrGroup() {
    TraitExpr Result;
    if (consume("!")) {
      Result.ExprKind = TraitExpr::Not;
      Result.Operands.push_back(parseUnary());
      return Result;
    }
    if (consume("(")) {
      Result = parseOr();
      if (!consume(")"))
        fail(Position, "expected ')'");
      return Result;
    }
    skipSpace();
    size_t Begin = Position;
    llvm::StringRef Word = word();
    if (Word.empty()) {
      fail(Begin, "expected 'yes', 'no', 'unknown' or a trait such as "
                  "'send(T)'");
      return Result;
    }
    if (Word == "yes" || Word == "true") {
      Result.ExprKind = TraitExpr::Yes;
    } else if (Word == "no" || Word == "false") {
      Result.ExprKind = TraitExpr::No;
      parseReason(Word, Result);
    } else if (Word == "unknown") {
      Result.ExprKind = TraitExpr::Unknown;
      parseReason(Word, Result);
    } else {
      parseQuery(Word, Begin, Result);
    }
    return Result;
  }

  void parseReason(llvm::StringRef Word, TraitExpr &Result) {
    if (!consume("("))
      return;
    skipSpace();
    size_t Begin = Position;
    while (Position < Text.size() &&
           (llvm::isAlpha(Text[Position]) || Text[Position] == '-'))
      ++Position;
    llvm::StringRef Name = Text.slice(Begin, Position);
    if (!anyReason([&](ReasonCode Code) {
          Result.Code = Code;
          return reasonName(Code) == Name;
        })) {
      std::string Known;
      anyReason([&](ReasonCode Code) {
        Known += (Known.empty() ? "" : ", ") + reasonName(Code).str();
        return false;
      });
      fail(Begin, "unknown reason '" + Name + "'; known are " + Known);
      return;
    }
    if (!consume(")"))
      fail(Position, "expected ')' after '" + Word + "(" + Name + "'");
  }

  void parseQuery(llvm::StringRef Word, size_t Begin, TraitExpr &Result) {
    std::optional<Trait> Asked = llvm::StringSwitch<std::optional<Trait>>(Word)
                                     .Case("send", Trait::Send)
                                     .Case("sync", Trait::Sync)
                                     .Case("sync_mut", Trait::SyncMut)
                                     .Case("owned", Trait::Owned)
                                     .Case("shm", Trait::Shm)
                                     .Default(std::nullopt);
    if (!Asked && Word != "is_const") {
      fail(Begin,
           "unknown trait '" + Word +
               "'; known are send, sync, sync_mut, owned, shm, is_const");
      return;
    }
    Result.ExprKind = Asked ? TraitExpr::Query : TraitExpr::IsConst;
    Result.Asked = Asked.value_or(Trait::Send);
    if (!consume("(")) {
      fail(Position, "expected '(' after '" + Word + "'");
      return;
    }
    parseOperand(Word, Result);
    if (Message.empty() && !consume(")"))
      fail(Position,
           "expected ')' after '" + Word + "(" + Result.Operand + "'");
  }

  void parseOperand(llvm::StringRef Word, TraitExpr &Result) {
    skipSpace();
    size_t Begin = Position;
    if (Position < Text.size() &&
        (Text[Position] == '\'' || Text[Position] == '"')) {
      size_t End = Text.find(Text[Position], Position + 1);
      if (End == llvm::StringRef::npos) {
        fail(Begin, "the quoted type has no end");
        return;
      }
      Result.Operand = Text.slice(Begin + 1, End).trim().str();
      Result.Quoted = true;
      Position = End + 1;
      if (Result.Operand.empty())
        fail(Begin, "the quoted type is empty");
      return;
    }
    Result.Operand = word().str();
    if (Result.Operand.empty() || llvm::isDigit(Result.Operand.front()))
      fail(Begin, "expected a template parameter, 'pointee', 'element' or a "
                  "quoted type after '" +
                      Word + "('");
  }

  llvm::StringRef Text;
  size_t Position = 0;
  unsigned Depth = 0;
  std::string Message;
};

} // namespace

llvm::Expected<TraitExpr> parseTraitExpr(llvm::StringRef Text) {
  return Parser(Text).parse();
}

} // namespace sendsync
