#include "checks/analysis/types/Explain.h"
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/types/Because.h"
#include "checks/analysis/types/Sharing.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace sendsync {

static std::string obligationText(const Obligation &O,
                                  const ASTContext &Context) {
  switch (O.ObligationKind) {
  case Obligation::No:
    return "no";
  case Obligation::Opaque:
    return "not known";
  case Obligation::Alias:
    return "shares '" + typeText(O.Pointee, Context) +
           (O.ConstOnly ? "' (const)" : "' (mutable)");
  }
  llvm_unreachable("unknown kind of obligation");
}

std::string answerText(const Verdict &V, const ASTContext &Context) {
  const Obligation *Strongest = V.strongest();
  return Strongest ? obligationText(*Strongest, Context) : "yes";
}

static void printPlace(const ReasonStep &Step, const SourceManager &Sources,
                       llvm::raw_ostream &Out) {
  if (Step.Model.isValid()) {
    Out << Step.Model.Source->Path << ':' << Step.Model.Line << ':'
        << Step.Model.Column << ": ";
    return;
  }
  PresumedLoc Place = Sources.getPresumedLoc(
      Sources.getExpansionLoc(Step.Location));
  if (Place.isValid())
    Out << Place.getFilename() << ':' << Place.getLine() << ':'
        << Place.getColumn() << ": ";
}

static void printChain(const Obligation &O, unsigned Indent,
                       const SourceManager &Sources, llvm::raw_ostream &Out) {
  // A built-in type has no place in the source to point at.
  if (O.Because.empty() && O.ObligationKind != Obligation::Alias)
    Out.indent(Indent) << reasonText(O.Code) << '\n';
  for (const ReasonStep &Step : O.Because) {
    printPlace(Step, Sources, Out.indent(Indent));
    Out << Step.Message << '\n';
  }
}

std::string explainVerdict(QualType Type, Classifier &Types) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  const ASTContext &Context = Types.context();
  const SourceManager &Sources = Context.getSourceManager();
  for (Trait Asked : ExplainedTraits) {
    const Verdict &V = Types.verdict(Type, Asked);
    Out << traitName(Asked) << ": " << answerText(V, Context) << '\n';
    const Obligation *Strongest = V.strongest();
    if (!Strongest)
      continue;
    printChain(*Strongest, 2, Sources, Out);
    for (const Obligation &O : V.Obligations) {
      if (&O == Strongest)
        continue;
      Out << "  also " << obligationText(O, Context) << '\n';
      printChain(O, 4, Sources, Out);
    }
  }
  return Out.str();
}

void dumpVerdicts(llvm::ArrayRef<const TypeDecl *> Declarations,
                  Classifier &Types, llvm::raw_ostream &Out) {
  const ASTContext &Context = Types.context();
  for (const TypeDecl *D : Declarations) {
    QualType Type;
    if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
      Type = Typedef->getUnderlyingType();
    else if (const auto *Record = dyn_cast<RecordDecl>(D))
      Type = compat::typeOf(Context, Record);
    if (Type.isNull() || Type->isDependentType() || D->getName().empty())
      continue;
    Out << D->getName() << ':';
    for (Trait Asked : ExplainedTraits)
      Out << (Asked == Trait::Send ? " " : ", ") << traitName(Asked) << ' '
          << answerText(Types.verdict(Type, Asked), Context);
    Out << '\n';
  }
}

} // namespace sendsync
