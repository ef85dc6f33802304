//===- Compat.h - one spelling for LLVM 19 to 22 ----------------*- C++ -*-===//
//
// The only file that asks which LLVM it is built against. Everything else uses
// the names defined here.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_COMPAT_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_COMPAT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>
#include <optional>

/// The header of clang::createInvocation.
#if LLVM_VERSION_MAJOR >= 22
#define SENDSYNC_CREATE_INVOCATION_HEADER                                      \
  "clang/Driver/CreateInvocationFromArgs.h"
#else
#define SENDSYNC_CREATE_INVOCATION_HEADER "clang/Frontend/Utils.h"
#endif

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

inline bool isZeroLengthBitField(const clang::ASTContext &Context,
                                 const clang::FieldDecl *Field) {
#if LLVM_VERSION_MAJOR >= 20
  return Field->isZeroLengthBitField();
#else
  return Field->isZeroLengthBitField(Context);
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

/// A lock attribute that has a class of its own before LLVM 21 and is a
/// spelling of another attribute since.
struct SeparateLockAttr {
  bool Try = false; ///< acquires on success, else asserts
  bool Shared = false;
  llvm::ArrayRef<clang::Expr *> Arguments;
  const clang::Expr *Success = nullptr;
};
inline std::optional<SeparateLockAttr> separateLockAttr(const clang::Attr *A) {
#if LLVM_VERSION_MAJOR < 21
  if (auto *Try = llvm::dyn_cast<clang::ExclusiveTrylockFunctionAttr>(A))
    return SeparateLockAttr{true,
                            false,
                            {Try->args_begin(), Try->args_end()},
                            Try->getSuccessValue()};
  if (auto *Try = llvm::dyn_cast<clang::SharedTrylockFunctionAttr>(A))
    return SeparateLockAttr{true,
                            true,
                            {Try->args_begin(), Try->args_end()},
                            Try->getSuccessValue()};
  if (auto *Assert = llvm::dyn_cast<clang::AssertExclusiveLockAttr>(A))
    return SeparateLockAttr{
        false, false, {Assert->args_begin(), Assert->args_end()}, nullptr};
  if (auto *Assert = llvm::dyn_cast<clang::AssertSharedLockAttr>(A))
    return SeparateLockAttr{
        false, true, {Assert->args_begin(), Assert->args_end()}, nullptr};
#endif
  return std::nullopt;
}

/// True if \p Type has the attribute reentrant_capability, which exists since
/// LLVM 21.
inline bool isReentrantCapability(const clang::Decl *Type) {
#if LLVM_VERSION_MAJOR >= 21
  return Type->hasAttr<clang::ReentrantCapabilityAttr>();
#else
  return false;
#endif
}

/// Diagnostic options that a DiagnosticsEngine or a renderer is made with. They
/// have to outlive what is made with them.
class OwnedDiagnosticOptions {
public:
  clang::DiagnosticOptions &get() { return *Options; }
#if LLVM_VERSION_MAJOR >= 21
  clang::DiagnosticOptions &argument() { return *Options; }

private:
  std::unique_ptr<clang::DiagnosticOptions> Options =
      std::make_unique<clang::DiagnosticOptions>();
#else
  clang::DiagnosticOptions *argument() { return Options.get(); }

private:
  llvm::IntrusiveRefCntPtr<clang::DiagnosticOptions> Options =
      llvm::makeIntrusiveRefCnt<clang::DiagnosticOptions>();
#endif
};

/// A compiler for one invocation, with its diagnostics going to \p Consumer
/// (not owned) and its files read through \p Files. A template, so that this
/// header does not need the front end's: the caller names
/// clang::CompilerInstance.
template <typename Compiler, typename Invocation>
std::unique_ptr<Compiler>
makeCompiler(std::shared_ptr<Invocation> Command,
             llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
             clang::DiagnosticConsumer *Consumer) {
#if LLVM_VERSION_MAJOR >= 22
  auto Result = std::make_unique<Compiler>(std::move(Command));
  Result->setVirtualFileSystem(Files);
  Result->createDiagnostics(Consumer, /*ShouldOwnClient=*/false);
  Result->createFileManager();
#else
  auto Result = std::make_unique<Compiler>();
  Result->setInvocation(std::move(Command));
  Result->createDiagnostics(Consumer, /*ShouldOwnClient=*/false);
  Result->createFileManager(std::move(Files));
#endif
  return Result;
}

/// The LLVM major version this binary was built for.
inline constexpr int LLVMMajor = LLVM_VERSION_MAJOR;

} // namespace compat
} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_COMPAT_H
