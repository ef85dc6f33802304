//===- Attributes.cpp - contracts stated by attributes in code
//----------------//
#include "checks/analysis/contract/Attributes.h"
#include "checks/analysis/base/Compat.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/TypeLoc.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace sendsync {
namespace {

constexpr llvm::StringLiteral Prefix = "sendsync::";

/// The declaration in the template that \p D was instantiated from, or null.
const Decl *patternOf(const Decl *D) {
  if (auto *Record = llvm::dyn_cast<CXXRecordDecl>(D)) {
    if (const CXXRecordDecl *Pattern =
            Record->getTemplateInstantiationPattern())
      return Pattern;
    // Not instantiated yet: the attributes are on the template.
    auto *Special = llvm::dyn_cast<ClassTemplateSpecializationDecl>(Record);
    if (Special && !Special->isExplicitSpecialization())
      return Special->getSpecializedTemplate()->getTemplatedDecl();
    return nullptr;
  }
  if (auto *Function = llvm::dyn_cast<FunctionDecl>(D))
    return Function->getTemplateInstantiationPattern();
  if (auto *Variable = llvm::dyn_cast<VarDecl>(D))
    return Variable->getTemplateInstantiationPattern();
  if (auto *Field = llvm::dyn_cast<FieldDecl>(D)) {
    auto *Record = llvm::dyn_cast<CXXRecordDecl>(Field->getParent());
    const CXXRecordDecl *Pattern =
        Record ? Record->getTemplateInstantiationPattern() : nullptr;
    if (!Pattern)
      return nullptr;
    for (const FieldDecl *Candidate : Pattern->fields())
      if (Candidate->getFieldIndex() == Field->getFieldIndex())
        return Candidate;
  }
  return nullptr;
}

/// Calls \p Use with every attribute on any declaration of \p D, each once:
/// Clang copies attributes to later declarations.
template <typename Function> void eachAttribute(const Decl *D, Function Use) {
  for (const Decl *Redeclaration : D->redecls())
    for (const Attr *A : Redeclaration->attrs()) {
      auto *Inheritable = llvm::dyn_cast<InheritableAttr>(A);
      if (!Inheritable || !Inheritable->isInherited())
        Use(A);
    }
}

/// Calls \p Use with the annotation and its arguments: `annotate` on the
/// declaration and `annotate_type` on the type of data.
template <typename Function>
void eachOwnAnnotation(const Decl *D, Function Use) {
  auto Report = [&](const auto *A) {
    llvm::StringRef Name = A->getAnnotation();
    if (Name.consume_front(Prefix))
      Use(Name, llvm::ArrayRef<Expr *>(A->args_begin(), A->args_end()),
          A->getLocation());
  };
  eachAttribute(D, [&](const Attr *A) {
    if (auto *Annotation = llvm::dyn_cast<AnnotateAttr>(A))
      Report(Annotation);
  });
  auto *Data = llvm::dyn_cast<DeclaratorDecl>(D);
  if (!Data || llvm::isa<FunctionDecl>(D) || !Data->getTypeSourceInfo())
    return;
  for (TypeLoc Loc = Data->getTypeSourceInfo()->getTypeLoc(); !Loc.isNull();
       Loc = Loc.getNextTypeLoc())
    if (auto Attributed = Loc.getAs<AttributedTypeLoc>())
      if (auto *Annotation =
              llvm::dyn_cast_or_null<AnnotateTypeAttr>(Attributed.getAttr()))
        Report(Annotation);
}

/// As above, and if there is none, on the template pattern.
template <typename Function> void eachAnnotation(const Decl *D, Function Use) {
  bool Any = false;
  eachOwnAnnotation(D, [&](llvm::StringRef Name, llvm::ArrayRef<Expr *> Args,
                           SourceLocation Location) {
    Any = true;
    Use(Name, Args, Location);
  });
  if (const Decl *Pattern = Any ? nullptr : patternOf(D))
    eachOwnAnnotation(Pattern, Use);
}

/// The text of a string argument; empty if there is none.
std::string textOf(llvm::ArrayRef<Expr *> Arguments, unsigned Index = 0) {
  if (Index >= Arguments.size() || !Arguments[Index])
    return {};
  const Expr *E = Arguments[Index]->IgnoreParenImpCasts();
  if (auto *Constant = llvm::dyn_cast<ConstantExpr>(E))
    E = Constant->getSubExpr()->IgnoreParenImpCasts();
  if (auto *Literal = llvm::dyn_cast<StringLiteral>(E))
    if (Literal->isOrdinary() || Literal->isUnevaluated() || Literal->isUTF8())
      return Literal->getString().str();
  return {};
}

/// `!mu`, also with an overloaded operator.
const Expr *negatedOperand(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (auto *Unary = llvm::dyn_cast<UnaryOperator>(E))
    return Unary->getOpcode() == UO_LNot
               ? Unary->getSubExpr()->IgnoreParenImpCasts()
               : nullptr;
  if (auto *Call = llvm::dyn_cast<CXXOperatorCallExpr>(E))
    return Call->getOperator() == OO_Exclaim ? Call->getArg(0) : nullptr;
  return nullptr;
}

class LockAttributeReader {
public:
  LockAttributeReader(const ASTContext &Context,
                      std::vector<DeclaredLockEffect> &Out)
      : Context(Context), Out(Out) {}

  void read(const Attr *A) {
    if (auto *Acquire = llvm::dyn_cast<AcquireCapabilityAttr>(A))
      return add(Acquire, LockOp::Acquire, Acquire->isShared());
    if (auto *Try = llvm::dyn_cast<TryAcquireCapabilityAttr>(A))
      return add(Try, LockOp::TryAcquire, Try->isShared(),
                 Try->getSuccessValue());
    if (auto *Release = llvm::dyn_cast<ReleaseCapabilityAttr>(A)) {
      size_t First = Out.size();
      add(Release, LockOp::Release, Release->isShared());
      if (Release->isGeneric())
        for (size_t I = First; I < Out.size(); ++I)
          Out[I].Mode.reset();
      return;
    }
    if (auto *Require = llvm::dyn_cast<RequiresCapabilityAttr>(A))
      return add(Require, LockOp::Require, Require->isShared());
    if (auto *Assert = llvm::dyn_cast<AssertCapabilityAttr>(A))
      return add(Assert, LockOp::Assert, Assert->isShared());
    if (auto *Exclude = llvm::dyn_cast<LocksExcludedAttr>(A))
      return add(Exclude, LockOp::Exclude, /*Shared=*/false);
    if (auto Separate = compat::separateLockAttr(A))
      add(Separate->Arguments,
          Separate->Try ? LockOp::TryAcquire : LockOp::Assert, Separate->Shared,
          Separate->Success, A->getLocation());
  }

private:
  template <typename Attribute>
  void add(const Attribute *A, LockOp Op, bool Shared,
           const Expr *Success = nullptr) {
    add(llvm::ArrayRef<Expr *>(A->args_begin(), A->args_end()), Op, Shared,
        Success, A->getLocation());
  }

  void add(llvm::ArrayRef<Expr *> Arguments, LockOp Op, bool Shared,
           const Expr *Success, SourceLocation Location) {
    DeclaredLockEffect Effect;
    Effect.Op = Op;
    Effect.Mode = Shared ? LockMode::Shared : LockMode::Exclusive;
    Effect.SuccessIsNonzero = !Success || isTrue(Success);
    Effect.DeclaredAt = Location;
    // No argument: the object itself.
    if (Arguments.empty())
      Out.push_back(Effect);
    for (const Expr *Argument : Arguments) {
      const Expr *Negated = negatedOperand(Argument);
      Effect.Negated = Negated != nullptr;
      Effect.Argument = Negated ? Negated : Argument;
      Out.push_back(Effect);
    }
  }

  bool isTrue(const Expr *E) const {
    bool Result = true;
    return E->isValueDependent() ||
           !E->EvaluateAsBooleanCondition(Result, Context) || Result;
  }

  const ASTContext &Context;
  std::vector<DeclaredLockEffect> &Out;
};

/// `send`, `sync` ... at the start of an annotation's name.
bool consumeTrait(llvm::StringRef &Name, Trait &Of) {
  // The longer names first: `sync` begins `sync_mut`.
  constexpr std::pair<llvm::StringLiteral, Trait> Known[] = {
      {"sync_mut", Trait::SyncMut},
      {"shm_safe", Trait::Shm},
      {"send", Trait::Send},
      {"sync", Trait::Sync},
      {"owned", Trait::Owned}};
  for (const auto &[Text, Meaning] : Known) {
    llvm::StringRef Rest = Name;
    if (Rest.consume_front(Text) && (Rest.empty() || Rest.front() == '_')) {
      Of = Meaning;
      Name = Rest;
      return true;
    }
  }
  return false;
}

std::optional<Claim> claimOf(llvm::StringRef Name, llvm::ArrayRef<Expr *> Args,
                             SourceLocation Location) {
  std::string Spelling = (Prefix + Name).str();
  Claim Result;
  Result.Location = Location;
  bool Negative = Name.consume_front("not_");
  if (!consumeTrait(Name, Result.Of))
    return std::nullopt;
  if (Negative) {
    if (!Name.empty())
      return std::nullopt;
    Result.ClaimKind = Claim::Negative;
  } else if (Name == "_unchecked") {
    Result.ClaimKind = Claim::Unchecked;
  } else if (Name == "_when") {
    Result.ClaimKind = Claim::When;
  } else if (!Name.empty()) {
    return std::nullopt;
  }
  if (Result.ClaimKind == Claim::When) {
    llvm::Expected<TraitExpr> Condition = parseTraitExpr(textOf(Args));
    if (Condition)
      Result.Condition = std::move(*Condition);
    else
      Result.Malformed =
          "the condition of '" + Spelling +
          "' cannot be read: " + llvm::toString(Condition.takeError());
  } else if (Result.ClaimKind != Claim::Checked) {
    Result.Why = llvm::StringRef(textOf(Args)).trim().str();
    if (Result.Why.empty())
      Result.Malformed = "'" + Spelling + "' needs a reason";
  }
  return Result;
}

} // namespace

bool anyDeclaration(const Decl *D,
                    llvm::function_ref<bool(const Decl *)> Test) {
  for (const Decl *Redeclaration : D->redecls())
    if (Test(Redeclaration))
      return true;
  const Decl *Pattern = patternOf(D);
  return Pattern && Pattern != D && anyDeclaration(Pattern, Test);
}

bool findAnnotation(const Decl *D, llvm::StringRef Name) {
  bool Found = false;
  eachAnnotation(D, [&](llvm::StringRef Own, llvm::ArrayRef<Expr *>,
                        SourceLocation) { Found |= Own == Name; });
  return Found;
}

void readLockAttributes(const FunctionDecl *F, const ASTContext &Context,
                        std::vector<DeclaredLockEffect> &Out) {
  LockAttributeReader Reader(Context, Out);
  eachAttribute(F, [&](const Attr *A) { Reader.read(A); });
}

void readGuardAttributes(const ValueDecl *Data,
                         std::vector<DeclaredGuard> &Out) {
  eachAttribute(Data, [&](const Attr *A) {
    DeclaredGuard Guard;
    Guard.DeclaredAt = A->getLocation();
    if (isa<GuardedVarAttr, PtGuardedVarAttr>(A)) {
      Guard.AnyLock = true;
      Guard.Pointee = isa<PtGuardedVarAttr>(A);
    } else if (auto *GuardedBy = llvm::dyn_cast<GuardedByAttr>(A)) {
      Guard.Lock = GuardedBy->getArg();
    } else if (auto *PtGuardedBy = llvm::dyn_cast<PtGuardedByAttr>(A)) {
      Guard.Lock = PtGuardedBy->getArg();
      Guard.Pointee = true;
    } else {
      return;
    }
    // The old spelling names the lock by a string.
    if (Expr *Lock = const_cast<Expr *>(Guard.Lock))
      if (std::string Name = textOf(Lock); !Name.empty()) {
        Guard.LockName = Name;
        Guard.Lock = nullptr;
      }
    Out.push_back(std::move(Guard));
  });
  eachAnnotation(Data, [&](llvm::StringRef Name, llvm::ArrayRef<Expr *> Args,
                           SourceLocation Location) {
    auto Use = llvm::StringSwitch<std::optional<GuardedUse>>(Name)
                   .Case("guarded_by", GuardedUse::Every)
                   .Case("pt_guarded_by", GuardedUse::Every)
                   .Case("guarded_by_any", GuardedUse::AllToWrite)
                   .Case("read_guarded_by", GuardedUse::Reads)
                   .Case("write_guarded_by", GuardedUse::Writes)
                   .Default(std::nullopt);
    for (unsigned I = 0; Use && I != Args.size(); ++I) {
      DeclaredGuard Guard;
      Guard.LockName = llvm::StringRef(textOf(Args, I)).trim().str();
      Guard.Pointee = Name == "pt_guarded_by";
      Guard.Use = *Use;
      Guard.DeclaredAt = Location;
      if (!Guard.LockName.empty())
        Out.push_back(std::move(Guard));
    }
  });
}

void readOrderAttributes(const ValueDecl *Lock,
                         std::vector<DeclaredOrder> &Out) {
  auto add = [&](const auto *Attribute, bool Before) {
    for (Expr *Other : Attribute->args())
      if (!llvm::isa<StringLiteral>(Other->IgnoreParenImpCasts()))
        Out.push_back({Other, Before, Attribute->getLocation()});
  };
  eachAttribute(Lock, [&](const Attr *A) {
    if (auto *Before = llvm::dyn_cast<AcquiredBeforeAttr>(A))
      add(Before, true);
    else if (auto *After = llvm::dyn_cast<AcquiredAfterAttr>(A))
      add(After, false);
  });
}

void readClaims(const RecordDecl *Type, std::vector<Claim> &Out) {
  eachAnnotation(Type, [&](llvm::StringRef Name, llvm::ArrayRef<Expr *> Args,
                           SourceLocation Location) {
    if (std::optional<Claim> Read = claimOf(Name, Args, Location))
      Out.push_back(std::move(*Read));
  });
}

} // namespace sendsync
