#include "checks/analysis/summary/GlobalInits.h"
#include "checks/analysis/base/Origin.h"
#include "checks/analysis/facts/PathResolver.h"
#include "checks/analysis/summary/PassedNames.h"

using namespace clang;

namespace sendsync {

namespace {

class InitializerSummary {
public:
  InitializerSummary(const Contracts &Contract, SymbolNames &Names)
      : Contract(Contract), Names(Names), Passed(None, Contract, Names),
        Paths(Contract, Uses, &None) {
    Out.Blocks.emplace_back();
  }

  void add(const VarDecl &Variable) {
    const Expr *Init = Variable.getInit();
    if (Init && !Init->isValueDependent() && !Init->containsErrors())
      initialize(AccessPath::variable(Variable.getCanonicalDecl()),
                 Variable.getType(), Init);
  }

  std::optional<FunctionSummary> take(SourceLocation At) {
    if (Out.Blocks[0].Events.empty())
      return std::nullopt;
    Out.File = Names.file(At);
    Out.Function = Names.text("initializers of " + Out.File->Id);
    return std::move(Out);
  }

private:
  template <typename Event>
  Event &emit(EventKind Kind, std::vector<Event> &To, const Expr *At) {
    To.emplace_back().At = Names.site(At->getBeginLoc());
    Out.Blocks[0].Events.push_back({Kind, uint32_t(To.size() - 1)});
    return To.back();
  }

  void initialize(const AccessPath &Object, QualType Type, const Expr *Init) {
    Init = stripped(Init);
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(Init))
      return construct(Object, *Construct);
    if (const auto *List = dyn_cast<InitListExpr>(Init))
      return initialize(Object, *List);
    if (!Type->isPointerType() || Type->isFunctionPointerType() ||
        numberOf(Init, Contract.context()) == 0)
      return;
    BindEvent &Bind = emit(EventKind::Bind, Out.Binds, Init);
    Bind.Cell = Names.path(Object);
    Bind.Referent = Names.path(Paths.target(Init));
  }

  void initialize(const AccessPath &Object, const InitListExpr &List) {
    const RecordDecl *Record = List.getType()->getAsRecordDecl();
    const auto *Class = dyn_cast_or_null<CXXRecordDecl>(Record);
    if (!Record || Record->isUnion() || (Class && Class->getNumBases()))
      return;
    unsigned I = 0;
    for (const FieldDecl *Field : Record->fields())
      if (!Field->isUnnamedBitField() && I < List.getNumInits())
        initialize(Object.field(Field), Field->getType(), List.getInit(I++));
  }

  void construct(const AccessPath &Object, const CXXConstructExpr &Made) {
    const CXXConstructorDecl *Constructor = Made.getConstructor();
    if (isInSystemHeader(Constructor) || Constructor->isDefaulted())
      return;
    std::vector<ArgumentPaths> Arguments =
        Paths.arguments({Made.getArgs(), Made.getNumArgs()});
    CallEvent &Call = emit(EventKind::Call, Out.Calls, &Made);
    Call.Callee = Names.function(Constructor);
    Call.Receiver = Names.path(Object);
    Call.Arguments = Passed.arguments(Arguments);
  }

  const Contracts &Contract;
  SymbolNames &Names;
  const VariableUses Uses;
  const FunctionFacts None; ///< initializers have no variables of their own
  PassedNames Passed;
  PathResolver Paths;
  FunctionSummary Out;
};

} // namespace

std::optional<FunctionSummary>
summarizeInitializers(llvm::ArrayRef<const VarDecl *> Variables,
                      const Contracts &Contract, SymbolNames &Names) {
  InitializerSummary Result(Contract, Names);
  for (const VarDecl *Variable : Variables)
    Result.add(*Variable);
  const SourceManager &Sources = Contract.context().getSourceManager();
  return Result.take(Sources.getLocForStartOfFile(Sources.getMainFileID()));
}

} // namespace sendsync
