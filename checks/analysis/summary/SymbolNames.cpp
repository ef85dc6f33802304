#include "checks/analysis/summary/SymbolNames.h"
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/base/Origin.h"
#include "clang/AST/ASTContext.h"
#include "clang/Index/USRGeneration.h"

using namespace clang;

namespace sendsync {

const Symbol *SymbolNames::file(SourceLocation Location) {
  if (Location.isInvalid()) // the compiler's own
    return text("");
  FileID File = Sources.getFileID(Sources.getFileLoc(Location));
  const Symbol *&Entry = Files[File];
  if (!Entry) {
    std::string Path =
        PathOf(Sources.getFilename(Sources.getLocForStartOfFile(File)));
    Entry = Symbols.intern(Path, Path);
  }
  return Entry;
}

Site SymbolNames::site(SourceLocation Location) {
  Site Result;
  Result.Here = Location;
  if (Location.isInvalid())
    return Result;
  SourceLocation At = Sources.getFileLoc(Location);
  Result.File = file(At);
  Result.Line = Sources.getSpellingLineNumber(At);
  Result.Column = Sources.getSpellingColumnNumber(At);
  return Result;
}

const Symbol *SymbolNames::declared(const NamedDecl *Declaration,
                                    llvm::StringRef Scope) {
  const Symbol *&Entry = Known[Declaration];
  if (Entry)
    return Entry;
  llvm::SmallString<128> Id;
  const auto *Variable = dyn_cast<VarDecl>(Declaration);
  bool IsLocal = Variable && Variable->isLocalVarDeclOrParm();
  // What has no linkage may have its name in another file again.
  if (IsLocal || !Declaration->isExternallyVisible()) {
    Id += file(Declaration->getLocation())->Id;
    Id += '|';
  }
  if (IsLocal || index::generateUSRForDecl(Declaration, Id)) {
    Id += Declaration->getQualifiedNameAsString();
    Site At = site(Declaration->getLocation());
    Id += '@' + std::to_string(At.Line) + ':' + std::to_string(At.Column);
    Id += Scope;
  }
  return Entry = Symbols.intern(Id, Declaration->getQualifiedNameAsString(),
                                Scope);
}

void SymbolNames::nameClosures(const FunctionAnalysis &Analysis) {
  const Symbol *Outer = function(Analysis.Function);
  unsigned Number = 0;
  for (const BodyResults &Body : Analysis.Bodies)
    if (Body.Facts->Parent)
      Known[Body.Facts->Function->getCanonicalDecl()] = Symbols.intern(
          Outer->Id + '#' + std::to_string(++Number), "the closure");
  for (const BodyResults &Body : Analysis.Regions)
    if (Body.Facts->Region)
      Regions[Body.Facts->Region] = Symbols.intern(
          Outer->Id + '#' + std::to_string(++Number), "the block");
}

const Symbol *SymbolNames::body(const FunctionFacts &Body) {
  if (Body.Region)
    if (const Symbol *Region = Regions.lookup(Body.Region))
      return Region;
  return function(Body.Function);
}

const Symbol *SymbolNames::function(const FunctionDecl *Function) {
  return Function ? declared(Function->getCanonicalDecl(), "") : nullptr;
}

const Symbol *SymbolNames::record(const RecordDecl *Record) {
  // Another program may have another class of this name in its source file.
  const RecordDecl *Definition = Record->getDefinition();
  if (Definition && isInMainSource(Definition)) {
    const Symbol *Plain =
        declared(cast<RecordDecl>(Record->getCanonicalDecl()), "");
    return Symbols.intern(file(Definition->getLocation())->Id + '|' + Plain->Id,
                          Plain->Name);
  }
  return declared(cast<RecordDecl>(Record->getCanonicalDecl()), "");
}

const Symbol *SymbolNames::data(const ValueDecl *Data) {
  const auto *Variable = dyn_cast<VarDecl>(Data);
  if (!Variable || !Variable->isLocalVarDeclOrParm())
    return declared(cast<ValueDecl>(Data->getCanonicalDecl()), "");
  const DeclContext *Context = Variable->getDeclContext();
  while (Context && !isa<FunctionDecl>(Context))
    Context = Context->getParent();
  const auto *Owner = dyn_cast_or_null<FunctionDecl>(Context);
  const Symbol *Scope = function(Owner);
  return declared(Variable->getCanonicalDecl(), Scope ? Scope->Id : "");
}

const Symbol *SymbolNames::threadLocal(const VarDecl *Variable) {
  const Symbol *Named = data(Variable);
  return Within ? Symbols.intern(Named->Id + "|in " + Within->Id, Named->Name,
                                 Within->Id)
                : Named;
}

const Symbol *SymbolNames::type(QualType Type) {
  if (Type.isNull())
    return nullptr;
  const Symbol *&Entry =
      TypeNames[Type.getCanonicalType().getUnqualifiedType().getAsOpaquePtr()];
  if (!Entry)
    Entry = text(Type.getCanonicalType().getUnqualifiedType().getAsString());
  return Entry;
}

/// Adjacent bit-fields are one memory location ([intro.memory]): the first of
/// them stands for all.
static const FieldDecl *memoryLocation(const FieldDecl *Field) {
  if (!Field->isBitField())
    return Field;
  const FieldDecl *First = nullptr;
  for (const FieldDecl *Sibling : Field->getParent()->fields()) {
    if (!Sibling->isBitField() ||
        compat::isZeroLengthBitField(Field->getASTContext(), Sibling))
      First = nullptr;
    else if (!First)
      First = Sibling;
    if (Sibling == Field)
      break;
  }
  return First ? First : Field;
}

SymbolPath SymbolNames::path(const AccessPath &Path) {
  SymbolPath Result;
  switch (Path.rootKind()) {
  case RootKind::This:
    Result = SymbolPath(SymbolRoot::This, nullptr);
    break;
  case RootKind::Variable: {
    const VarDecl *Variable = Path.rootVariable();
    const auto *Parameter = dyn_cast<ParmVarDecl>(Variable);
    const auto *Owner = dyn_cast<FunctionDecl>(Variable->getDeclContext());
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Owner);
    bool IsClosure = Method && Method->getParent()->isLambda();
    if (Variable->getTLSKind() != VarDecl::TLS_None)
      Result = SymbolPath(SymbolRoot::Local, threadLocal(Variable));
    else if (Variable->hasGlobalStorage())
      Result = SymbolPath(Variable->isStaticLocal() ? SymbolRoot::Static
                                                    : SymbolRoot::Global,
                          data(Variable));
    else if (Parameter && !IsClosure)
      Result = SymbolPath(Parameter->getType()->isReferenceType()
                              ? SymbolRoot::Reference
                              : SymbolRoot::Parameter,
                          nullptr, Parameter->getFunctionScopeIndex());
    else
      Result = SymbolPath(SymbolRoot::Local, data(Variable));
    break;
  }
  case RootKind::Unknown:
  case RootKind::Capture: // the closure's own copy
  case RootKind::Fresh:
  case RootKind::AnyObject:
    return {};
  }
  for (const PathStep &Step : Path.steps())
    Result.add(step(Step));
  return Result;
}

SymbolStep SymbolNames::step(const PathStep &Step) {
  SymbolStep Mine;
  switch (Step.StepKind) {
  case PathStep::Field:
    Mine.StepKind = SymbolStep::Field;
    Mine.Name = data(memoryLocation(cast<FieldDecl>(Step.Declaration)));
    break;
  case PathStep::Deref:
    Mine.StepKind = SymbolStep::Deref;
    break;
  case PathStep::Element:
    Mine.StepKind = SymbolStep::Element;
    Mine.Index = Step.Index;
    if (const auto *By = dyn_cast_or_null<VarDecl>(Step.Declaration)) {
      Mine.Index = Step.Offset;
      if (const auto *Parameter = dyn_cast<ParmVarDecl>(By))
        Mine.Parameter = Parameter->getFunctionScopeIndex();
      else
        Mine.Name = data(By);
    }
    break;
  case PathStep::Container:
    Mine.StepKind = SymbolStep::Container;
    Mine.Name = data(memoryLocation(cast<FieldDecl>(Step.Declaration)));
    break;
  case PathStep::Call:
    Mine.StepKind = SymbolStep::Call;
    Mine.Name = function(cast<FunctionDecl>(Step.Declaration));
    break;
  }
  return Mine;
}

} // namespace sendsync
