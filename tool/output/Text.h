//===- Text.h - diagnostics as text, with our paths -------------*- C++ -*-===//
#ifndef SENDSYNC_TOOL_OUTPUT_TEXT_H
#define SENDSYNC_TOOL_OUTPUT_TEXT_H

#include "clang/Basic/Diagnostic.h"
#include <functional>
#include <memory>
#include <string>

namespace sendsync {

/// Renders what a compilation reports as Clang prints it, with two differences:
/// paths are shown by \p Display, and there are no lines about who includes the
/// file, so a finding in a header reads the same from every includer.
class TextCollector : public clang::DiagnosticConsumer {
public:
  using Display = std::function<std::string(llvm::StringRef)>;
  TextCollector(Display ShowPath, bool Color);
  ~TextCollector() override;

  void BeginSourceFile(const clang::LangOptions &Language,
                       const clang::Preprocessor *) override;
  void EndSourceFile() override;
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

  /// What was reported since the last call.
  std::string take();
  unsigned errors() const { return Errors; }
  /// The first line of the first error: `file:line:col: error: text`.
  const std::string &firstError() const { return FirstError; }

private:
  struct Renderer;
  Display ShowPath;
  bool Color;
  std::string Text, FirstError;
  unsigned Errors = 0;
  std::unique_ptr<Renderer> Current;
};

} // namespace sendsync

#endif // SENDSYNC_TOOL_OUTPUT_TEXT_H
