/// # trait-contradiction
/// A class is declared Send, Sync or SyncMut, and its own code refutes it.
///
/// ## Why it matters
/// Callers and this tool believe the declaration and hand objects of the class
/// to other threads. When a member does not keep the promise, the mistake shows
/// far away from its cause, in code that looks right.
///
/// ## Flagged
/// The counter is written without any lock:
/// ```cpp
/// class SYNC_MUT Counter {
/// public:
///   void hit() { ++n_; }
///
/// private:
///   int n_ = 0;
/// };
/// ```
/// A guard must be released by the thread that holds it:
/// ```cpp
/// struct SEND Batch {
///   std::unique_lock<std::mutex> held;
///   std::vector<int> rows;
/// };
/// ```
/// What a base promises holds for derived classes as well:
/// ```cpp
/// class SEND Task {
/// public:
///   virtual ~Task() = default;
/// };
/// class LockedTask : public Task {
///   std::unique_lock<std::mutex> held_;
/// };
/// ```
/// A promise that is not checked needs its reason:
/// ```cpp
/// class SEND_UNCHECKED("") Handle {
///   void *raw_ = nullptr;
/// };
/// ```
///
/// ## Accepted
/// ```cpp
/// class SYNC_MUT Counter {
/// public:
///   void hit() {
///     std::lock_guard<std::mutex> lock(mu_);
///     ++n_;
///   }
///
/// private:
///   std::mutex mu_;
///   int n_ = 0;
/// };
/// ```
/// The promise is made for the right arguments only:
/// ```cpp
/// template <class T> class SEND_WHEN(send(T)) Box {
///   T value_;
/// };
/// Box<int> numbers;
/// using Held = Box<std::unique_lock<std::mutex>>;
/// ```
/// The author takes the responsibility:
/// ```cpp
/// class SEND_UNCHECKED("moved only while no lock is held") Batch {
///   std::unique_lock<std::mutex> held_;
/// };
/// ```
///
/// ## How to fix
/// Make the declaration true: guard the member, make it atomic, or replace it by
/// a type that may cross. If the claim is wrong, remove it. If it holds for a
/// reason that the code does not show, use the `_UNCHECKED` form with that
/// reason.
///
/// ## Limits
/// Reports only what the code proves wrong. A class with methods that are not
/// visible here, or with a pointer to an object that others may also use, is
/// believed. A template is checked for the arguments it is used with.
#include "checks/Check.h"
#include "checks/analysis/types/Because.h"
#include "checks/analysis/types/Claims.h"
#include "checks/analysis/types/Sharing.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace sendsync {

extern const CheckInfo TraitContradictionInfo;

namespace {

/// SENDSYNC_SEND, or the name of the macro as the user spells it.
std::string spelledClaim(const Claim &C, const ASTContext &Context) {
  static constexpr llvm::StringLiteral Names[] = {"SEND", "SYNC", "SYNC_MUT",
                                                  "OWNER", "SHM_SAFE"};
  llvm::StringRef Name = Names[static_cast<unsigned>(C.Of)];
  if (C.Location.isMacroID()) {
    const SourceManager &Sources = Context.getSourceManager();
    llvm::StringRef Text = Lexer::getSourceText(
        CharSourceRange::getTokenRange(Sources.getExpansionLoc(C.Location)),
        Sources, Context.getLangOpts());
    llvm::StringRef Plain = Text;
    Plain.consume_back("_UNCHECKED");
    Plain.consume_back("_WHEN");
    if (Plain.ends_with(Name))
      return Text.str();
  }
  std::string Full = ("SENDSYNC_" + Name).str();
  if (C.ClaimKind == Claim::Unchecked)
    Full += "_UNCHECKED";
  if (C.ClaimKind == Claim::When)
    Full += "_WHEN";
  return Full;
}

std::string uncheckedForm(const Claim &C, const ASTContext &Context) {
  std::string Name = spelledClaim(C, Context);
  llvm::StringRef Plain = Name;
  Plain.consume_back("_UNCHECKED");
  Plain.consume_back("_WHEN");
  return (Plain + "_UNCHECKED(\"reason\")").str();
}

/// "'Job' is declared Send", "its base 'Job' is declared Send".
std::string declaration(const Contradiction &C) {
  return (C.ClaimedBy == C.Class ? "" : "its base ") + classText(C.ClaimedBy) +
         " is declared " + traitName(C.What->Of).str();
}

/// The member itself is used wrongly; its type is not to blame.
bool isByUse(const Contradiction &C) {
  return C.Because.Because.size() == 1 &&
         implies(Trait::SyncMut, C.What->Of);
}

std::string partMessage(const Contradiction &C) {
  if (isByUse(C)) {
    std::string Why = C.Because.Because.front().Why;
    if (C.Use.UseKind == MemberUse::Unguarded && !C.Offender.isMutable())
      Why = "member '" + C.Offender.Name + "' is " +
            (C.Use.CulpritWrites ? "written" : "read") + " without a lock";
    return declaration(C) + ", but " + Why;
  }
  std::string Part =
      C.Offender.ConstituentKind == Constituent::Base
          ? "base '" + typeText(C.Offender.Type, C.Class->getASTContext()) + "'"
          : "member '" + C.Offender.Name + "'";
  return Part + " of " + classText(C.Class) + " is not " +
         traitName(C.What->Of).str() + ", but " + declaration(C);
}

void reportPart(const Contradiction &C, Reporter &R) {
  const ASTContext &Context = C.Class->getASTContext();
  std::string Subject = C.Class->getQualifiedNameAsString();
  if (!C.Offender.Name.empty())
    Subject += "::" + C.Offender.Name;
  auto Finding = R.report(TraitContradictionInfo, C.Offender.Location,
                          C.Offender.Range, Subject, partMessage(C));
  // The message has said the first step.
  const Reason &Steps = C.Because.Because;
  Finding.because(Reason(Steps.begin() + !Steps.empty(), Steps.end()));
  if (isByUse(C) && C.Use.Culprit.isValid()) {
    std::string Where = C.Use.CulpritFunction
                            ? ", in '" +
                                  C.Use.CulpritFunction->getNameAsString() + "'"
                            : "";
    Finding.note(NoteRole::Conflict, C.Use.Culprit,
                 "'" + C.Offender.Name + "' is " +
                     (C.Use.CulpritWrites ? "written" : "read") + " here" +
                     Where);
  }
  Finding.note(NoteRole::Authority, C.ClaimedBy->getLocation(),
               "required here: " + classText(C.ClaimedBy) + " is declared " +
                   traitName(C.What->Of).str());
  if (isByUse(C))
    Finding.fix(C.Offender.Location, "make '" + C.Offender.Name +
                                         "' atomic, or guard it with a mutex");
  std::string Or = isByUse(C) ? "or " : "";
  SourceLocation Claimed =
      Context.getSourceManager().getExpansionLoc(C.What->Location);
  if (C.ClaimedBy == C.Class)
    Finding.fix(Claimed, Or + "remove " + spelledClaim(*C.What, Context) +
                             ", or state why it holds with " +
                             uncheckedForm(*C.What, Context));
  else
    Finding.fix(C.Class->getLocation(),
                Or + "state why it holds for " + classText(C.Class) +
                    " with " + uncheckedForm(*C.What, Context));
}

void reportContradiction(const Contradiction &C, Reporter &R) {
  const ASTContext &Context = C.Class->getASTContext();
  const SourceManager &Sources = Context.getSourceManager();
  std::string Name = C.Class->getQualifiedNameAsString();
  std::string Trait = traitName(C.What->Of).str();
  SourceLocation Claimed = Sources.getExpansionLoc(C.What->Location);
  switch (C.ContradictionKind) {
  case Contradiction::Part:
    reportPart(C, R);
    return;
  case Contradiction::WeakenedBy:
    R.report(TraitContradictionInfo, C.Class->getLocation(),
             C.Class->getLocation(), Name,
             classText(C.Class) + " is declared not " + Trait + ", but " +
                 declaration(C))
        .note(NoteRole::Authority, C.ClaimedBy->getLocation(),
              "required here: " + classText(C.ClaimedBy) +
                  " and all classes derived from it are declared " + Trait)
        .fix(Claimed, "remove " + spelledClaim(*C.What, Context) + " from " +
                          classText(C.ClaimedBy));
    return;
  case Contradiction::Malformed:
    R.report(TraitContradictionInfo, Claimed, Claimed, Name,
             "a claim of " + classText(C.Class) +
                 " does not count: " + C.What->Malformed);
    return;
  }
}

void checkTraitContradiction(const FileResults &F, Reporter &R) {
  for (const RecordDecl *Record : F.Records)
    for (const Contradiction &C : contradictions(Record, F.Types))
      reportContradiction(C, R);
}

} // namespace

const CheckInfo TraitContradictionInfo = {
    "trait-contradiction", Severity::Error, Tier::One,
    "a declared Send, Sync or SyncMut is refuted by the members of the class",
    /*Function=*/nullptr, /*File=*/checkTraitContradiction};

} // namespace sendsync
