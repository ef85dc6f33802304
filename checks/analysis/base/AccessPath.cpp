#include "checks/analysis/base/AccessPath.h"
#include "checks/analysis/base/Compat.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace sendsync {

AccessPath AccessPath::thisObject() {
  AccessPath Path;
  Path.Root = RootKind::This;
  return Path;
}

AccessPath AccessPath::variable(const VarDecl *Variable) {
  AccessPath Path;
  Path.Root = RootKind::Variable;
  Path.RootPointer = Variable->getCanonicalDecl();
  return Path;
}

AccessPath AccessPath::capture(const VarDecl *Variable,
                               const CXXRecordDecl *Closure) {
  AccessPath Path = variable(Variable);
  Path.Root = RootKind::Capture;
  Path.Closure = Closure;
  return Path;
}

AccessPath AccessPath::fresh(const Stmt *Origin) {
  AccessPath Path;
  Path.Root = RootKind::Fresh;
  Path.RootPointer = Origin;
  return Path;
}

AccessPath AccessPath::everyMember(const FieldDecl *Field) {
  AccessPath Path;
  Path.Root = RootKind::AnyObject;
  return Path.field(Field);
}

const VarDecl *AccessPath::rootVariable() const {
  if (Root != RootKind::Variable && Root != RootKind::Capture)
    return nullptr;
  return static_cast<const VarDecl *>(RootPointer);
}

AccessPath AccessPath::withStep(PathStep Step) const {
  // Paths through linked structures grow without bound; past this length the
  // location is not nameable.
  constexpr unsigned MaxSteps = 8;
  if (!isKnown())
    return {};
  // The member of its own container, the container of its own member.
  if (!Steps.empty() && Steps.back().Declaration == Step.Declaration &&
      ((Step.StepKind == PathStep::Field &&
        Steps.back().StepKind == PathStep::Container) ||
       (Step.StepKind == PathStep::Container &&
        Steps.back().StepKind == PathStep::Field)))
    return parent();
  if (Steps.size() >= MaxSteps)
    return {};
  AccessPath Path = *this;
  Path.Steps.push_back(Step);
  return Path;
}

AccessPath AccessPath::field(const FieldDecl *Field) const {
  return withStep({PathStep::Field, 0, Field->getCanonicalDecl(), {}});
}

AccessPath AccessPath::deref() const {
  // The copy of a pointer refers to what the original refers to.
  if (Root == RootKind::Capture && Steps.empty()) {
    AccessPath Original = *this;
    Original.Root = RootKind::Variable;
    Original.Closure = nullptr;
    return Original.withStep({PathStep::Deref, 0, nullptr, {}});
  }
  return withStep({PathStep::Deref, 0, nullptr, {}});
}

AccessPath AccessPath::element(std::optional<int64_t> Index) const {
  return withStep(PathStep::element(Index));
}

AccessPath AccessPath::shifted(const PathStep &By) const {
  if (!isKnown() || By.Index == 0)
    return *this;
  bool IsElement =
      !Steps.empty() && Steps.back().StepKind == PathStep::Element;
  AccessPath Path = IsElement ? *this : element(0);
  if (!Path.isKnown())
    return Path;
  PathStep &Last = Path.Steps.back();
  if (By.Index && Last.Index)
    *Last.Index += *By.Index;
  else if (By.Index && Last.Declaration)
    Last.Offset += *By.Index;
  else if (By.Declaration && Last.Index)
    Last = {PathStep::Element, int32_t(*Last.Index) + By.Offset,
            By.Declaration, std::nullopt};
  else
    Last = PathStep::element(std::nullopt);
  return Path;
}

AccessPath AccessPath::anyElement() const {
  AccessPath Path = *this;
  for (PathStep &Step : Path.Steps)
    if (Step.StepKind == PathStep::Element)
      Step = PathStep::element(std::nullopt);
  return Path;
}

AccessPath AccessPath::call(const FunctionDecl *Getter) const {
  return withStep({PathStep::Call, 0, Getter->getCanonicalDecl(), {}});
}

AccessPath AccessPath::container(const FieldDecl *Member) const {
  return withStep({PathStep::Container, 0, Member->getCanonicalDecl(), {}});
}

AccessPath AccessPath::parent() const {
  AccessPath Path = *this;
  Path.Steps.pop_back();
  return Path;
}

const FieldDecl *AccessPath::ownMember() const {
  if (Root != RootKind::This || Steps.empty() ||
      Steps.front().StepKind != PathStep::Field)
    return nullptr;
  return cast<FieldDecl>(Steps.front().Declaration);
}

const FieldDecl *AccessPath::lastField() const {
  for (const PathStep &Step : llvm::reverse(Steps))
    if (Step.StepKind == PathStep::Field)
      return cast<FieldDecl>(Step.Declaration);
  return nullptr;
}

/// What a container says that it holds ([container.reqmts]).
static QualType valueType(const CXXRecordDecl *Container) {
  if (Container)
    for (const Decl *Member : Container->decls())
      if (const auto *Name = dyn_cast<TypedefNameDecl>(Member))
        if (Name->getName() == "value_type")
          return Name->getUnderlyingType().getCanonicalType();
  return {};
}

QualType AccessPath::type() const {
  const ValueDecl *Last = lastDeclaration();
  QualType Type = Last ? Last->getType().getNonReferenceType() : QualType();
  // The steps after the last that says what it leads to.
  size_t First = Steps.size();
  while (First > 0 && Steps[First - 1].StepKind != PathStep::Field &&
         Steps[First - 1].StepKind != PathStep::Container)
    --First;
  if (First > 0 && Steps[First - 1].StepKind == PathStep::Container) {
    const auto *Member = cast<FieldDecl>(Steps[First - 1].Declaration);
    Type = compat::typeOf(Member->getASTContext(), Member->getParent());
  }
  for (const PathStep &Step : llvm::drop_begin(Steps, First)) {
    if (Type.isNull())
      break;
    if (Step.StepKind == PathStep::Deref)
      Type = Type->getPointeeType();
    else if (Step.StepKind == PathStep::Element)
      Type = Type->isArrayType()
                 ? QualType(Type->getArrayElementTypeNoTypeQual(), 0)
                 : valueType(Type->getAsCXXRecordDecl());
    else if (const auto *Getter =
                 llvm::dyn_cast_or_null<FunctionDecl>(Step.Declaration))
      Type = Getter->getReturnType().getNonReferenceType();
  }
  return Type;
}

const ValueDecl *AccessPath::lastDeclaration() const {
  if (const FieldDecl *Field = lastField())
    return Field;
  return rootVariable();
}

/// Every step leads to a part of the object before it.
static bool areParts(llvm::ArrayRef<PathStep> Steps) {
  return llvm::none_of(Steps, [](const PathStep &Step) {
    return Step.StepKind == PathStep::Deref ||
           Step.StepKind == PathStep::Call ||
           Step.StepKind == PathStep::Container;
  });
}

bool AccessPath::isLocalStorage() const {
  if (Root == RootKind::Fresh)
    return true;
  const VarDecl *Variable = rootVariable();
  if (!Variable)
    return false;
  if (Root == RootKind::Variable &&
      (!Variable->hasLocalStorage() || Variable->getType()->isReferenceType()))
    return false;
  return areParts(Steps);
}

bool AccessPath::hasGlobalRoot() const {
  const VarDecl *Variable = rootVariable();
  return Root == RootKind::Variable && Variable->hasGlobalStorage();
}

bool AccessPath::isThreadLocal() const {
  const VarDecl *Variable = rootVariable();
  return Variable && Variable->getTLSKind() != VarDecl::TLS_None;
}

bool AccessPath::mayVary() const {
  return llvm::any_of(Steps, [](const PathStep &Step) {
    return (Step.StepKind == PathStep::Element && !Step.Index) ||
           Step.StepKind == PathStep::Call;
  });
}

bool AccessPath::startsWith(const AccessPath &Prefix) const {
  return hasRootOf(Prefix) && Steps.size() >= Prefix.Steps.size() &&
         std::equal(Prefix.Steps.begin(), Prefix.Steps.end(), Steps.begin());
}

bool AccessPath::mayStartWith(const AccessPath &Prefix) const {
  return hasRootOf(Prefix) && Steps.size() >= Prefix.Steps.size() &&
         std::equal(Prefix.Steps.begin(), Prefix.Steps.end(), Steps.begin(),
                    [](const PathStep &Left, const PathStep &Right) {
                      return Left.mayBe(Right);
                    });
}

bool AccessPath::contains(const AccessPath &Other) const {
  return Other.startsWith(*this) &&
         areParts(Other.steps().drop_front(Steps.size()));
}

bool AccessPath::mayOverlap(const AccessPath &Other) const {
  if (Other.Steps.size() < Steps.size())
    return Other.mayOverlap(*this);
  return Other.mayStartWith(*this) &&
         areParts(Other.steps().drop_front(Steps.size()));
}

AccessPath AccessPath::rebase(const AccessPath &From,
                              const AccessPath &To) const {
  assert(startsWith(From) && "rebase needs a path below From");
  AccessPath Path = To;
  for (const PathStep &Step :
       llvm::ArrayRef(Steps).drop_front(From.Steps.size()))
    Path = Path.withStep(Step);
  return Path;
}

/// The name as written; of a structured binding the names it introduces.
static std::string nameOf(const VarDecl &Variable) {
  const auto *Decomposition = dyn_cast<DecompositionDecl>(&Variable);
  if (!Decomposition)
    return Variable.getNameAsString();
  std::string Names;
  for (const BindingDecl *Binding : Decomposition->bindings())
    Names += (Names.empty() ? "[" : ", ") + Binding->getNameAsString();
  return Names + "]";
}

std::string AccessPath::str() const {
  std::string Text;
  bool Arrow = false;
  // Is what step I starts from a member that is a reference? (References with a
  // name of their own are resolved, or are no step.)
  auto isReference = [&](unsigned I) {
    const auto *Member =
        I == 0 ? nullptr
               : dyn_cast_or_null<FieldDecl>(Steps[I - 1].Declaration);
    return Member && Member->getType()->isReferenceType();
  };
  switch (Root) {
  case RootKind::Unknown:
  case RootKind::Fresh:
    return "";
  case RootKind::This:
    break;
  case RootKind::AnyObject:
    return "&" + lastField()->getQualifiedNameAsString();
  case RootKind::Variable:
  case RootKind::Capture:
    Text = nameOf(*rootVariable());
    break;
  }
  for (unsigned I = 0; I != Steps.size(); ++I) {
    const PathStep &Step = Steps[I];
    switch (Step.StepKind) {
    case PathStep::Deref:
      // Nobody writes anything to get through a reference.
      if (isReference(I))
        break;
      if (I + 1 == Steps.size())
        Text = "*" + (Text.empty() ? "this" : Text);
      else
        Arrow = true;
      break;
    case PathStep::Element:
      Text += Step.Index ? "[" + std::to_string(*Step.Index) + "]" : "[...]";
      break;
    case PathStep::Field:
    case PathStep::Call:
      if (!Text.empty())
        Text += Arrow ? "->" : ".";
      Text += cast<NamedDecl>(Step.Declaration)->getNameAsString();
      if (Step.StepKind == PathStep::Call)
        Text += "()";
      Arrow = false;
      break;
    case PathStep::Container:
      Text = "container_of(" + std::string(Arrow ? "" : "&") +
             (Text.empty() ? "this" : Text) + ", " +
             cast<NamedDecl>(Step.Declaration)->getNameAsString() + ")";
      Arrow = true;
      break;
    }
  }
  return Text.empty() ? "this" : Text;
}

bool AccessPath::operator==(const AccessPath &Other) const {
  return isKnown() && startsWith(Other) && Steps.size() == Other.Steps.size();
}

bool AccessPath::operator<(const AccessPath &Other) const {
  auto Key = [](const AccessPath &Path) {
    return std::tuple(Path.Root, Path.RootPointer, Path.Closure);
  };
  if (Key(*this) != Key(Other))
    return Key(*this) < Key(Other);
  return std::lexicographical_compare(
      Steps.begin(), Steps.end(), Other.Steps.begin(), Other.Steps.end(),
      [](const PathStep &L, const PathStep &R) {
        auto Key = [](const PathStep &Step) {
          return std::tuple(
              Step.StepKind,
              Step.StepKind == PathStep::Element ? nullptr : Step.Declaration,
              Step.Index);
        };
        return Key(L) < Key(R);
      });
}

} // namespace sendsync
