#include "checks/report/Suppression.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

namespace sendsync {

static constexpr llvm::StringLiteral OkWord = "sendsync-ok";
static constexpr llvm::StringLiteral NolintWord = "NOLINT";
static constexpr llvm::StringLiteral Prefix = "sendsync-";

/// Takes a parenthesized, comma-separated list off the front of \p Rest. False
/// if there is none.
static bool takeNames(llvm::StringRef &Rest, std::vector<std::string> &Names) {
  if (!Rest.starts_with("("))
    return false;
  size_t End = Rest.find(')');
  if (End == llvm::StringRef::npos)
    return false;
  for (llvm::StringRef Name : llvm::split(Rest.slice(1, End), ','))
    if (!Name.trim().empty())
      Names.push_back(Name.trim().str());
  Rest = Rest.drop_front(End + 1);
  return true;
}

Suppressions::Suppressions(llvm::StringRef Text) {
  if (!Text.contains(OkWord) && !Text.contains(NolintWord))
    return;
  unsigned Number = 0;
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    readLine(Line, ++Number);
    Text = Rest;
  }
}

void Suppressions::readLine(llvm::StringRef Text, unsigned Number) {
  if (size_t Start = Text.find(OkWord); Start != llvm::StringRef::npos) {
    llvm::StringRef Before = Text.take_front(Start).rtrim();
    llvm::StringRef Rest = Text.drop_front(Start + OkWord.size());
    Marker M{MarkerKind::Ok, Number, unsigned(Start + 1), {}};
    bool InComment = Before.consume_back("//") || Before.consume_back("/*");
    if (InComment && takeNames(Rest, M.Names) && !M.Names.empty()) {
      M.Alone = Before.trim().empty();
      Rest.consume_front(":");
      Rest = Rest.trim();
      Rest.consume_back("*/");
      M.Reasoned = llvm::any_of(Rest, [](char C) { return llvm::isAlnum(C); });
      Markers.push_back(std::move(M));
    }
  }

  for (size_t Start = Text.find(NolintWord); Start != llvm::StringRef::npos;
       Start = Text.find(NolintWord, Start + 1)) {
    llvm::StringRef Rest = Text.drop_front(Start + NolintWord.size());
    Marker M{MarkerKind::Line, Number, unsigned(Start + 1), {}};
    if (Rest.consume_front("NEXTLINE"))
      M.Kind = MarkerKind::NextLine;
    else if (Rest.consume_front("BEGIN"))
      M.Kind = MarkerKind::Begin;
    else if (Rest.consume_front("END"))
      M.Kind = MarkerKind::End;
    if (!Rest.empty() && (llvm::isAlnum(Rest.front()) || Rest.front() == '_'))
      continue;
    // `NOLINT()` names no check, so it suppresses none.
    if (takeNames(Rest, M.Names) && M.Names.empty())
      continue;
    Markers.push_back(std::move(M));
  }
}

bool Suppressions::Marker::matches(llvm::StringRef Check) const {
  if (Names.empty())
    return true;
  std::string Full = (Prefix + Check).str();
  return llvm::any_of(Names, [&](llvm::StringRef Name) {
    // Our own comments may leave out the prefix; clang-tidy's may not.
    if (Kind == MarkerKind::Ok && Name == Check)
      return true;
    llvm::Expected<llvm::GlobPattern> Glob = llvm::GlobPattern::create(Name);
    if (Glob)
      return Glob->match(Full) || (Kind == MarkerKind::Ok && Glob->match(Check));
    llvm::consumeError(Glob.takeError());
    return false;
  });
}

SuppressionAnswer Suppressions::at(unsigned Line, llvm::StringRef Check,
                                   bool Nolint) const {
  SuppressionAnswer Answer;
  // Begin and end match by their list of names, as in clang-tidy.
  std::vector<const Marker *> Open;
  for (const Marker &M : Markers) {
    if (M.Line > Line)
      break;
    if (M.Kind == MarkerKind::Ok) {
      if (!(M.Line == Line || (M.Line + 1 == Line && M.Alone)) ||
          !M.matches(Check))
        continue;
      if (M.Reasoned) {
        Answer.Suppressed = true;
      } else {
        Answer.UnreasonedLine = M.Line;
        Answer.UnreasonedColumn = M.Column;
      }
      continue;
    }
    if (!Nolint)
      continue;
    switch (M.Kind) {
    case MarkerKind::Begin:
      Open.push_back(&M);
      break;
    case MarkerKind::End: {
      auto Match = llvm::find_if(llvm::reverse(Open), [&](const Marker *B) {
        return B->Names == M.Names;
      });
      if (Match != Open.rend())
        Open.erase(std::next(Match).base());
      break;
    }
    case MarkerKind::Line:
      Answer.Suppressed |= M.Line == Line && M.matches(Check);
      break;
    case MarkerKind::NextLine:
      Answer.Suppressed |= M.Line + 1 == Line && M.matches(Check);
      break;
    case MarkerKind::Ok:
      break;
    }
  }
  Answer.Suppressed |= llvm::any_of(
      Open, [&](const Marker *M) { return M->matches(Check); });
  return Answer;
}

SuppressionAnswer SuppressionFilter::commentsAt(clang::SourceLocation At,
                                               llvm::StringRef Check,
                                               bool WithNolint) {
  auto [File, Offset] = Sources.getDecomposedLoc(Sources.getFileLoc(At));
  if (File.isInvalid())
    return {};
  std::unique_ptr<Suppressions> &Comments = Files[File];
  if (!Comments)
    Comments = std::make_unique<Suppressions>(Sources.getBufferData(File));
  return Comments->at(Sources.getLineNumber(File, Offset), Check, WithNolint);
}

bool SuppressionFilter::suppresses(Finding &F) {
  SuppressionAnswer Answer = commentsAt(F.Location, F.Check, Nolint);
  if (Answer.Suppressed)
    return true;
  // People write the comment where the work starts as well. No host but ours
  // looks there, so NOLINT counts whatever the host does.
  for (const FindingNote &Note : F.Notes)
    if (Note.Role == NoteRole::Boundary && Note.Location.isValid() &&
        commentsAt(Note.Location, F.Check, /*WithNolint=*/true).Suppressed)
      return true;
  if (Answer.UnreasonedLine) {
    FindingNote Note;
    Note.Role = NoteRole::Fix;
    Note.Location = Sources.translateLineCol(
        Sources.getFileID(Sources.getFileLoc(F.Location)),
        Answer.UnreasonedLine, Answer.UnreasonedColumn);
    Note.Message = "this comment suppresses nothing without a reason; write "
                   "'sendsync-ok(" +
                   F.Check.str() + "): <reason>'";
    F.Notes.push_back(std::move(Note));
  }
  return false;
}

} // namespace sendsync
