#include "checks/analysis/types/Because.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/PrettyPrinter.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace sendsync {

static PrintingPolicy policyOf(const ASTContext &Context) {
  PrintingPolicy Policy = Context.getPrintingPolicy();
  Policy.SuppressTagKeyword = Context.getLangOpts().CPlusPlus;
  Policy.AnonymousTagLocations = false;
  return Policy;
}

static std::string quoted(llvm::StringRef Text) {
  return ("'" + Text + "'").str();
}

std::string typeText(QualType Type, const ASTContext &Context) {
  return Type.getAsString(policyOf(Context));
}

std::string classText(const RecordDecl *Record) {
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record))
    if (Class->isLambda())
      return "the closure";
  std::string Name = Record->getNameAsString();
  const ASTContext &Context = Record->getASTContext();
  if (const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl())
    Name = Typedef->getNameAsString();
  else if (Name.empty())
    return ("the unnamed " + Record->getKindName()).str();
  else if (!Context.getLangOpts().CPlusPlus)
    Name = (Record->getKindName() + " " + Name).str();
  return quoted(Name);
}

std::string subjectText(const RecordDecl *Record) {
  const auto *Specialization = dyn_cast<ClassTemplateSpecializationDecl>(Record);
  if (!Specialization || Record->getDeclName().isEmpty())
    return classText(Record);
  std::string Name = Record->getNameAsString();
  llvm::raw_string_ostream Stream(Name);
  printTemplateArgumentList(
      Stream, Specialization->getTemplateArgs().asArray(),
      policyOf(Record->getASTContext()),
      Specialization->getSpecializedTemplate()->getTemplateParameters());
  return quoted(Stream.str());
}

std::string partText(const Constituent &Part, const ASTContext &Context) {
  std::string Type = quoted(typeText(Part.Type, Context));
  switch (Part.ConstituentKind) {
  case Constituent::Base:
    return "it derives from " + Type;
  case Constituent::Member:
    return "member " + quoted(Part.Name) + " has type " + Type;
  case Constituent::Capture:
    if (Part.Type->isReferenceType())
      return "it captures " + quoted(Part.Name) + " by reference";
    return "it captures " + quoted(Part.Name) + " of type " + Type;
  }
  llvm_unreachable("unknown kind of constituent");
}

std::string relationText(const Obligation &O, Trait Asked,
                         const ASTContext &Context) {
  switch (O.ObligationKind) {
  case Obligation::No:
    return ("is not " + traitName(Asked)).str();
  case Obligation::Opaque:
    return ("is not known to be " + traitName(Asked)).str();
  case Obligation::Alias:
    return "shares " + quoted(typeText(O.Pointee, Context));
  }
  llvm_unreachable("unknown kind of obligation");
}

llvm::StringRef reasonText(ReasonCode Code) {
  switch (Code) {
  case ReasonCode::LockGuard:
    return "the lock it holds has to be released by the thread that took it";
  case ReasonCode::ThreadAffine:
    return "it belongs to one thread";
  case ReasonCode::NonatomicRefcount:
    return "its reference count is not atomic";
  case ReasonCode::SharedUnsyncImpl:
    return "its copies share state without synchronization";
  case ReasonCode::MutableUnsync:
    return "its const methods change it without synchronization";
  case ReasonCode::ConstCallHole:
    return "calling it can change the state of the callable inside";
  case ReasonCode::PlainState:
    return "its state is not synchronized";
  case ReasonCode::Borrow:
    return "it refers to an object it does not own";
  case ReasonCode::RawAlias:
    return "it shares the object behind a pointer";
  case ReasonCode::TlsAddress:
    return "it refers to a thread-local object";
  case ReasonCode::ProcessPrivate:
    return "its value has a meaning in one process only";
  case ReasonCode::Declared:
    return "it is declared so";
  case ReasonCode::Erased:
    return "what it holds is not visible in its type";
  case ReasonCode::Incomplete:
    return "what it refers to is not visible here";
  case ReasonCode::DynamicType:
    return "an object of a derived class can stand behind it";
  case ReasonCode::Dependent:
    return "it depends on a template parameter";
  case ReasonCode::FrameUnknown:
    return "the body of the coroutine is not visible here";
  case ReasonCode::Vendor:
    return "its library does not promise it";
  }
  llvm_unreachable("unknown reason code");
}

static ReasonStep step(const Obligation &O, Trait Asked,
                       const RecordDecl *Record, SourceLocation Location,
                       llvm::StringRef Why) {
  ReasonStep Step;
  Step.Subject = subjectText(Record);
  Step.Message = (Step.Subject + " " +
                  relationText(O, Asked, Record->getASTContext()) +
                  " because " + Why)
                     .str();
  Step.Why = Why.str();
  Step.Location = Location;
  return Step;
}

Obligation obligation(Obligation::Kind Kind, ReasonCode Code, Trait Asked,
                      const RecordDecl *Record, SourceLocation Location,
                      std::string Why) {
  Obligation O;
  O.ObligationKind = Kind;
  O.Code = Code;
  O.Because.push_back(step(O, Asked, Record, Location, Why));
  return O;
}

Verdict throughPart(Verdict V, Trait Asked, const RecordDecl *Record,
                    const Constituent &Part) {
  if (V.isYes())
    return V;
  std::string Why = partText(Part, Record->getASTContext());
  for (Obligation &O : V.Obligations)
    O.Because.insert(O.Because.begin(),
                     step(O, Asked, Record, Part.Location, Why));
  return V;
}

} // namespace sendsync
