//===- AccessPath.h - a variable plus the steps to a location ---*- C++ -*-===//
//
// An access path names a memory location the way the source does: a root
// (`this`, a variable, a fresh object) and the steps from there, for example
// `session->counter.hits_` is root `session`, steps deref, field `counter`,
// field `hits_`. Locks and data are both named by access paths, so "which lock
// guards this object" is a question about two paths with a common prefix.
//
// Invariants: pointer and smart-pointer dereferences are one step `Deref`;
// an element of an array or container is one step `Element`, with its index where
// that is a constant; references are already resolved to what they are bound to.
// Two equal paths denote the same location (must-alias) unless `mayVary` says
// otherwise. Different paths denote different locations as far as their names go;
// an element without an index may be any (`mayStartWith`, `mayOverlap`).
//
// The idea is that of RacerD (Blackshear et al., OOPSLA 2018).
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_ACCESSPATH_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_ACCESSPATH_H

#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>
#include <tuple>

namespace sendsync {

/// Where an access path starts.
enum class RootKind : uint8_t {
  Unknown,  ///< not nameable; never equal to anything, itself included
  This,     ///< the object a member function was called on
  Variable, ///< a local, parameter, global or static member
  Capture,  ///< the copy of a variable that a closure holds
  Fresh,    ///< an object made by one expression
  AnyObject ///< every object of a class: `&Graph::mu_` in an attribute
};

/// One step from an object to a part of it.
struct PathStep {
  enum Kind : uint8_t {
    Field,   ///< a data member
    Deref,   ///< what a pointer, reference wrapper or smart pointer refers to
    Element, ///< an element of an array or container
    Call,    ///< the result of a const getter on the object (`lock_returned`)
    Container ///< the object of which this is the member (`container_of`)
  };
  Kind StepKind = Deref;
  /// Of an element: what is added to the variable that is its index.
  int32_t Offset = 0;
  /// The field, member or getter. Of an element whose index is no constant: the
  /// variable that it counts from, or null; this says how the element was
  /// selected, not which one it is, and does not count for equality.
  const clang::Decl *Declaration = nullptr;
  std::optional<int64_t> Index; ///< of an element; empty: any

  static PathStep element(std::optional<int64_t> Index) {
    return {Element, 0, nullptr, Index};
  }
  bool operator==(const PathStep &Other) const {
    return StepKind == Other.StepKind && Index == Other.Index &&
           (StepKind == Element || Declaration == Other.Declaration);
  }
  /// Equal, or elements of which one may be the other.
  bool mayBe(const PathStep &Other) const {
    return *this == Other || (StepKind == Element && Other.StepKind == Element &&
                              (!Index || !Other.Index));
  }
};

class AccessPath {
public:
  AccessPath() = default;

  static AccessPath thisObject();
  static AccessPath variable(const clang::VarDecl *Variable);
  /// The copy of \p Variable inside the closure \p Closure.
  static AccessPath capture(const clang::VarDecl *Variable,
                            const clang::CXXRecordDecl *Closure);
  /// The object that \p Origin (an expression) creates.
  static AccessPath fresh(const clang::Stmt *Origin);

  /// The member \p Field of every object.
  static AccessPath everyMember(const clang::FieldDecl *Field);

  bool isKnown() const { return Root != RootKind::Unknown; }
  RootKind rootKind() const { return Root; }
  /// The root variable; null for `this`, fresh and unknown roots.
  const clang::VarDecl *rootVariable() const;
  /// The closure whose copy the root is; null unless the root is a capture.
  const clang::CXXRecordDecl *closure() const { return Closure; }
  llvm::ArrayRef<PathStep> steps() const { return Steps; }

  AccessPath field(const clang::FieldDecl *Field) const;
  AccessPath deref() const;
  AccessPath element(std::optional<int64_t> Index = std::nullopt) const;
  /// What a pointer to this refers to after it moved by the index of \p By.
  AccessPath shifted(const PathStep &By) const;
  AccessPath call(const clang::FunctionDecl *Getter) const;
  /// The object whose member \p Member this is.
  AccessPath container(const clang::FieldDecl *Member) const;
  /// The path without its last step. Requires at least one step.
  AccessPath parent() const;
  /// The path with every element for any of its siblings.
  AccessPath anyElement() const;

  /// The member of `this` that the path goes through, or null.
  const clang::FieldDecl *ownMember() const;
  /// The last field of the path, or null.
  const clang::FieldDecl *lastField() const;
  /// The declaration the path ends at: the last field, else the root variable.
  const clang::ValueDecl *lastDeclaration() const;

  /// The type of the object that the path ends at; null if it is not known.
  clang::QualType type() const;

  /// True if the path names storage of one activation of one function: a local
  /// or by-value parameter, and no dereference on the way.
  bool isLocalStorage() const;
  /// True if the path starts at a global, static or thread-local variable.
  bool hasGlobalRoot() const;
  bool isThreadLocal() const;
  /// True if two evaluations of the path may denote different locations: an
  /// element without a constant index, or a result of a getter.
  bool mayVary() const;

  /// True if this path names \p Other or an object that contains it. A
  /// dereference is not containment: `p` is not a prefix of `*p` here.
  bool contains(const AccessPath &Other) const;
  /// True if \p Prefix is an initial part of this path, dereferences included.
  bool startsWith(const AccessPath &Prefix) const;
  /// As startsWith and contains (in either direction), where an element may be
  /// any other that its index does not exclude.
  bool mayStartWith(const AccessPath &Prefix) const;
  bool mayOverlap(const AccessPath &Other) const;
  /// This path with its leading \p From replaced by \p To. Requires
  /// startsWith(From).
  AccessPath rebase(const AccessPath &From, const AccessPath &To) const;

  /// As the user would write it: `session->counter.hits_`; `this->` is left
  /// out. Empty for unknown and fresh roots.
  std::string str() const;

  /// Do both name one location? False for unknown paths, even for one and the
  /// same.
  bool operator==(const AccessPath &Other) const;
  bool operator!=(const AccessPath &Other) const { return !(*this == Other); }
  /// The same value: as ==, and two unknown paths are the same. What compares
  /// states of a dataflow needs this one, or it never comes to rest.
  bool isSame(const AccessPath &Other) const {
    return isKnown() ? *this == Other : !Other.isKnown();
  }
  /// An order that is stable within one run; for containers only.
  bool operator<(const AccessPath &Other) const;

private:
  AccessPath withStep(PathStep Step) const;
  bool hasRootOf(const AccessPath &Other) const {
    return isKnown() && Root == Other.Root &&
           RootPointer == Other.RootPointer && Closure == Other.Closure;
  }

  RootKind Root = RootKind::Unknown;
  const void *RootPointer = nullptr;
  const clang::CXXRecordDecl *Closure = nullptr;
  llvm::SmallVector<PathStep, 4> Steps;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_ACCESSPATH_H
