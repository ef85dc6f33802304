//===- Constituents.h - what a type is made of ------------------*- C++ -*-===//
//
//   struct Job : Task { int id; Cursor where; };   base Task, members id, where
//   [&sum, text] { ... }                           captures sum, text
//   std::map<Key, Value>                           arguments Key, Value, ...
//
// Static members are not part of a value. Members of anonymous structs and
// unions count as members of the class around them.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_TYPES_CONSTITUENTS_H
#define SENDSYNC_CHECKS_ANALYSIS_TYPES_CONSTITUENTS_H

#include "checks/analysis/contract/Model.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/SmallVector.h"

namespace sendsync {

/// One part of a class or closure.
struct Constituent {
  enum Kind : uint8_t { Base, Member, Capture };
  Kind ConstituentKind = Member;
  /// As written. For a capture by reference a reference type, for `this` a
  /// pointer type.
  clang::QualType Type;
  /// The member, or the field of the closure. Null for a base.
  const clang::FieldDecl *Field = nullptr;
  /// The name of the member or of the captured variable; `this`. Empty for a
  /// base.
  std::string Name;
  clang::SourceLocation Location;
  clang::SourceRange Range; ///< what to underline
  bool InUnion = false; ///< shares its storage with other members
  bool Public = false;  ///< code outside the class can name it
  bool This = false;    ///< the capture `this` (not `*this`)

  bool isMutable() const { return Field && Field->isMutable(); }
  bool isConst() const;
};

/// The bases, then the members or captures, in declaration order. Requires a
/// definition.
llvm::SmallVector<Constituent, 8>
constituents(const clang::RecordDecl *Record);

/// The types that \p Name, a parameter of \p Model, stands for in \p Type: one,
/// or all of a pack. Values and templates as arguments give none.
llvm::SmallVector<clang::QualType, 4>
modelArguments(const TypeModel &Model, clang::QualType Type,
               llvm::StringRef Name);

/// All type arguments of \p Type, packs expanded.
llvm::SmallVector<clang::QualType, 4> typeArguments(clang::QualType Type);

/// The type of this qualified name in the translation unit, if it has no
/// template arguments and is declared there; else null.
clang::QualType findNamedType(const clang::ASTContext &Context,
                              llvm::StringRef QualifiedName);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_TYPES_CONSTITUENTS_H
