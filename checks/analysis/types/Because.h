//===- Because.h - the words of a verdict -----------------------*- C++ -*-===//
//
// Every sentence of a chain is made here, so that all checks speak alike:
//
//   'Session' is not SyncMut because member 'counter' has type 'HitCounter'
//   'HitCounter' is not SyncMut because member 'hits_' is written without ...
//   'std::unique_lock' is not Send: it releases its lock on the thread ...
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_TYPES_BECAUSE_H
#define SENDSYNC_CHECKS_ANALYSIS_TYPES_BECAUSE_H

#include "checks/analysis/types/Constituents.h"
#include "clang/AST/ASTContext.h"

namespace sendsync {

/// A type as the user writes it: 'std::unique_ptr<Session>'. Without quotes.
std::string typeText(clang::QualType Type, const clang::ASTContext &Context);

/// A class as the subject of a sentence, quoted: 'Session', 'Box<int>'; `the
/// closure` and `the unnamed struct` without quotes.
std::string subjectText(const clang::RecordDecl *Record);
/// The class's plain name without template arguments: 'Box'.
std::string classText(const clang::RecordDecl *Record);

/// "member 'counter' has type 'HitCounter'", "it derives from 'Base'", "it
/// captures 'sum' by reference".
std::string partText(const Constituent &Part, const clang::ASTContext &Context);

/// "is not Send", "is not known to be Send", "shares 'Session'".
std::string relationText(const Obligation &O, Trait Asked,
                         const clang::ASTContext &Context);

/// Why a type that a model or a rule refuses is refused: "its reference count
/// is not atomic". Completes "'T' is not Send: ...".
llvm::StringRef reasonText(ReasonCode Code);

/// An obligation with the one step "<Subject> is not Send because <Why>".
Obligation obligation(Obligation::Kind Kind, ReasonCode Code, Trait Asked,
                      const clang::RecordDecl *Record,
                      clang::SourceLocation Location, std::string Why);

/// \p V with "<Record> is not Send because <Part>" before each of its chains.
Verdict throughPart(Verdict V, Trait Asked, const clang::RecordDecl *Record,
                    const Constituent &Part);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_TYPES_BECAUSE_H
