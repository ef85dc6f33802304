#include "tool/cli/GuardReport.h"
#include "checks/analysis/summary/GuardVotes.h"
#include "clang/Tooling/Core/Replacement.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

namespace sendsync {

namespace {

std::string text(const SourcePlace &Place) {
  return (Place.Path + ":" + llvm::Twine(Place.Line) + ":" +
          llvm::Twine(Place.Column))
      .str();
}

std::optional<GuardProposal> propose(const SourcePlace &Where,
                                     const ObservedData &Data) {
  std::vector<const ObservedUse *> Uses;
  for (const auto &[Place, Use] : Data.Uses)
    Uses.push_back(&Use);
  llvm::ArrayRef<const ObservedUse *> All = Uses;
  std::optional<std::string> Lock = commonestGuard(All);
  if (!Lock)
    return std::nullopt;
  GuardProposal Proposal;
  Proposal.Where = Where;
  Proposal.Data = &Data;
  Proposal.Lock = *Lock;
  std::set<llvm::StringRef> Functions, Bare;
  bool Changes = false;
  for (const auto &[Place, Use] : Data.Uses)
    switch (voteOf(Use, *Lock, All)) {
    case GuardVote::Guarded:
      ++Proposal.Guarded, ++Proposal.Known;
      Proposal.GuardedWrites += Use.Write;
      Proposal.KnownWrites += Use.Write;
      Changes |= Use.mayChange();
      Functions.insert(Use.Function);
      break;
    case GuardVote::Bare:
      ++Proposal.Known;
      Proposal.KnownWrites += Use.Write;
      Proposal.Exceptions.push_back({Place.first, &Use});
      Bare.insert(Use.Function);
      break;
    case GuardVote::Unclear:
      ++Proposal.Unclear;
      break;
    }
  Proposal.Functions = Functions.size();
  GuardTally Tally;
  Tally.Holders = Functions.size();
  Tally.Bare = Bare.size();
  bool Enough = Proposal.Guarded >= 2 && Changes && Tally.isMinority();
  return Enough ? std::optional(std::move(Proposal)) : std::nullopt;
}

/// True if \p Text already stands where it would be written.
bool isAnnotated(const GuardProposal &P, llvm::StringRef Text) {
  auto Buffer = llvm::MemoryBuffer::getFile(P.Where.Path);
  return Buffer && (*Buffer)
                       ->getBuffer()
                       .substr(*P.Data->AttributeOffset)
                       .ltrim()
                       .starts_with(Text.trim());
}

std::string counted(unsigned Part, unsigned Whole, llvm::StringRef Noun) {
  return (llvm::Twine(Part) + " of " + llvm::Twine(Whole) + " " + Noun +
          (Whole == 1 ? "" : "s"))
      .str();
}

} // namespace

std::vector<GuardProposal> proposeGuards(const GuardEvidence &Evidence) {
  std::vector<GuardProposal> Result;
  for (const auto &[Where, Data] : Evidence)
    if (std::optional<GuardProposal> Proposal = propose(Where, Data))
      Result.push_back(std::move(*Proposal));
  return Result;
}

void printGuards(llvm::ArrayRef<GuardProposal> Proposals,
                 llvm::raw_ostream &Out) {
  for (const GuardProposal &P : Proposals) {
    Out << text(P.Where) << ": '" << P.Data->Name << "' is guarded by '"
        << P.Lock << "': "
        << counted(P.GuardedWrites, P.KnownWrites, "write") << " and "
        << counted(P.Guarded - P.GuardedWrites, P.Known - P.KnownWrites,
                   "read")
        << " hold it, in " << P.Functions
        << (P.Functions == 1 ? " function" : " functions");
    if (P.Unclear)
      Out << "; " << P.Unclear << " not known";
    if (P.isDeclared())
      Out << "; declared";
    else if (!P.Data->Declared.empty())
      Out << "; declared as guarded by '" << P.Data->Declared << "'";
    Out << '\n';
    for (const auto &[Place, Use] : P.Exceptions)
      Out << "  " << text(Place) << ": "
          << (Use->Write ? "written" : "read") << " without it in '"
          << Use->Function << "'\n";
  }
}

void printGuardsJson(llvm::ArrayRef<GuardProposal> Proposals,
                     llvm::raw_ostream &Out) {
  llvm::json::OStream Json(Out, /*IndentSize=*/2);
  auto place = [&](const SourcePlace &Place) {
    Json.attribute("file", Place.Path);
    Json.attribute("line", Place.Line);
    Json.attribute("column", Place.Column);
  };
  Json.array([&] {
    for (const GuardProposal &P : Proposals)
      Json.object([&] {
        Json.attribute("data", P.Data->Name);
        place(P.Where);
        Json.attribute("guard", P.Lock);
        Json.attribute("declared", P.Data->Declared);
        Json.attribute("guardedWrites", P.GuardedWrites);
        Json.attribute("writes", P.KnownWrites);
        Json.attribute("guardedAccesses", P.Guarded);
        Json.attribute("accesses", P.Known);
        Json.attribute("functions", P.Functions);
        Json.attribute("unclear", P.Unclear);
        Json.attributeArray("exceptions", [&] {
          for (const auto &Exception : P.Exceptions)
            Json.object([&] {
              place(Exception.first);
              Json.attribute("write", Exception.second->Write);
              Json.attribute("function", Exception.second->Function);
            });
        });
      });
  });
  Out << '\n';
}

llvm::Expected<unsigned> writeGuards(llvm::ArrayRef<GuardProposal> Proposals,
                                     llvm::StringRef Macro) {
  std::map<std::string, clang::tooling::Replacements> Edits;
  unsigned Count = 0;
  for (const GuardProposal &P : Proposals) {
    if (!P.Exceptions.empty() || !P.Data->Declared.empty() ||
        !P.Data->AttributeOffset || P.Data->DeclaredLater.count(P.Lock))
      continue;
    std::string Text = P.Data->Quoted
                           ? "SENDSYNC_GUARDED_BY_NAME(\"" + P.Lock + "\") "
                           : " " + Macro.str() + "(" + P.Lock + ")";
    // An annotation that is empty for this compiler is one all the same.
    if (isAnnotated(P, Text))
      continue;
    if (llvm::Error Failed = Edits[P.Where.Path].add(
            {P.Where.Path, *P.Data->AttributeOffset, 0, Text}))
      return std::move(Failed);
    ++Count;
  }
  for (const auto &[Path, Replacements] : Edits) {
    auto Buffer = llvm::MemoryBuffer::getFile(Path);
    if (!Buffer)
      return llvm::createStringError(Buffer.getError(), Path.c_str());
    llvm::Expected<std::string> Changed = clang::tooling::applyAllReplacements(
        (*Buffer)->getBuffer(), Replacements);
    if (!Changed)
      return Changed.takeError();
    std::error_code Failed;
    llvm::raw_fd_ostream Out(Path, Failed);
    if (Failed)
      return llvm::createStringError(Failed, Path.c_str());
    Out << *Changed;
  }
  return Count;
}

} // namespace sendsync
