//===- Analysis.cpp - the pipeline as one function ------------------------===//

#include "checks/analysis/Analysis.h"
#include "checks/analysis/Results.h"
#include "checks/analysis/Why.h"
#include "checks/analysis/base/Compat.h"
#include "checks/analysis/facts/Nesting.h"
#include "checks/analysis/program/OutsideLocks.h"
#include "checks/analysis/summary/DeclaredOrders.h"
#include "checks/analysis/summary/Summarizer.h"
#include "checks/analysis/types/Explain.h"
#include "checks/report/Reporter.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace sendsync {

namespace {

/// The user's declarations of a translation unit: functions with bodies,
/// instantiations instead of patterns, and classes.
class UserCode {
public:
  explicit UserCode(ASTContext &Context)
      : Sources(Context.getSourceManager()) {
    walk(Context.getTranslationUnitDecl());
  }
  std::vector<const FunctionDecl *> Functions;
  std::vector<const RecordDecl *> Records;
  /// Global variables and static members.
  std::vector<const VarDecl *> Variables;
  /// The classes and the aliases.
  std::vector<const TypeDecl *> Types;
  /// Functions that initializers outside of bodies name.
  FunctionSet Referenced;
  /// Functions that are too deep to be looked at.
  unsigned Skipped = 0;

private:
  bool isUserCode(const Decl *D) const {
    SourceLocation Location = D->getLocation();
    return Location.isValid() && !Sources.isInSystemHeader(Location);
  }

  void walk(const DeclContext *Context) {
    for (const Decl *D : Context->decls())
      visit(D);
  }

  void visit(const Decl *D) {
    if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D)) {
      // A namespace of the library may be reopened by a user, and the other
      // way round: each part is looked at by itself.
      if (isUserCode(D))
        walk(cast<DeclContext>(D));
      return;
    }
    if (!isUserCode(D))
      return;
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
      for (const FunctionDecl *Instance : Template->specializations())
        visitFunction(Instance);
    } else if (const auto *Template = dyn_cast<ClassTemplateDecl>(D)) {
      for (const ClassTemplateSpecializationDecl *Instance :
           Template->specializations())
        visitRecord(Instance);
    } else if (const auto *Function = dyn_cast<FunctionDecl>(D)) {
      visitFunction(Function);
    } else if (const auto *Record = dyn_cast<RecordDecl>(D)) {
      visitRecord(Record);
    } else if (const auto *Friend = dyn_cast<FriendDecl>(D)) {
      visitFriend(Friend->getFriendDecl());
    } else if (const auto *Alias = dyn_cast<TypedefNameDecl>(D)) {
      Types.push_back(Alias);
    } else if (const auto *Variable = dyn_cast<VarDecl>(D)) {
      Variables.push_back(Variable);
      addReferenced(Variable->getInit());
    } else if (const auto *Field = dyn_cast<FieldDecl>(D)) {
      addReferenced(Field->getInClassInitializer());
    }
  }

  void addReferenced(const Expr *Init) {
    if (!isTooDeep(Init))
      addAddressTaken(Init, Referenced);
  }

  /// A friend that is defined inside the class; others are seen elsewhere.
  void visitFriend(const NamedDecl *Friend) {
    const auto *Template = dyn_cast_or_null<FunctionTemplateDecl>(Friend);
    const auto *Function = Template ? Template->getTemplatedDecl()
                                    : dyn_cast_or_null<FunctionDecl>(Friend);
    if (Function && Function->isThisDeclarationADefinition())
      visit(Friend);
  }

  void visitFunction(const FunctionDecl *Function) {
    if (Function->isDependentContext() || !Function->isThisDeclarationADefinition() ||
        Function->isDefaulted() || Function->isDeleted())
      return;
    const size_t Place = Functions.size();
    Functions.push_back(Function);
    // With classes, and their methods, inside the body.
    if (Function->hasBody() &&
        !eachStatement(Function->getBody(), [&](const Stmt *S) {
          if (const auto *Declaration = dyn_cast<DeclStmt>(S))
            for (const Decl *D : Declaration->decls())
              if (const auto *Record = dyn_cast<RecordDecl>(D))
                visitRecord(Record);
        })) {
      Functions.erase(Functions.begin() + Place);
      ++Skipped;
    }
  }

  void visitRecord(const RecordDecl *Record) {
    if (!Record->isThisDeclarationADefinition() ||
        Record->isDependentContext() || Record->isImplicit())
      return;
    Records.push_back(Record);
    Types.push_back(Record);
    walk(Record);
  }

  const SourceManager &Sources;
};

void sortFindings(std::vector<Finding> &Findings,
                  const SourceManager &Sources) {
  llvm::stable_sort(Findings, [&](const Finding &L, const Finding &R) {
    SourceLocation Left = Sources.getExpansionLoc(L.Location);
    SourceLocation Right = Sources.getExpansionLoc(R.Location);
    if (Left != Right)
      return Sources.isBeforeInTranslationUnit(Left, Right);
    return L.Check < R.Check;
  });
}

void dumpLocks(const FunctionAnalysis &Function, const SourceManager &Sources,
               llvm::raw_ostream &Out) {
  for (const BodyResults &Body : Function.Bodies) {
    Out << (Body.Facts->Parent ? "closure in " : "function ")
        << Function.Function->getQualifiedNameAsString() << ' '
        << (Body.Locks->contextKnown() ? Body.Locks->entry().str() : "{?}")
        << '\n';
    for (const auto &Block : Body.Facts->Blocks)
      for (const Fact *F : Block->Facts)
        if (const Lockset *Held = Body.Locks->at(*F)) {
          Out << "  " << Held->str() << ' ';
          dumpFact(*F, Sources, Out);
        }
  }
}

void dumpTasks(const FunctionAnalysis &Function, const SourceManager &Sources,
               llvm::raw_ostream &Out) {
  auto line = [&](const TaskState &State) {
    Out << " task@" << Sources.getExpansionLineNumber(State.Spawn->Location)
        << ':';
    static const std::pair<TaskFlag, llvm::StringRef> Names[] = {
        {TaskLive, "live"},         {TaskMany, "many"},
        {TaskJoined, "joined"},     {TaskDetached, "detached"},
        {TaskEscaped, "escaped"},   {TaskUnknown, "unknown"},
        {TaskSomeJoined, "some-joined"}};
    for (const auto &[Flag, Name] : Names)
      if (State.is(Flag))
        Out << ' ' << Name;
  };
  for (const BodyResults &Body : Function.Bodies) {
    if (Body.Tasks.atExit().empty())
      continue;
    Out << (Body.Facts->Parent ? "closure in " : "function ")
        << Function.Function->getQualifiedNameAsString() << '\n';
    for (const TaskState &State : Body.Tasks.atExit()) {
      Out << "  exit";
      line(State);
      Out << '\n';
    }
  }
}

/// One file as a program.
struct LinkedFile {
  explicit LinkedFile(ProgramSummary Its)
      : Program(std::move(Its)), Link(Program), Order(Program, Link) {
    applyOutsideLocks(Program, Link);
  }
  ProgramSummary Program;
  Linker Link;
  WorkOrder Order;
};

template <typename Kind> bool hasFact(const FunctionTable &Functions) {
  bool Has = false;
  Functions.each([&](const FunctionAnalysis &Analysis) {
    for (const BodyResults &Body : Analysis.Bodies)
      Body.Facts->each<Kind>([&](const Kind &) { Has = true; });
  });
  return Has;
}

} // namespace

AnalysisCounts &AnalysisCounts::operator+=(const AnalysisCounts &Other) {
  Functions += Other.Functions;
  Facts += Other.Facts;
  UnresolvedCallables += Other.UnresolvedCallables;
  UnresolvedLocks += Other.UnresolvedLocks;
  CappedFunctions += Other.CappedFunctions;
  UnknownReferents += Other.UnknownReferents;
  return *this;
}

static std::vector<Finding>
judge(const ProgramSummary &Program, Linker &Link,
      llvm::ArrayRef<const CheckInfo *> Checks,
      std::function<SourceLocation(const Site &)> Locate,
      AnalysisCounts &Counts, std::vector<ExcusedPair> *Excused = nullptr) {
  Reporter R;
  std::vector<Race> Races = findRaces(Program, Link, Excused);
  LockCalls Calls(Program, Link);
  LockOrder Order(Calls, Link);
  Counts.CappedFunctions += Link.capped();
  if (const Referents *Objects = Link.referents())
    Counts.UnknownReferents += Objects->unknown();
  std::vector<LockCycle> Cycles = findLockCycles(Order);
  std::vector<DoubleLock> DoubleLocks = findDoubleLocks(Calls, Order);
  ProgramResults Results{Races,
                         Order,
                         Cycles,
                         LockDeclarations(Program.Orders),
                         DoubleLocks,
                         std::move(Locate)};
  for (const CheckInfo *Check : Checks)
    if (Check->Program)
      Check->Program(Results, R);
  return R.take();
}

AnalysisResult analyze(ASTContext &Context, const AnalysisOptions &Options) {
  AnalysisResult Result;
  if (Context.getDiagnostics().hasUncompilableErrorOccurred())
    return Result;
  const SourceManager &Sources = Context.getSourceManager();
  const ModelSet &Models =
      Options.Models ? *Options.Models : ModelSet::builtin();

  // What code and models promise.
  Contracts Contract(Context, Models);
  UserCode Code(Context);

  // Facts, locksets and states of started work, callees before callers.
  FunctionTable Functions(Contract);
  Functions.searchIn(Code.Functions);
  std::vector<const FunctionAnalysis *> Analysed;
  for (const FunctionDecl *Function : Code.Functions)
    if (const FunctionAnalysis *Analysis = Functions.get(Function))
      Analysed.push_back(Analysis);

  // How data is used, and what types may cross.
  CallerContexts Callers(Functions, Code.Referenced);
  DataUses Uses(Functions, Callers);
  Classifier Types(Contract, &Uses);
  LockKinds Kinds(Functions, Callers);

  Result.Counts.CappedFunctions += Code.Skipped;
  Functions.each([&](const FunctionAnalysis &Analysis) {
    ++Result.Counts.Functions;
    bool Capped = Analysis.Capped;
    for (const BodyResults &Body : Analysis.Bodies) {
      Result.Counts.Facts += Body.Facts->Owned.size();
      Result.Counts.UnresolvedCallables += Body.Facts->UnresolvedCallables;
      Result.Counts.UnresolvedLocks += Body.Facts->UnresolvedLocks;
      Capped |= !Body.Locks->solved() || !Body.Tasks.solved();
    }
    Result.Counts.CappedFunctions += Capped;
  });
  if (Options.DumpTo)
    for (const FunctionAnalysis *Analysis : Analysed) {
      if (Options.Dump == "facts")
        dumpFacts(*Analysis->Facts, Sources, *Options.DumpTo);
      else if (Options.Dump == "locks")
        dumpLocks(*Analysis, Sources, *Options.DumpTo);
      else if (Options.Dump == "threads")
        dumpTasks(*Analysis, Sources, *Options.DumpTo);
    }
  if (Options.DumpTo && Options.Dump == "types")
    dumpVerdicts(Code.Types, Types, *Options.DumpTo);

  if (Options.ObservedPath)
    Result.Evidence = observe(Uses, Types, Sources, Options.ObservedPath);

  // What the functions do, by name, and what they do to each other.
  ProgramSummary Summary;
  const PathNamer Here = [](llvm::StringRef Path) { return Path.str(); };
  SymbolNames Names(*Summary.Symbols, Sources,
                    Options.SummaryPath ? Options.SummaryPath : Here);
  Summary.Orders =
      declaredOrders(Contract, Code.Records, Code.Variables, Names);
  // Functions that start work or acquire locks can do something wrong together.
  const bool StartsWork = hasFact<SpawnFact>(Functions);
  const bool CanMeet = StartsWork || !Summary.Orders.empty() ||
                       hasFact<LockFact>(Functions) ||
                       hasFact<GuardFact>(Functions);
  if (Options.SummaryPath || CanMeet)
    summarize(Functions, Callers, Types, Kinds, Code.Variables, Sources, Names,
              Summary);
  if (Options.SummaryPath)
    Result.Summary = Summary;
  std::optional<LinkedFile> Linked;
  if (Options.SummaryPath ? StartsWork : CanMeet)
    Linked.emplace(std::move(Summary));

  // The checks judge.
  FileResults File{Contract,
                   Functions,
                   Uses,
                   Types,
                   Kinds,
                   Linked ? &Linked->Order : nullptr,
                   Sources,
                   Code.Records,
                   Code.Variables};
  Reporter R;
  for (const CheckInfo *Check : Options.Checks) {
    if (Check->Function)
      for (const FunctionAnalysis *Analysis : Analysed)
        Check->Function(FunctionResults{*Analysis, File}, R);
    if (Check->File)
      Check->File(File, R);
  }
  Result.Findings = R.take();

  // Whoever has the summaries of all files judges them together.
  std::vector<ExcusedPair> Excused;
  if (Linked && !Options.SummaryPath)
    llvm::append_range(
        Result.Findings,
        judge(Linked->Program, Linked->Link, Options.Checks,
              [](const Site &At) { return At.Here; }, Result.Counts,
              Options.WhyAt.Line ? &Excused : nullptr));
  sortFindings(Result.Findings, Sources);
  if (Options.DumpTo && Options.Dump == "program" && Linked)
    dumpProgram(Linked->Program, Linked->Link, *Options.DumpTo);
  if (Options.DumpTo && Options.WhyAt.Line)
    explainLine(Options.WhyAt, Analysed, Result.Findings, Excused, Sources,
                *Options.DumpTo);
  return Result;
}

std::vector<Finding>
judgeProgram(ProgramSummary &Program,
             llvm::ArrayRef<const CheckInfo *> Checks,
             std::function<SourceLocation(const Site &)> Locate,
             AnalysisCounts &Counts) {
  Linker Link(Program);
  applyOutsideLocks(Program, Link);
  return judge(Program, Link, Checks, std::move(Locate), Counts);
}

namespace {

/// Looks up `ns::Outer::Name`, with or without a leading `::`.
const NamedDecl *findNamed(ASTContext &Context, llvm::StringRef Name) {
  Name.consume_front("::");
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  Name.split(Parts, "::");
  const DeclContext *Scope = Context.getTranslationUnitDecl();
  const NamedDecl *Found = nullptr;
  for (llvm::StringRef Part : Parts) {
    if (!Scope)
      return nullptr;
    Found = nullptr;
    for (const NamedDecl *D :
         Scope->lookup(&Context.Idents.get(Part.trim()))) {
      if (!isa<TypeDecl, NamespaceDecl, NamespaceAliasDecl, UsingShadowDecl,
               ClassTemplateDecl>(D))
        continue;
      Found = D->getUnderlyingDecl();
      // In C a typedef and a tag may share a name.
      if (isa<TypedefNameDecl>(Found))
        break;
    }
    if (const auto *Alias = dyn_cast_or_null<NamespaceAliasDecl>(Found))
      Found = Alias->getNamespace();
    Scope = dyn_cast_or_null<DeclContext>(Found);
    if (const auto *Tag = dyn_cast_or_null<TagDecl>(Found))
      if (const TagDecl *Definition = Tag->getDefinition())
        Scope = Definition;
  }
  return Found;
}

} // namespace

std::string explainType(ASTContext &Context, llvm::StringRef TypeName,
                        const AnalysisOptions &Options, std::string &Error) {
  const NamedDecl *Named = findNamed(Context, TypeName);
  QualType Type;
  if (const auto *Tag = dyn_cast_or_null<TagDecl>(Named))
    Type = compat::typeOf(Context, Tag);
  else if (const auto *Alias = dyn_cast_or_null<TypedefNameDecl>(Named))
    Type = Alias->getUnderlyingType();
  if (Type.isNull()) {
    Error = Named && isa<ClassTemplateDecl>(Named)
                ? "'" + TypeName.str() +
                      "' is a template; name an alias of an instantiation"
                : "no type named '" + TypeName.str() + "' in this file";
    return "";
  }
  const ModelSet &Models =
      Options.Models ? *Options.Models : ModelSet::builtin();
  Contracts Contract(Context, Models);
  UserCode Code(Context);
  FunctionTable Functions(Contract);
  Functions.searchIn(Code.Functions);
  for (const FunctionDecl *Function : Code.Functions)
    Functions.get(Function);
  CallerContexts Callers(Functions, Code.Referenced);
  DataUses Uses(Functions, Callers);
  Classifier Types(Contract, &Uses);
  return explainVerdict(Type, Types);
}

} // namespace sendsync
