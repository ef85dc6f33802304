#include "tool/output/Text.h"
#include "checks/analysis/base/Compat.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/TextDiagnostic.h"
#include "llvm/Support/raw_ostream.h"

namespace sendsync {

namespace {

/// Clang's rendering, but for the paths and the include stack.
class Printer : public clang::TextDiagnostic {
public:
  Printer(llvm::raw_ostream &Stream, const clang::LangOptions &Language,
          compat::OwnedDiagnosticOptions &Options,
          const TextCollector::Display &ShowPath)
      : TextDiagnostic(Stream, Language, Options.argument()), Stream(Stream),
        ShowPath(ShowPath), Color(Options.get().ShowColors) {}

protected:
  void emitDiagnosticLoc(clang::FullSourceLoc, clang::PresumedLoc Where,
                         clang::DiagnosticsEngine::Level,
                         llvm::ArrayRef<clang::CharSourceRange>) override {
    if (Where.isInvalid())
      return;
    if (Color)
      Stream.changeColor(llvm::raw_ostream::SAVEDCOLOR, /*Bold=*/true);
    Stream << ShowPath(Where.getFilename()) << ':' << Where.getLine() << ':'
           << Where.getColumn() << ": ";
    if (Color)
      Stream.resetColor();
  }
  void emitIncludeLocation(clang::FullSourceLoc, clang::PresumedLoc) override {}

private:
  llvm::raw_ostream &Stream;
  const TextCollector::Display &ShowPath;
  bool Color;
};

} // namespace

struct TextCollector::Renderer {
  Renderer(std::string &Text, const clang::LangOptions &Language,
           const Display &ShowPath, bool Color)
      : Language(Language), Stream(Text) {
    Stream.enable_colors(Color);
    Options.get().ShowColors = Color;
    Options.get().ShowCarets = Options.get().ShowFixits = true;
    Options.get().ShowOptionNames = false;
    Printing.emplace(Stream, this->Language, Options, ShowPath);
  }

  clang::LangOptions Language;
  compat::OwnedDiagnosticOptions Options;
  llvm::raw_string_ostream Stream;
  std::optional<Printer> Printing;
};

TextCollector::TextCollector(Display ShowPath, bool Color)
    : ShowPath(std::move(ShowPath)), Color(Color) {}
TextCollector::~TextCollector() = default;

void TextCollector::BeginSourceFile(const clang::LangOptions &Language,
                                    const clang::Preprocessor *) {
  Current = std::make_unique<Renderer>(Text, Language, ShowPath, Color);
}

void TextCollector::EndSourceFile() { Current.reset(); }

void TextCollector::HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                                     const clang::Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  llvm::SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  size_t Start = Text.size();

  if (Current && Info.hasSourceManager() && Info.getLocation().isValid()) {
    clang::FullSourceLoc Where(Info.getLocation(), Info.getSourceManager());
    Current->Printing->emitDiagnostic(Where, Level, Message, Info.getRanges(),
                                      Info.getFixItHints(), &Info);
  } else {
    // Before the file is opened, or about no place in particular.
    llvm::raw_string_ostream Stream(Text);
    Stream.enable_colors(Color);
    clang::TextDiagnostic::printDiagnosticLevel(Stream, Level, Color);
    Stream << Message << '\n';
  }
  if (Current)
    Current->Stream.flush();

  if (Level >= clang::DiagnosticsEngine::Error && !Errors++)
    FirstError = llvm::StringRef(Text).drop_front(Start).split('\n').first.str();
}

std::string TextCollector::take() {
  std::string Taken;
  std::swap(Taken, Text);
  return Taken;
}

} // namespace sendsync
