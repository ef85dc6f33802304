//===- ProgramDump.cpp - linked records as text ---------------------------===//
//
// For --dump=program and the tests: of each function what it and what it calls
// touch, by the names of the objects themselves, what they refer to, and the work
// that is left running.
//
//===----------------------------------------------------------------------===//
#include "checks/analysis/program/Linker.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

namespace sendsync {

static std::string held(const HeldNames &Held) {
  std::string Text;
  for (const HeldName &Lock : Held.Locks)
    Text += (Text.empty() ? "" : ", ") +
            (Lock.Lock.isKnown() ? Lock.Lock.str() : std::string("?")) +
            (Lock.Maybe ? "?" : "");
  if (Held.Unknown)
    Text += Text.empty() ? "?" : ", ?";
  return "{" + Text + "}";
}

/// With what the path starts at, where that has no name.
static std::string shown(const SymbolPath &Path) {
  switch (Path.root()) {
  case SymbolRoot::Unknown:
    return "?";
  case SymbolRoot::This:
    return "this " + Path.str();
  case SymbolRoot::Parameter:
  case SymbolRoot::Reference:
    return "parameter " + std::to_string(Path.parameter()) + " " + Path.str();
  case SymbolRoot::Local:
  case SymbolRoot::Global:
  case SymbolRoot::Static:
    return Path.str();
  }
  return "";
}

static void dumpEffects(llvm::ArrayRef<Effect> Effects, llvm::StringRef Indent,
                        llvm::raw_ostream &Out) {
  std::set<std::string> Lines;
  for (const Effect &Its : Effects) {
    Lines.insert((Its.isWrite() ? "write " : "read ") + shown(Its.Path) + " " +
                 held(Its.Held) + (Its.Way.empty() ? "" : " in a callee"));
  }
  for (const std::string &Line : Lines)
    Out << Indent << Line << '\n';
}

void dumpProgram(const ProgramSummary &Program, Linker &Link,
                 llvm::raw_ostream &Out) {
  for (const FunctionSummary &F : Program.Functions) {
    Out << "record " << F.Function->Name << '\n';
    if (const Referents *Objects = Link.referents())
      for (const auto &[Cell, Referent] : Objects->of(F))
        Out << "  refers " << shown(Cell) << " to " << shown(Referent) << '\n';
    dumpEffects(Link.effects(F), "  ", Out);
    for (const Task &Left : Link.left(F)) {
      Out << "  left running "
          << (Left.Spawn->Started ? Left.Spawn->Started->Name : "") << '\n';
      dumpEffects(Left.Effects, "    ", Out);
    }
  }
}

} // namespace sendsync
