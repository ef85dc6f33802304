#include "checks/analysis/base/Verdict.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

namespace sendsync {

llvm::StringRef traitName(Trait T) {
  switch (T) {
  case Trait::Send:
    return "Send";
  case Trait::Sync:
    return "Sync";
  case Trait::SyncMut:
    return "SyncMut";
  case Trait::Owned:
    return "Owned";
  case Trait::Shm:
    return "Shm";
  }
  llvm_unreachable("unknown trait");
}

llvm::StringRef reasonName(ReasonCode Code) {
  switch (Code) {
  case ReasonCode::LockGuard:
    return "lock-guard";
  case ReasonCode::ThreadAffine:
    return "thread-affine";
  case ReasonCode::NonatomicRefcount:
    return "nonatomic-refcount";
  case ReasonCode::SharedUnsyncImpl:
    return "shared-unsync-impl";
  case ReasonCode::MutableUnsync:
    return "mutable-unsync";
  case ReasonCode::ConstCallHole:
    return "const-call-hole";
  case ReasonCode::PlainState:
    return "plain-state";
  case ReasonCode::Borrow:
    return "borrow";
  case ReasonCode::RawAlias:
    return "raw-alias";
  case ReasonCode::TlsAddress:
    return "tls-address";
  case ReasonCode::ProcessPrivate:
    return "process-private";
  case ReasonCode::Declared:
    return "declared";
  case ReasonCode::Erased:
    return "erased";
  case ReasonCode::Incomplete:
    return "incomplete";
  case ReasonCode::DynamicType:
    return "dynamic-type";
  case ReasonCode::Dependent:
    return "dependent";
  case ReasonCode::FrameUnknown:
    return "frame-unknown";
  case ReasonCode::Vendor:
    return "vendor";
  }
  llvm_unreachable("unknown reason code");
}

/// How strongly an obligation speaks against the trait.
static Verdict::Answer strength(const Obligation &O) {
  switch (O.ObligationKind) {
  case Obligation::No:
    return Verdict::No;
  case Obligation::Opaque:
    return Verdict::Unknown;
  case Obligation::Alias:
    return Verdict::Shares;
  }
  llvm_unreachable("unknown kind of obligation");
}

Verdict::Answer Verdict::answer() const {
  Answer Strongest = Yes;
  for (const Obligation &O : Obligations)
    Strongest = std::max(Strongest, strength(O));
  return Strongest;
}

const Obligation *Verdict::strongest() const {
  const Obligation *Best = nullptr;
  for (const Obligation &O : Obligations)
    if (!Best || strength(O) > strength(*Best))
      Best = &O;
  return Best;
}

const Obligation *Verdict::no() const {
  const Obligation *Best = strongest();
  return Best && Best->ObligationKind == Obligation::No ? Best : nullptr;
}

/// True if both name one cause: reaching it twice tells the user nothing new.
static bool haveOneCause(const Obligation &L, const Obligation &R) {
  if (L.ObligationKind != R.ObligationKind || L.Code != R.Code)
    return false;
  if (L.ObligationKind == Obligation::Alias)
    return L.Pointee.getCanonicalType() == R.Pointee.getCanonicalType() &&
           L.ConstOnly == R.ConstOnly && L.Owning == R.Owning;
  if (L.Because.empty() || R.Because.empty())
    return L.Because.empty() && R.Because.empty();
  const ReasonStep &LastL = L.Because.back(), &LastR = R.Because.back();
  return LastL.Location == LastR.Location &&
         LastL.Model.Source == LastR.Model.Source &&
         LastL.Model.Line == LastR.Model.Line &&
         LastL.Message == LastR.Message;
}

void Verdict::add(Obligation O) {
  // More than a handful helps nobody, but a stronger one must not get lost.
  constexpr size_t Most = 8;
  if (llvm::any_of(Obligations, [&](const Obligation &Known) {
        return haveOneCause(Known, O);
      }))
    return;
  if (Obligations.size() < Most) {
    Obligations.push_back(std::move(O));
    return;
  }
  auto *Weakest = std::min_element(
      Obligations.data(), Obligations.data() + Obligations.size(),
      [](const Obligation &L, const Obligation &R) {
        return strength(L) < strength(R);
      });
  if (strength(*Weakest) < strength(O))
    *Weakest = std::move(O);
}

void Verdict::add(const Verdict &Other) {
  for (const Obligation &O : Other.Obligations)
    add(O);
}

} // namespace sendsync
