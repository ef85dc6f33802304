#include "checks/analysis/summary/InferredGuards.h"
#include "checks/analysis/summary/GuardVotes.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

namespace {

/// A place in a template or a header is one place, however often it is seen.
std::vector<const DataUse *> distinct(llvm::ArrayRef<DataUse> Uses,
                                      llvm::ArrayRef<PathStep> Part) {
  std::vector<const DataUse *> Result;
  std::set<std::pair<SourceLocation, bool>> Seen;
  for (const DataUse &Use : Uses)
    if (saysSomething(Use) && overlap(partOf(Use), Part) &&
        Seen.insert({Use.Access->Location, Use.Access->isWrite()}).second)
      Result.push_back(&Use);
  return Result;
}

/// A lock that is no part of the object guards that object: if all that hold it
/// use one and the same, it says nothing of others of the type.
void dropOtherObjects(InferredGuard &Guard) {
  if (Guard.Guarded.empty())
    return;
  const AccessPath &Object = Guard.Guarded.front()->Object;
  if (!Object.hasGlobalRoot() || Guard.Lock.rootKind() == RootKind::This ||
      llvm::any_of(Guard.Guarded, [&](const DataUse *Use) {
        return Use->Object != Object;
      }))
    return;
  size_t Before = Guard.Bare.size();
  llvm::erase_if(Guard.Bare,
                 [&](const DataUse *Use) { return Use->Object != Object; });
  Guard.Unclear += Before - Guard.Bare.size();
}

InferredGuard collect(const ValueDecl *Data, llvm::ArrayRef<PathStep> Part,
                      const AccessPath &Lock,
                      llvm::ArrayRef<const DataUse *> Uses) {
  InferredGuard Guard;
  Guard.Data = Data;
  Guard.Part = Part;
  Guard.Lock = Lock;
  for (const DataUse *Use : Uses)
    switch (voteOf(*Use, Lock, Uses)) {
    case GuardVote::Guarded:
      Guard.Guarded.push_back(Use);
      break;
    case GuardVote::Bare:
      Guard.Bare.push_back(Use);
      break;
    case GuardVote::Unclear:
      ++Guard.Unclear;
      break;
    }
  dropOtherObjects(Guard);
  return Guard;
}

} // namespace

AccessPath nameableLock(AccessPath Lock, const ValueDecl *Data) {
  const DeclContext *Home = Data->getDeclContext();
  while (Lock.steps().size() + Lock.hasGlobalRoot() > 1 &&
         Lock.steps().back().StepKind == PathStep::Field) {
    const auto *Field = cast<FieldDecl>(Lock.steps().back().Declaration);
    if (Field->getAccess() != AS_private ||
        Field->getParent()->Encloses(Home))
      break;
    Lock = Lock.parent();
  }
  return Lock;
}

bool isBeside(const InferredGuard &Guard) {
  const AccessPath &Lock = Guard.Lock;
  if (Lock.rootKind() == RootKind::This)
    return llvm::all_of(Lock.steps(), [](const PathStep &Step) {
      return Step.StepKind == PathStep::Field;
    });
  const VarDecl *Variable = Lock.rootVariable();
  if (!Variable || !Lock.hasGlobalRoot())
    return false;
  if (const auto *Member = dyn_cast<FieldDecl>(Guard.Data))
    return Variable->isStaticDataMember() &&
           Variable->getDeclContext()->Equals(Member->getParent());
  const SourceManager &Sources =
      Guard.Data->getASTContext().getSourceManager();
  auto file = [&](const ValueDecl *D) {
    return Sources.getFileID(Sources.getExpansionLoc(D->getLocation()));
  };
  return file(Variable) == file(Guard.Data);
}

bool saysSomething(const DataUse &Use) {
  const AccessFact &Access = *Use.Access;
  return !Use.Own && !Access.Atomic && !Access.Updates &&
         Access.AccessMode != AccessFact::Address;
}

bool overlap(llvm::ArrayRef<PathStep> Left, llvm::ArrayRef<PathStep> Right) {
  // Elements of one table follow one discipline, whatever their index.
  size_t Common = std::min(Left.size(), Right.size());
  return std::equal(Left.begin(), Left.begin() + Common, Right.begin(),
                    [](const PathStep &L, const PathStep &R) {
                      return L.StepKind == PathStep::Element
                                 ? R.StepKind == PathStep::Element
                                 : L == R;
                    });
}

llvm::ArrayRef<PathStep> partOf(const DataUse &Use) {
  llvm::ArrayRef<PathStep> Steps = Use.Access->Path.steps();
  return Use.Object.isKnown() ? Steps.drop_front(Use.Object.steps().size() + 1)
                              : Steps;
}

std::vector<InferredGuard> inferGuards(const ValueDecl *Data,
                                       llvm::ArrayRef<DataUse> Uses) {
  // A generated structure may have thousands of parts; the first ones do.
  constexpr size_t MaxParts = 64;
  std::vector<llvm::ArrayRef<PathStep>> Parts;
  for (const DataUse &Use : Uses)
    if (Parts.size() < MaxParts && saysSomething(Use) && !Use.Locks.empty() &&
        llvm::none_of(Parts, [&](llvm::ArrayRef<PathStep> Part) {
          return Part.size() == partOf(Use).size() && overlap(Part, partOf(Use));
        }))
      Parts.push_back(partOf(Use));
  std::vector<InferredGuard> Result;
  for (llvm::ArrayRef<PathStep> Part : Parts) {
    std::vector<const DataUse *> Relevant = distinct(Uses, Part);
    auto Lock = commonestGuard(llvm::ArrayRef<const DataUse *>(Relevant));
    if (!Lock)
      continue;
    InferredGuard Guard = collect(Data, Part, *Lock, Relevant);
    if (llvm::any_of(Guard.Guarded,
                     [](const DataUse *Use) { return Use->mayChange(); }))
      Result.push_back(std::move(Guard));
  }
  return Result;
}

} // namespace sendsync
