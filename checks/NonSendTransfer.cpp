/// # non-send-transfer
/// A value that must stay with its thread is given to another one.
///
/// ## Why it matters
/// Some values are tied to the thread that made them: a guard has to unlock on
/// the thread that locked, a handle of a single-threaded library may only be
/// used where it was opened. On another thread their use, and already their
/// destruction, is undefined.
///
/// ## Flagged
/// ```cpp
/// void start(std::mutex &mu) {
///   std::unique_lock<std::mutex> lock(mu);
///   std::thread([lock = std::move(lock)] {}).detach();
/// }
/// ```
/// A type can say that it stays, and so can a model:
/// ```cpp
/// class NOT_SEND("only the thread that opened it may use it") Connection {
/// public:
///   void query() const;
/// };
/// struct Session { Connection connection; };
/// void serve(Session session) {
///   std::thread([session] { session.connection.query(); }).detach();
/// }
/// ```
///
/// ## Accepted
/// ```cpp
/// void start(std::mutex &mu) {
///   std::thread([&mu] { std::unique_lock<std::mutex> lock(mu); }).join();
/// }
/// ```
///
/// ## How to fix
/// Create the value inside the closure, or hand over what it was made from.
///
/// ## Limits
/// Reported for guards, for types that are declared not Send, and for types tied
/// to their thread by a model. A type whose copies share a reference count that
/// is not atomic is reported when a copy stays behind. Objects that share a memory
/// resource are not followed. A task started with `std::launch::deferred` is
/// reported although it runs where its result is asked for.
#include "checks/Check.h"
#include "checks/Phrases.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo NonSendTransferInfo;

namespace {

/// Wrong whatever the code does, or wrong because a copy stays behind.
bool isCertain(const Obligation &Why, const Crossing &Crosses) {
  switch (Why.Code) {
  case ReasonCode::LockGuard:
  case ReasonCode::ThreadAffine:
  case ReasonCode::TlsAddress:
  case ReasonCode::Declared:
    return true;
  case ReasonCode::NonatomicRefcount:
  case ReasonCode::SharedUnsyncImpl:
    return Crosses.CrossingMode == Crossing::Copy;
  default:
    return false;
  }
}

std::string valueText(const Crossing &Crosses) {
  if (Crosses.Variable)
    return "'" + Crosses.Variable->getNameAsString() + "'";
  std::string Path = Crosses.Path.str();
  return Path.empty() ? "this argument" : "'" + Path + "'";
}

std::string typeText(QualType Type, const FileResults &File) {
  PrintingPolicy Policy(File.Contract.context().getLangOpts());
  Policy.SuppressTagKeyword = true;
  return Type.getCanonicalType().getUnqualifiedType().getAsString(Policy);
}

void checkNonSendTransfer(const FunctionResults &F, Reporter &R) {
  for (const BodyResults &Body : F.bodies())
    Body.Facts->each<SpawnFact>([&](const SpawnFact &Spawn) {
      for (const Crossing &Crosses : Spawn.Crossings) {
        bool ByValue = Crosses.CrossingMode == Crossing::Copy ||
                       Crosses.CrossingMode == Crossing::Move;
        if (!ByValue || Crosses.Type.isNull() ||
            Crosses.Type->isDependentType())
          continue;
        const Verdict &Send =
            F.File.Types.verdict(Crosses.Type.getNonReferenceType(),
                                 Trait::Send);
        for (const Obligation &Why : Send.Obligations) {
          if (Why.ObligationKind != Obligation::No || !isCertain(Why, Crosses))
            continue;
          QualType Type = Crosses.Type.getNonReferenceType();
          auto Finding = R.report(
              NonSendTransferInfo, Crosses.Location, Crosses.Range,
              typeText(Type, F.File),
              valueText(Crosses) + " is given to another thread, but '" +
                  typeText(Type, F.File) + "' is not Send");
          noteSpawn(Spawn, Finding);
          Finding.because(Why.Because);
          break;
        }
      }
    });
}

} // namespace

const CheckInfo NonSendTransferInfo = {
    "non-send-transfer", Severity::Error, Tier::One,
    "a value that must stay with its thread is given to another one",
    /*Function=*/checkNonSendTransfer};

} // namespace sendsync
