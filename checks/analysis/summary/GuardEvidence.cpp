#include "checks/analysis/summary/GuardEvidence.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace sendsync {

namespace {

class Observer {
public:
  Observer(const DataUses &Uses, Classifier &Types,
           const SourceManager &Sources, const PathNamer &PathOf)
      : Uses(Uses), Types(Types), Contract(Types.contracts()),
        Sources(Sources), PathOf(PathOf) {}

  GuardEvidence run() {
    Uses.each([&](const ValueDecl *Data, llvm::ArrayRef<DataUse> List) {
      if (!Sources.isInSystemHeader(Data->getLocation()) && needsLock(Data))
        add(Data, List);
    });
    return std::move(Evidence);
  }

private:
  bool needsLock(const ValueDecl *Data) {
    QualType Type = Data->getType();
    return !Type.isConstQualified() && !Type->isReferenceType() &&
           !Contract.isLock(Type) && !Contract.isGuard(Type) &&
           !Types.verdict(Type, Trait::SyncMut).isYes();
  }

  SourcePlace place(SourceLocation Location) const {
    PresumedLoc At = Sources.getPresumedLoc(Sources.getFileLoc(Location));
    SourcePlace Place;
    if (At.isValid())
      Place = {PathOf(At.getFilename()), At.getLine(), At.getColumn()};
    return Place;
  }

  /// Behind the declarator, array bounds included, before an initializer.
  std::optional<unsigned> attributeOffset(const ValueDecl *Data,
                                          bool Quoted) const {
    SourceLocation End = Data->getLocation();
    if (Quoted)
      return End.isFileID() ? std::optional(Sources.getFileOffset(End))
                            : std::nullopt;
    if (const auto *Declarator = dyn_cast<DeclaratorDecl>(Data))
      if (const TypeSourceInfo *Type = Declarator->getTypeSourceInfo()) {
        SourceLocation TypeEnd = Type->getTypeLoc().getEndLoc();
        if (TypeEnd.isValid() &&
            Sources.isBeforeInTranslationUnit(End, TypeEnd))
          End = TypeEnd;
      }
    if (End.isMacroID())
      return std::nullopt;
    SourceLocation After = Lexer::getLocForEndOfToken(
        End, 0, Sources, Contract.context().getLangOpts());
    return After.isValid() ? std::optional(Sources.getFileOffset(After))
                           : std::nullopt;
  }

  std::string declaredGuard(const ValueDecl *Data) const {
    std::string Text;
    for (const DeclaredGuard &Guard : Contract.guards(Data)) {
      if (Guard.Pointee)
        continue;
      std::string Name = Guard.LockName;
      if (Guard.Lock)
        Name = Lexer::getSourceText(
                   CharSourceRange::getTokenRange(
                       Sources.getSpellingLoc(Guard.Lock->getBeginLoc()),
                       Sources.getSpellingLoc(Guard.Lock->getEndLoc())),
                   Sources, Contract.context().getLangOpts())
                   .str();
      Text += (Text.empty() ? "" : ", ") + Name;
    }
    return Text;
  }

  void add(const ValueDecl *Data, llvm::ArrayRef<DataUse> List) {
    ObservedData &Out = Evidence[place(Data->getLocation())];
    Out.Name = Data->getQualifiedNameAsString();
    Out.Quoted =
        isa<FieldDecl>(Data) && !Contract.context().getLangOpts().CPlusPlus;
    Out.AttributeOffset = attributeOffset(Data, Out.Quoted);
    Out.Declared = declaredGuard(Data);
    for (const DataUse &Use : List) {
      if (!saysSomething(Use))
        continue;
      ObservedUse Seen;
      Seen.Write = Use.isWrite();
      Seen.MayWrite = Use.Access->MayWrite;
      Seen.Unclear = Use.isUnclear();
      Seen.Function = Use.function()->getQualifiedNameAsString();
      for (const auto &[Lock, Mode] : Use.Locks) {
        std::string Name = nameableLock(Lock, Data).str();
        Seen.Locks[Name] = Mode;
        if (Lock.hasGlobalRoot() &&
            !Sources.isBeforeInTranslationUnit(
                Lock.rootVariable()->getFirstDecl()->getLocation(),
                Data->getLocation()))
          Out.DeclaredLater.insert(Name);
      }
      Out.Uses.try_emplace({place(Use.Access->Location), Seen.Write},
                           std::move(Seen));
    }
    if (Out.Uses.empty())
      Evidence.erase(place(Data->getLocation()));
  }

  const DataUses &Uses;
  Classifier &Types;
  const Contracts &Contract;
  const SourceManager &Sources;
  const PathNamer &PathOf;
  GuardEvidence Evidence;
};

} // namespace

GuardEvidence observe(const DataUses &Uses, Classifier &Types,
                      const SourceManager &Sources, const PathNamer &PathOf) {
  return Observer(Uses, Types, Sources, PathOf).run();
}

void merge(GuardEvidence &Into, const GuardEvidence &From) {
  for (const auto &[Place, Theirs] : From) {
    auto [Entry, New] = Into.try_emplace(Place, Theirs);
    if (New)
      continue;
    ObservedData &Mine = Entry->second;
    // A template has one declaration and many names.
    Mine.Name = std::min(Mine.Name, Theirs.Name);
    Mine.DeclaredLater.insert(Theirs.DeclaredLater.begin(),
                              Theirs.DeclaredLater.end());
    if (Mine.Declared.empty())
      Mine.Declared = Theirs.Declared;
    // A header of both languages.
    if (Theirs.Quoted) {
      Mine.Quoted = true;
      Mine.AttributeOffset = Theirs.AttributeOffset;
    }
    for (const auto &[Where, Use] : Theirs.Uses) {
      auto [Known, First] = Mine.Uses.try_emplace(Where, Use);
      if (First)
        continue;
      // Seen twice, from two includers or instantiations: certain is what both
      // agree on.
      ObservedUse &Both = Known->second;
      Both.MayWrite |= Use.MayWrite;
      Both.Unclear |= Use.Unclear;
      Both.Function = std::min(Both.Function, Use.Function);
      for (auto It = Both.Locks.begin(); It != Both.Locks.end();) {
        auto Same = Use.Locks.find(It->first);
        if (Same == Use.Locks.end()) {
          It = Both.Locks.erase(It);
          continue;
        }
        It->second = std::min(It->second, Same->second);
        ++It;
      }
    }
  }
}

} // namespace sendsync
