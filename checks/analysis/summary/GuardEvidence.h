//===- GuardEvidence.h - accesses and their locks, for many files *- C++ -*-===//
//
// What one file shows of the guards of data, in a form that means the same in
// every file: data is the place of its declaration, locks are text as the data
// sees them. Merging adds uses at places not seen before, so that the order of
// files makes no difference. For `sendsync infer`.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDEVIDENCE_H
#define SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDEVIDENCE_H

#include "checks/analysis/summary/InferredGuards.h"
#include "checks/analysis/types/Classifier.h"
#include <set>

namespace sendsync {

/// The name of a file that is the same wherever it is included from.
using PathNamer = std::function<std::string(llvm::StringRef)>;

/// A place in a file, named by a PathNamer.
struct SourcePlace {
  std::string Path;
  unsigned Line = 0, Column = 0;
  bool operator<(const SourcePlace &Other) const {
    return std::tie(Path, Line, Column) <
           std::tie(Other.Path, Other.Line, Other.Column);
  }
};

struct ObservedUse {
  bool Write = false;
  /// Handed to code that may change it: a non-const method of the user's.
  bool MayWrite = false;
  bool Unclear = false;
  std::string Function;
  /// By the name that an annotation on the data would use: `mu_`, `g_mu`.
  std::map<std::string, LockMode> Locks;

  const std::string &voter() const { return Function; }
  bool isWrite() const { return Write; }
  bool mayChange() const { return Write || MayWrite; }
  bool isUnclear() const { return Unclear; }
  bool isGuardedBy(const std::string &Lock) const {
    auto Found = Locks.find(Lock);
    return Found != Locks.end() &&
           (!Write || Found->second == LockMode::Exclusive);
  }
};

struct ObservedData {
  std::string Name; ///< qualified
  /// Where an attribute would be written, as an offset in the file: after the
  /// declarator for a name, before the data's own name for a quoted one. Empty:
  /// inside a macro.
  std::optional<unsigned> AttributeOffset;
  /// The guard that the code already declares, as written; else empty.
  std::string Declared;
  /// C cannot name a member in an attribute: the annotation quotes it.
  bool Quoted = false;
  /// Locks that are declared only after the data, where no attribute can name
  /// them.
  std::set<std::string> DeclaredLater;
  std::map<std::pair<SourcePlace, bool>, ObservedUse> Uses; ///< by place, write
};

using GuardEvidence = std::map<SourcePlace, ObservedData>;

/// The evidence of one file. Data that needs no lock (a const, an atomic, a lock
/// itself) is left out.
GuardEvidence observe(const DataUses &Uses, Classifier &Types,
                      const clang::SourceManager &Sources,
                      const PathNamer &PathOf);

/// Adds \p From to \p Into; commutative, associative, idempotent.
void merge(GuardEvidence &Into, const GuardEvidence &From);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_SUMMARY_GUARDEVIDENCE_H
