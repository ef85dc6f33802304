#include "tool/output/Json.h"

namespace sendsync {

/// Paths and source text need not be UTF-8, JSON has to be.
static std::string text(llvm::StringRef Bytes) {
  return llvm::json::isUTF8(Bytes) ? Bytes.str() : llvm::json::fixUTF8(Bytes);
}

static void writePlace(llvm::json::OStream &Json, const Place &Where) {
  Json.attribute("file", text(Where.Path));
  Json.attribute("line", Where.Line);
  Json.attribute("column", Where.Column);
}

JsonWriter::JsonWriter(llvm::raw_ostream &Out)
    : Out(Out), Json(Out, /*IndentSize=*/2) {
  Json.objectBegin();
  Json.attribute("schema", 1);
  Json.attributeBegin("findings");
  Json.arrayBegin();
}

JsonWriter::~JsonWriter() {
  Json.arrayEnd();
  Json.attributeEnd();
  Json.objectEnd();
  Json.flush();
  Out << '\n';
}

void JsonWriter::write(const FindingRecord &Finding) {
  Json.object([&] {
    Json.attribute("check", Finding.Check);
    Json.attribute("severity", severityName(Finding.Sev));
    writePlace(Json, Finding.Where);
    Json.attribute("message", text(Finding.Message));
    Json.attribute("subject", text(Finding.Subject));
    Json.attributeArray("notes", [&] {
      for (const NoteRecord &Note : Finding.Notes)
        Json.object([&] {
          Json.attribute("role", roleName(Note.Role));
          writePlace(Json, Note.Where);
          Json.attribute("message", text(Note.Message));
        });
    });
  });
}

} // namespace sendsync
