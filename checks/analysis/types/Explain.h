//===- Explain.h - verdicts as text -----------------------------*- C++ -*-===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_TYPES_EXPLAIN_H
#define SENDSYNC_CHECKS_ANALYSIS_TYPES_EXPLAIN_H

#include "checks/analysis/types/Classifier.h"

namespace sendsync {

/// "yes", "no", "not known", "shares 'Session' (mutable)".
std::string answerText(const Verdict &V, const clang::ASTContext &Context);

/// One line per trait, each followed by why, indented, outermost reason first:
///
///   Send: shares 'Session' (mutable)
///     session.cpp:12:14: 'Session' is not SyncMut because member ...
///   Sync: yes
///
/// What a verdict asks for besides its strongest obligation follows as
/// "also ...".
std::string explainVerdict(clang::QualType Type, Classifier &Types);

/// One line per class and alias among \p Declarations, for tests and dumps:
/// "Session: Send yes, Sync yes, SyncMut no, Owned yes". Templates are left
/// out.
void dumpVerdicts(llvm::ArrayRef<const clang::TypeDecl *> Declarations,
                  Classifier &Types, llvm::raw_ostream &Out);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_TYPES_EXPLAIN_H
