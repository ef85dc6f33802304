//===- Classifier.h - the verdict of a type ---------------------*- C++ -*-===//
//
// The structural rule over constituents (Sharing.h), per instantiated type.
//
//   Classifier Types(Contracts, &Guards);
//   const Verdict &V = Types.verdict(Session, Trait::SyncMut);
//   if (const Obligation *O = V.no()) ... O->Because ...
//
// A verdict lists every obligation; a caller that asks "what is shared?" looks
// at the Alias obligations, whatever the strongest one is.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_TYPES_CLASSIFIER_H
#define SENDSYNC_CHECKS_ANALYSIS_TYPES_CLASSIFIER_H

#include "checks/analysis/contract/Contracts.h"
#include "checks/analysis/contract/MemberGuards.h"
#include "checks/analysis/types/Constituents.h"

namespace sendsync {

/// Answers for one translation unit. Each question is computed once; a
/// recursive type is assumed to have the trait while it is being asked
/// (coinduction). Cost: linear in the number of distinct constituent types.
/// Not thread-safe.
class Classifier {
public:
  /// \p Guards null: nothing is known about how members are used.
  explicit Classifier(const Contracts &Declared,
                      const MemberGuards *Guards = nullptr)
      : Declared(Declared), Guards(Guards) {}
  Classifier(const Classifier &) = delete;
  Classifier &operator=(const Classifier &) = delete;

  /// The obligations of \p Type. Valid as long as the classifier.
  const Verdict &verdict(clang::QualType Type, Trait Asked);

  /// What \p Part adds to the verdict of the class \p Owner; claims and models
  /// of \p Owner itself are left out. The first step of each chain names the
  /// part.
  Verdict contribution(const clang::RecordDecl *Owner, const Constituent &Part,
                       Trait Asked);

  /// What it means to hand out \p Pointee: nothing if it is SyncMut, else the
  /// obligation to show that sharing it is harmless.
  Verdict sharing(clang::QualType Pointee, bool Owning);

  /// How the visible code uses the member. Unseen without MemberGuards.
  MemberUse use(const clang::FieldDecl *Member) const {
    return Guards ? Guards->use(Member) : MemberUse();
  }
  /// True if an annotation says which lock guards the member itself.
  bool isDeclaredGuarded(const clang::FieldDecl *Member) const;

  const Contracts &contracts() const { return Declared; }
  const clang::ASTContext &context() const { return Declared.context(); }

private:
  using Key = std::pair<const void *, unsigned>;
  /// A question that is being answered.
  struct Frame {
    Key Question;
    /// The lowest frame whose assumption the answer depends on so far.
    unsigned Lowest;
    size_t TrailStart;
  };
  /// An answer that holds while the assumption of frame `Lowest` does.
  struct ProvisionalVerdict {
    Verdict Answer;
    unsigned Lowest;
  };

  Verdict evaluate(clang::QualType Type, Trait Asked);
  Key keyOf(clang::QualType Type, Trait Asked) const;
  void dependOn(unsigned Lower);
  void settle(const Frame &Done, const Verdict &Answer);

  // By the form of the type.
  Verdict ofType(clang::QualType Type, Trait Asked);
  Verdict ofPointer(clang::QualType Pointee, Trait Asked);
  Verdict ofRecord(const clang::RecordDecl *Record, clang::QualType Type,
                   Trait Asked);
  std::optional<Verdict> byClaim(const clang::RecordDecl *Record,
                                 clang::QualType Type, Trait Asked);
  std::optional<Verdict> byCondition(const Claim &Conditional,
                                     const clang::RecordDecl *By,
                                     clang::QualType Type, Trait Asked);
  Verdict byStructure(const clang::RecordDecl *Record, Trait Asked);
  Verdict ofClosure(const clang::CXXRecordDecl *Closure, Trait Asked);

  // What a model says (ModelRule.cpp).
  struct Scope;
  std::optional<Verdict> byModel(const TypeModel &Model, clang::QualType Type,
                                 Trait Asked);
  std::optional<Verdict> modelDefault(const TypeModel &Model,
                                      const Scope &Names, Trait Asked);
  Verdict eval(const TraitExpr &Expr, const Scope &Names);
  Verdict query(const TraitExpr &Expr, const Scope &Names);
  /// The verdict of an object behind a pointer that destroys or sends it.
  Verdict ofPointee(clang::QualType Pointee, Trait Asked);
  /// What the model's pointer refers to, with its constness; null if nothing.
  clang::QualType modelPointee(const TypeModel &Model, clang::QualType Type);
  /// What a member of pointer-like type refers to; null if nothing.
  clang::QualType pointeeOf(clang::QualType Type);

  // What a member adds to its class (MemberRule.cpp).
  Verdict monitorRule(const clang::RecordDecl *Owner, const Constituent &Part);
  Verdict syncRule(const clang::RecordDecl *Owner, const Constituent &Part);
  Verdict unguarded(const clang::RecordDecl *Owner, const Constituent &Part,
                    const Verdict &OfType, std::string Why);
  /// What \p Part reaches without owning its synchronization.
  Verdict reachRule(const clang::RecordDecl *Owner, const Constituent &Part);
  bool hasLock(const clang::RecordDecl *Record);

  const Contracts &Declared;
  const MemberGuards *Guards;
  std::vector<Frame> Stack;
  llvm::DenseMap<Key, unsigned> OnStack;
  llvm::DenseMap<Key, ProvisionalVerdict> Provisional;
  /// Keys of Provisional in the order of adding.
  std::vector<Key> Trail;
  llvm::DenseMap<Key, std::unique_ptr<const Verdict>> Settled;
  llvm::DenseMap<const clang::RecordDecl *, bool> HasLock;
};

/// The claim that decides \p Asked for \p Record, or null: its own, else one
/// that a base makes. SyncMut claimed is Sync claimed; Sync denied is SyncMut
/// denied. Malformed claims do not count. Sets \p By to the class that makes it.
const Claim *decidingClaim(const Contracts &Declared,
                           const clang::RecordDecl *Record, Trait Asked,
                           const clang::RecordDecl **By = nullptr);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_TYPES_CLASSIFIER_H
