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
      : TextDiagnostic(Stream, Language, Options.argument()),
        ShowPath(ShowPath) {}

protected:
  void emitDiagnosticLoc(clang::FullSourceLoc Location,
                         clang::PresumedLoc Where,
                         clang::DiagnosticsEngine::Level Level,
                         llvm::ArrayRef<clang::CharSourceRange> Ranges) override {
    if (Where.isInvalid())
      return;
    std::string Path = ShowPath(Where.getFilename());
    TextDiagnostic::emitDiagnosticLoc(
        Location,
        clang::PresumedLoc(Path.c_str(), Where.getFileID(), Where.getLine(),
                           Where.getColumn(), Where.getIncludeLoc()),
        Level, Ranges);
  }
  /// A line with nothing on it shows nothing.
  void emitCodeContext(clang::FullSourceLoc Location,
                       clang::DiagnosticsEngine::Level Level,
                       llvm::SmallVectorImpl<clang::CharSourceRange> &Ranges,
                       llvm::ArrayRef<clang::FixItHint> Hints) override {
    bool Invalid = false;
    llvm::StringRef Line = Location.getBufferData(&Invalid);
    if (!Invalid && Location.isFileID()) {
      Line = Line.take_front(Line.find('\n', Location.getFileOffset()));
      if (size_t Start = Line.rfind('\n'); Start != llvm::StringRef::npos)
        Line = Line.drop_front(Start + 1);
      if (Line.trim().empty())
        return;
    }
    TextDiagnostic::emitCodeContext(Location, Level, Ranges, Hints);
  }
  void emitIncludeLocation(clang::FullSourceLoc, clang::PresumedLoc) override {}

private:
  const TextCollector::Display &ShowPath;
};

} // namespace

struct TextCollector::Renderer {
  Renderer(const clang::LangOptions &Language, bool Color)
      : Language(Language) {
    Options.get().ShowColors = Color;
    Options.get().ShowOptionNames = false;
  }

  clang::LangOptions Language;
  compat::OwnedDiagnosticOptions Options;
};

TextCollector::TextCollector(Display ShowPath, bool Color)
    : ShowPath(std::move(ShowPath)), Color(Color) {}
TextCollector::~TextCollector() = default;

void TextCollector::BeginSourceFile(const clang::LangOptions &Language,
                                    const clang::Preprocessor *) {
  Current = std::make_unique<Renderer>(Language, Color);
}

void TextCollector::EndSourceFile() { Current.reset(); }

void TextCollector::HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                                     const clang::Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  llvm::SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  size_t Start = Text.size();

  llvm::raw_string_ostream Stream(Text);
  Stream.enable_colors(Color);
  if (Current && Info.hasSourceManager() && Info.getLocation().isValid()) {
    clang::FullSourceLoc Where(Info.getLocation(), Info.getSourceManager());
    // One printer per diagnostic: it may keep text back while it lives.
    Printer(Stream, Current->Language, Current->Options, ShowPath)
        .emitDiagnostic(Where, Level, Message, Info.getRanges(),
                        Info.getFixItHints(), &Info);
  } else {
    // Before the file is opened, or about no place in particular.
    clang::TextDiagnostic::printDiagnosticLevel(Stream, Level, Color);
    Stream << Message << '\n';
  }
  Stream.flush();

  if (Level >= clang::DiagnosticsEngine::Error && !Errors++)
    FirstError = llvm::StringRef(Text).drop_front(Start).split('\n').first.str();
}

std::string TextCollector::take() {
  std::string Taken;
  std::swap(Taken, Text);
  return Taken;
}

} // namespace sendsync
