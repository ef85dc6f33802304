//===- Symbol.h - names that mean the same in every file --------*- C++ -*-===//
//
// A file's syntax tree ends with its analysis; what it said about functions and
// data lives on by name. A symbol is a declaration's identity (Clang's unified
// symbol resolution, with the file for what has no linkage) together with the
// name that messages show. A symbol path is an access path (base/AccessPath.h)
// over symbols.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SYMBOL_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SYMBOL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include <memory>
#include <optional>
#include <string>

namespace sendsync {

struct Symbol {
  std::string Id;    ///< the same in every file
  std::string Name;  ///< as messages show it
  std::string Scope; ///< of a local variable: the id of its function
};

/// Owns symbols; one object for each id. Not thread-safe.
class SymbolTable {
public:
  const Symbol *intern(llvm::StringRef Id, llvm::StringRef Name,
                       llvm::StringRef Scope = "");

private:
  llvm::StringMap<std::unique_ptr<Symbol>> Symbols;
};

/// Where a symbol path starts.
enum class SymbolRoot : uint8_t {
  Unknown,
  This,
  Parameter, ///< by value: only what it points to is the caller's
  Reference, ///< a parameter that is another name of the caller's object
  Local,     ///< a variable of one activation of a function
  Global,    ///< static storage
  Static     ///< static storage, declared in a function
};

struct SymbolStep {
  enum Kind : uint8_t { Field, Deref, Element, Call, Container };
  Kind StepKind = Deref;
  /// Of an element: the parameter of the function whose value is its index, with
  /// Index added; negative: none.
  int16_t Parameter = -1;
  const Symbol *Name = nullptr; ///< of an element: such a local variable
  std::optional<int64_t> Index;
  bool operator==(const SymbolStep &Other) const {
    return StepKind == Other.StepKind && Name == Other.Name &&
           Index == Other.Index && Parameter == Other.Parameter;
  }
  /// An element that is not known by a number.
  bool mayVary() const {
    return StepKind == Element && (!Index || Name || Parameter >= 0);
  }
  /// Of elements: as far behind this one as the other is behind the first.
  SymbolStep shifted(const SymbolStep &By) const;
  /// Equal, or elements of which one may be the other.
  bool mayBe(const SymbolStep &Other) const {
    return *this == Other || (StepKind == Element && Other.StepKind == Element &&
                              (mayVary() || Other.mayVary()));
  }
};

/// Paths are comparable if their symbols come from one table.
class SymbolPath {
public:
  SymbolPath() = default;
  SymbolPath(const SymbolPath &) = default;
  SymbolPath &operator=(const SymbolPath &) = default;
  // So that lists grow by moving.
  SymbolPath(SymbolPath &&) noexcept = default;
  SymbolPath &operator=(SymbolPath &&) noexcept = default;
  SymbolPath(SymbolRoot Root, const Symbol *Base, unsigned Index = 0)
      : Root(Root), Index(Index), Base(Base) {}

  bool isKnown() const { return Root != SymbolRoot::Unknown; }
  SymbolRoot root() const { return Root; }
  const Symbol *base() const { return Base; }
  unsigned parameter() const { return Index; }
  llvm::ArrayRef<SymbolStep> steps() const { return Steps; }
  void add(SymbolStep Step);

  bool isStatic() const {
    return Root == SymbolRoot::Global || Root == SymbolRoot::Static;
  }
  bool hasRootOf(const SymbolPath &Other) const {
    return isKnown() && Root == Other.Root && Base == Other.Base &&
           Index == Other.Index;
  }
  /// As the methods of AccessPath with these names.
  bool startsWith(const SymbolPath &Prefix) const;
  bool contains(const SymbolPath &Other) const;
  bool mayVary() const;
  bool mayBe(const SymbolPath &Other) const;
  /// Both name one place, or one is a part of the other.
  bool overlaps(const SymbolPath &Other) const {
    return contains(Other) || Other.contains(*this);
  }
  /// This path with its first \p Drop steps and its root replaced by \p To.
  SymbolPath onto(const SymbolPath &To, unsigned Drop = 0) const;
  /// With every element by a variable or parameter as \p Select says, which is
  /// given its step.
  SymbolPath
  select(llvm::function_ref<void(SymbolStep &)> Select) const;
  /// With another step at the end. Requires one.
  SymbolPath withLast(const SymbolStep &Step) const {
    SymbolPath Result = *this;
    Result.Steps.back() = Step;
    return Result;
  }
  /// Its first \p Count steps.
  SymbolPath first(size_t Count) const {
    SymbolPath Result = *this;
    Result.Steps.truncate(Count);
    return Result;
  }
  /// Reaches its place through the pointer at \p Cell.
  bool isThrough(const SymbolPath &Cell) const;
  /// Ends with a dereference, or is another name of some object.
  bool isPointee() const;

  /// As the code would write it; `this->` is left out. Parameters have no name.
  std::string str() const;

  bool operator==(const SymbolPath &Other) const;
  bool operator<(const SymbolPath &Other) const;

private:
  SymbolRoot Root = SymbolRoot::Unknown;
  unsigned Index = 0;
  const Symbol *Base = nullptr;
  llvm::SmallVector<SymbolStep, 4> Steps;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_SYMBOL_H
