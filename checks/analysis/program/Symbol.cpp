#include "checks/analysis/program/Symbol.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

namespace sendsync {

const Symbol *SymbolTable::intern(llvm::StringRef Id, llvm::StringRef Name,
                                  llvm::StringRef Scope) {
  std::unique_ptr<Symbol> &Entry = Symbols[Id];
  if (!Entry)
    Entry = std::make_unique<Symbol>(Symbol{Id.str(), Name.str(), Scope.str()});
  return Entry.get();
}

SymbolStep SymbolStep::shifted(const SymbolStep &By) const {
  SymbolStep Any = {Element};
  if (!Index || !By.Index || (mayVary() && By.mayVary()))
    return Any;
  SymbolStep Result = mayVary() ? *this : By;
  Result.Index = *Index + *By.Index;
  return Result;
}

void SymbolPath::add(SymbolStep Step) {
  // The member of its own container, the container of its own member.
  if (!Steps.empty() && Step.Name && Steps.back().Name == Step.Name &&
      ((Step.StepKind == SymbolStep::Field &&
        Steps.back().StepKind == SymbolStep::Container) ||
       (Step.StepKind == SymbolStep::Container &&
        Steps.back().StepKind == SymbolStep::Field)))
    Steps.pop_back();
  else
    Steps.push_back(Step);
}

bool SymbolPath::startsWith(const SymbolPath &Prefix) const {
  return hasRootOf(Prefix) && Steps.size() >= Prefix.Steps.size() &&
         std::equal(Prefix.Steps.begin(), Prefix.Steps.end(), Steps.begin());
}

bool SymbolPath::contains(const SymbolPath &Other) const {
  return Other.startsWith(*this) &&
         llvm::none_of(llvm::drop_begin(Other.Steps, Steps.size()),
                       [](const SymbolStep &Step) {
                         return Step.StepKind == SymbolStep::Deref ||
                                Step.StepKind == SymbolStep::Container;
                       });
}

bool SymbolPath::mayVary() const {
  return llvm::any_of(Steps, [](const SymbolStep &Step) {
    return Step.StepKind == SymbolStep::Call || Step.mayVary();
  });
}

bool SymbolPath::mayBe(const SymbolPath &Other) const {
  return hasRootOf(Other) && Steps.size() == Other.Steps.size() &&
         std::equal(Steps.begin(), Steps.end(), Other.Steps.begin(),
                    [](const SymbolStep &L, const SymbolStep &R) {
                      return L.mayBe(R);
                    });
}

SymbolPath SymbolPath::onto(const SymbolPath &To, unsigned Drop) const {
  // Paths through linked structures grow without bound in recursions.
  constexpr unsigned MaxSteps = 8;
  if (!To.isKnown() || To.Steps.size() + Steps.size() - Drop > MaxSteps)
    return {};
  SymbolPath Result = To;
  for (const SymbolStep &Step : llvm::drop_begin(Steps, Drop))
    Result.add(Step);
  return Result;
}

SymbolPath SymbolPath::select(
    llvm::function_ref<void(SymbolStep &)> Select) const {
  SymbolPath Result = *this;
  for (SymbolStep &Step : Result.Steps)
    if (Step.StepKind == SymbolStep::Element &&
        (Step.Name || Step.Parameter >= 0))
      Select(Step);
  return Result;
}

bool SymbolPath::isThrough(const SymbolPath &Cell) const {
  return Steps.size() > Cell.Steps.size() && startsWith(Cell) &&
         Steps[Cell.Steps.size()].StepKind == SymbolStep::Deref;
}

bool SymbolPath::isPointee() const {
  return Steps.empty() ? Root == SymbolRoot::Reference
                       : Steps.back().StepKind == SymbolStep::Deref;
}

std::string SymbolPath::str() const {
  std::string Text = Base ? Base->Name : "";
  // What names a place comes after the last scope.
  if (size_t Scope = Text.rfind("::");
      Scope != std::string::npos && Root != SymbolRoot::Global)
    Text.erase(0, Scope + 2);
  bool Pending = false; // a dereference that the next step may write as `->`
  for (const SymbolStep &Step : Steps) {
    switch (Step.StepKind) {
    case SymbolStep::Deref:
      if (Pending)
        Text = "*" + Text;
      Pending = true;
      continue;
    case SymbolStep::Field:
    case SymbolStep::Call: {
      llvm::StringRef Name;
      if (Step.Name)
        Name = Step.Name->Name;
      size_t Scope = Name.rfind("::");
      if (Scope != llvm::StringRef::npos)
        Name = Name.drop_front(Scope + 2);
      Text += (Text.empty() ? "" : Pending ? "->" : ".") + Name.str() +
              (Step.StepKind == SymbolStep::Call ? "()" : "");
      break;
    }
    case SymbolStep::Element:
      if (Pending)
        Text = "(*" + Text + ")";
      Text += Step.mayVary() ? "[...]"
                             : "[" + std::to_string(*Step.Index) + "]";
      break;
    case SymbolStep::Container:
      Text = "container_of(" + std::string(Pending ? "" : "&") + Text + ")";
      Pending = true;
      continue;
    }
    Pending = false;
  }
  return Pending ? "*" + Text : Text;
}

bool SymbolPath::operator==(const SymbolPath &Other) const {
  return Steps.size() == Other.Steps.size() && startsWith(Other);
}

/// By ids, not by addresses, so that results come in one order.
static auto rank(const Symbol *S) {
  return S ? llvm::StringRef(S->Id) : llvm::StringRef();
}

bool SymbolPath::operator<(const SymbolPath &Other) const {
  auto head = [](const SymbolPath &P) {
    return std::make_tuple(P.Root, P.Index, rank(P.Base), P.Steps.size());
  };
  if (head(*this) != head(Other))
    return head(*this) < head(Other);
  auto key = [](const SymbolStep &S) {
    return std::make_tuple(S.StepKind, rank(S.Name), S.Index, S.Parameter);
  };
  for (unsigned I = 0; I != Steps.size(); ++I)
    if (!(Steps[I] == Other.Steps[I]))
      return key(Steps[I]) < key(Other.Steps[I]);
  return false;
}

} // namespace sendsync
