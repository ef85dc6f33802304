//===- Suppression.h - comments that silence a finding ----------*- C++ -*-===//
//
// Two spellings:
//
//   // sendsync-ok(unguarded-access): called before the threads start
//   // NOLINT(sendsync-unguarded-access), NOLINTNEXTLINE, NOLINTBEGIN/-END
//
// `sendsync-ok` stands on the line of the finding, or alone on the line above.
// Its reason is required: without one it does not count, and the finding says
// so in a note. `NOLINT` means here what it means to clang-tidy. Names may be
// patterns (`sendsync-*`) and lists.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_REPORT_SUPPRESSION_H
#define SENDSYNC_CHECKS_REPORT_SUPPRESSION_H

#include "checks/report/Finding.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace sendsync {

/// What the comments of a file say about one finding.
struct SuppressionAnswer {
  bool Suppressed = false;
  /// A `sendsync-ok` that would apply but gives no reason: where it stands,
  /// 1-based; 0 if there is none.
  unsigned UnreasonedLine = 0, UnreasonedColumn = 0;
};

/// The suppressing comments of one file. Knows text only, not Clang.
class Suppressions {
public:
  /// Cost: one scan for the markers; lines are cut only if there is one.
  explicit Suppressions(llvm::StringRef Text);

  /// \p Check is an id without `sendsync-`; \p Line is 1-based. \p Nolint:
  /// whether NOLINT comments count (a host may handle them itself).
  SuppressionAnswer at(unsigned Line, llvm::StringRef Check, bool Nolint) const;

private:
  enum class MarkerKind : uint8_t { Ok, Line, NextLine, Begin, End };
  struct Marker {
    MarkerKind Kind;
    unsigned Line, Column;
    std::vector<std::string> Names; ///< empty: all
    bool Alone = false;             ///< nothing but the comment on the line
    bool Reasoned = true;
    bool matches(llvm::StringRef Check) const;
  };
  void readLine(llvm::StringRef Text, unsigned Number);

  std::vector<Marker> Markers; ///< in the order of the text
};

/// The suppressions of all files of one translation unit.
class SuppressionFilter {
public:
  SuppressionFilter(const clang::SourceManager &Sources, bool Nolint)
      : Sources(Sources), Nolint(Nolint) {}

  /// True if a comment suppresses \p F: at the finding itself, or where the work
  /// it speaks of is started. Otherwise a comment that failed for
  /// want of a reason becomes a note of \p F.
  bool suppresses(Finding &F);

private:
  SuppressionAnswer commentsAt(clang::SourceLocation At, llvm::StringRef Check,
                               bool WithNolint);

  const clang::SourceManager &Sources;
  bool Nolint;
  llvm::DenseMap<clang::FileID, std::unique_ptr<Suppressions>> Files;
};

} // namespace sendsync

#endif // SENDSYNC_CHECKS_REPORT_SUPPRESSION_H
