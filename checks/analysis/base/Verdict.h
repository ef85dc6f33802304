//===- Verdict.h - Send, Sync, SyncMut, Owned and why -----------*- C++ -*-===//
//
// A verdict is a set of obligations (rules.md §1.3). None means yes. `No`
// cannot be met by code at the boundary; `Alias` says that sending shares an
// object, which other stages may show to be harmless; `Opaque` says the
// analysis cannot see. Each obligation carries the chain of steps from the
// asked type to the culprit, outermost first.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_VERDICT_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_VERDICT_H

#include "checks/analysis/base/ModelLocation.h"
#include "clang/AST/Type.h"
#include "clang/Basic/SourceLocation.h"
#include <string>
#include <vector>

namespace sendsync {

/// The questions a type can be asked (rules.md §1.2).
enum class Trait : uint8_t { Send, Sync, SyncMut, Owned, Shm };
llvm::StringRef traitName(Trait T); ///< "Send", "Sync", ...

/// Stable identifiers of why; used in baselines and in the documentation.
enum class ReasonCode : uint8_t {
  LockGuard, ThreadAffine, NonatomicRefcount, SharedUnsyncImpl, MutableUnsync,
  ConstCallHole, PlainState, Borrow, RawAlias, TlsAddress, ProcessPrivate,
  Declared, Erased, Incomplete, DynamicType, Dependent, FrameUnknown, Vendor
};
llvm::StringRef reasonName(ReasonCode Code); ///< "lock-guard", ...

/// One "because" step. Its message is complete: "member 'counter' has type
/// 'HitCounter'". Has either a source or a model location.
struct ReasonStep {
  std::string Message;
  /// The clause after "because" alone; empty if the message has none.
  std::string Why;
  clang::SourceLocation Location;
  ModelLocation Model;
  /// The type whose verdict this step explains, as printed ('Session').
  std::string Subject;
};
using Reason = std::vector<ReasonStep>;

struct Obligation {
  enum Kind : uint8_t { No, Alias, Opaque };
  Kind ObligationKind = No;
  ReasonCode Code = ReasonCode::PlainState;
  /// For Alias: the type that becomes shared, and how.
  clang::QualType Pointee;
  bool ConstOnly = false; ///< Alias: only const access is handed over
  bool Owning = false;    ///< Alias: the pointee cannot dangle
  Reason Because;         ///< outermost first; the last step is the culprit
};

class Verdict {
public:
  enum Answer : uint8_t { Yes, Shares, Unknown, No };

  static Verdict yes() { return {}; }
  std::vector<Obligation> Obligations;

  /// The strongest obligation decides: No, then Unknown, then Shares.
  Answer answer() const;
  bool isYes() const { return Obligations.empty(); }
  bool isNo() const { return answer() == No; }
  /// The first obligation of the strongest kind, or null.
  const Obligation *strongest() const;
  /// The first `No` obligation, or null.
  const Obligation *no() const;

  /// Adds what is new: one obligation per cause, and a handful at most, the
  /// strongest kept.
  void add(Obligation O);
  void add(const Verdict &Other);
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_VERDICT_H
