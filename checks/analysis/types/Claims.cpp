#include "checks/analysis/types/Claims.h"
#include "checks/analysis/base/Compat.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace sendsync {

namespace {

class ClaimReader {
public:
  ClaimReader(const RecordDecl *Class, Classifier &Types)
      : Class(Class), Types(Types), Declared(Types.contracts()) {}

  std::vector<Contradiction> read() {
    for (const Claim &C : Declared.claims(Class))
      ownClaim(C);
    if (const auto *Derived = dyn_cast<CXXRecordDecl>(Class))
      for (const CXXBaseSpecifier &Base : Derived->bases())
        if (const RecordDecl *BaseClass = Base.getType()->getAsRecordDecl())
          inheritedClaims(BaseClass);
    return std::move(Found);
  }

private:
  Contradiction start(Contradiction::Kind Kind, const Claim &What,
                      const RecordDecl *ClaimedBy) const {
    Contradiction C;
    C.ContradictionKind = Kind;
    C.Class = Class;
    C.What = &What;
    C.ClaimedBy = ClaimedBy;
    return C;
  }

  void ownClaim(const Claim &C) {
    if (!C.Malformed.empty()) {
      Found.push_back(start(Contradiction::Malformed, C, Class));
      return;
    }
    switch (C.ClaimKind) {
    case Claim::Negative:
    case Claim::Unchecked:
      return;
    case Claim::When:
      // The claim is made for the arguments that meet the condition only.
      if (!Types.verdict(compat::typeOf(Types.context(), Class), C.Of).isYes())
        return;
      [[fallthrough]];
    case Claim::Checked:
      checkParts(C, Class, /*WithBases=*/true);
      return;
    }
  }

  /// A base's claim is made for derived classes too; its own parts are checked
  /// where they are.
  void inheritedClaims(const RecordDecl *Base) {
    for (Trait Asked : {Trait::Send, Trait::Sync, Trait::SyncMut}) {
      const RecordDecl *By = nullptr;
      const Claim *C = decidingClaim(Declared, Base, Asked, &By);
      if (!C || C->Of != Asked || C->ClaimKind == Claim::Negative ||
          !Seen.insert(C).second)
        continue;
      if (const Claim *Own = claimOfClass(Asked)) {
        if (Own->ClaimKind == Claim::Negative) {
          Found.push_back(start(Contradiction::WeakenedBy, *C, By));
          Found.back().Denial = Own;
        }
        continue;
      }
      if (C->ClaimKind == Claim::When &&
          !Types.verdict(compat::typeOf(Types.context(), By), Asked).isYes())
        continue;
      checkParts(*C, By, /*WithBases=*/false);
    }
  }

  const Claim *claimOfClass(Trait Asked) const {
    for (const Claim &C : Declared.claims(Class))
      if (C.Of == Asked && C.Malformed.empty())
        return &C;
    return nullptr;
  }

  void checkParts(const Claim &C, const RecordDecl *By, bool WithBases) {
    for (const Constituent &Part : constituents(Class)) {
      if (Part.ConstituentKind == Constituent::Base && !WithBases)
        continue;
      Verdict V = Types.contribution(Class, Part, C.Of);
      const Obligation *No = V.no();
      if (!No)
        continue;
      Contradiction Wrong = start(Contradiction::Part, C, By);
      Wrong.Offender = Part;
      Wrong.Because = *No;
      if (Part.Field)
        Wrong.Use = Types.use(Part.Field);
      Found.push_back(std::move(Wrong));
    }
  }

  const RecordDecl *Class;
  Classifier &Types;
  const Contracts &Declared;
  std::vector<Contradiction> Found;
  llvm::SmallPtrSet<const Claim *, 4> Seen;
};

} // namespace

std::vector<Contradiction> contradictions(const RecordDecl *Record,
                                          Classifier &Types) {
  if (!Record->isCompleteDefinition() || Record->isInvalidDecl() ||
      Record->isDependentContext())
    return {};
  return ClaimReader(Record, Types).read();
}

} // namespace sendsync
