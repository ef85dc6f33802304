/// # unproven-share
/// An object goes to another thread, and nothing shows that this side lets it alone.
///
/// ## Why it matters
/// At the level `strict` sharing has to be shown to be safe, as in Rust: the object is
/// given away, it synchronizes itself, or it belongs to this function, whose accesses
/// are all in sight.
///
/// ## Flagged
/// ```cpp --level=strict
/// struct Session { int state = 0; void run(); };
/// void submit(Session *session) {
///   std::thread([session] { session->run(); }).detach();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// struct Session { int state = 0; void run(); };
/// void submit(std::unique_ptr<Session> session) {
///   std::thread([session = std::move(session)] { session->run(); }).detach();
/// }
/// ```
///
/// ## How to fix
/// Pass ownership, make the class synchronize itself and say so with
/// `SENDSYNC_SYNC_MUT`, or share only what is const.
///
/// ## Limits
/// Only reported at the level `strict`. A race that is known has checks of its own.
#include "checks/Check.h"
#include "checks/Phrases.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo UnprovenShareInfo;

namespace {

std::string typeText(QualType Type) {
  PrintingPolicy Policy{LangOptions()};
  Policy.SuppressTagKeyword = true;
  return Type.getUnqualifiedType().getAsString(Policy);
}

/// What both sides can reach afterwards; null if that is nothing, or is known to be
/// safe.
QualType sharedObject(const Crossing &Crosses, const FileResults &File) {
  if (Crosses.Type.isNull() || Crosses.Type->isDependentType())
    return {};
  QualType Type = Crosses.Type.getNonReferenceType();
  QualType Object = Type;
  switch (Crosses.CrossingMode) {
  case Crossing::This:
    Object = Type->isPointerType() ? Type->getPointeeType() : Type;
    break;
  case Crossing::Reference:
    break;
  case Crossing::Copy:
  case Crossing::Move:
    if (Type->isFunctionPointerType() || Type->isFunctionType() ||
        File.Types.verdict(Type, Trait::Send).answer() != Verdict::Shares)
      return {};
    if (Type->isPointerType())
      Object = Type->getPointeeType();
    break;
  }
  if (Object->isVoidType() || File.Types.verdict(Object, Trait::SyncMut).isYes() ||
      (Object.isConstQualified() &&
       File.Types.verdict(Object, Trait::Sync).isYes()))
    return {};
  return Object;
}

/// All accesses are in this function, and conflicts are looked for there.
bool belongsHere(const Crossing &Crosses, const SpawnFact &Spawn) {
  bool IsSeen = llvm::any_of(Spawn.Callables, [](const CallableUse &Use) {
    return Use.Lambda || (Use.Function && Use.Function->hasBody());
  });
  return IsSeen && Crosses.Refers.isKnown() &&
         Crosses.Refers.isLocalStorage();
}

void checkUnprovenShare(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies())
    Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
      if (Spawn.Boundary->Life == RunLife::Scoped)
        return;
      for (const Crossing &Crosses : Spawn.Crossings) {
        QualType Object = sharedObject(Crosses, F.File);
        if (Object.isNull() || belongsHere(Crosses, Spawn))
          continue;
        std::string Name = Crosses.CrossingMode == Crossing::This ? "*this"
                           : Crosses.Variable
                               ? Crosses.Variable->getNameAsString()
                               : pathText(Crosses.Path);
        auto Finding = R.report(
            UnprovenShareInfo, Crosses.Location, Crosses.Range,
            F.function()->getQualifiedNameAsString() + "::" + Name,
            "what '" + Name + "' gives to another thread is not known to be "
                              "let alone here");
        noteSpawn(Spawn, Finding);
        if (const auto *Class = Object->getAsCXXRecordDecl())
          Finding.note(NoteRole::Because, Class->getLocation(),
                       "'" + typeText(Object) +
                           "' is not known to synchronize itself");
        Finding.fix(Crosses.Location,
                    "pass ownership, or share an object that synchronizes "
                    "itself");
      }
    });
}

} // namespace

const CheckInfo UnprovenShareInfo = {
    "unproven-share", Severity::Warning, Tier::Three,
    "an object goes to another thread, and nothing shows that that is safe",
    /*Function=*/checkUnprovenShare};

} // namespace sendsync
