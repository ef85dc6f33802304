//===- Compat.h - one spelling for LLVM 19 to 22 ----------------*- C++ -*-===//
//
// The only file that asks which LLVM it is built against. Everything else uses
// the names defined here.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_COMPAT_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_COMPAT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "llvm/Config/llvm-config.h"
#include <memory>

namespace sendsync {
namespace compat {

/// The type that \p Declaration declares.
inline clang::QualType typeOf(const clang::ASTContext &Context,
                              const clang::TagDecl *Declaration) {
#if LLVM_VERSION_MAJOR >= 22
  return Context.getCanonicalTagType(Declaration);
#else
  return Context.getTypeDeclType(Declaration);
#endif
}

/// A printer that owns its options where the LLVM version asks for that.
inline std::unique_ptr<clang::TextDiagnosticPrinter>
makeTextPrinter(llvm::raw_ostream &Stream, clang::DiagnosticOptions &Options) {
#if LLVM_VERSION_MAJOR >= 21
  return std::make_unique<clang::TextDiagnosticPrinter>(Stream, Options);
#else
  return std::make_unique<clang::TextDiagnosticPrinter>(Stream, &Options);
#endif
}

/// The LLVM major version this binary was built for.
inline constexpr int LLVMMajor = LLVM_VERSION_MAJOR;

} // namespace compat
} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_COMPAT_H
