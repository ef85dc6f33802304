//===- ModelYaml.cpp - a model file as a tree with positions
//------------------//
#include "checks/analysis/contract/ModelYaml.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace sendsync {
namespace {

/// Deeper nesting is refused, so that no input can exhaust the stack.
constexpr unsigned MaxDepth = 16;

class TreeBuilder {
public:
  TreeBuilder(const ModelSource &Source, YamlErrorSink Error)
      : Begin(Source.Text.data()), Error(Error) {
    LineStarts.push_back(0);
    for (size_t I = 0; I < Source.Text.size(); ++I)
      if (Source.Text[I] == '\n')
        LineStarts.push_back(I + 1);
  }

  bool failed() const { return Failed; }

  void fail(unsigned Line, unsigned Column, llvm::StringRef Text) {
    if (!Failed)
      Error(Line, Column, Text);
    Failed = true;
  }

  void fail(const llvm::yaml::Node &Node, llvm::StringRef Text) {
    YamlNode At;
    place(Node, At);
    fail(At.Line, At.Column, Text);
  }

  void build(llvm::yaml::Node *Node, YamlNode &Out, unsigned Depth = 0) {
    if (!Node || Failed)
      return;
    place(*Node, Out);
    if (Depth > MaxDepth)
      return fail(*Node, "nested too deeply");
    if (Node->getRawTag().size() > 1 || !Node->getAnchor().empty())
      return fail(*Node, "tags and anchors are not part of a model file");
    llvm::SmallString<64> Storage;
    if (auto *Scalar = llvm::dyn_cast<llvm::yaml::ScalarNode>(Node)) {
      Out.NodeKind = YamlNode::Scalar;
      llvm::StringRef Raw = Scalar->getRawValue();
      Out.Quoted = Raw.starts_with("'") || Raw.starts_with("\"");
      Out.Text = Scalar->getValue(Storage).str();
    } else if (auto *Block =
                   llvm::dyn_cast<llvm::yaml::BlockScalarNode>(Node)) {
      Out.NodeKind = YamlNode::Scalar;
      Out.Text = Block->getValue().str();
    } else if (auto *List = llvm::dyn_cast<llvm::yaml::SequenceNode>(Node)) {
      Out.NodeKind = YamlNode::Sequence;
      for (llvm::yaml::Node &Item : *List) {
        Out.Items.emplace_back();
        build(&Item, Out.Items.back(), Depth + 1);
        if (Failed)
          return;
      }
    } else if (auto *Map = llvm::dyn_cast<llvm::yaml::MappingNode>(Node)) {
      Out.NodeKind = YamlNode::Mapping;
      for (llvm::yaml::KeyValueNode &Entry : *Map) {
        Out.Keys.emplace_back();
        Out.Items.emplace_back();
        build(Entry.getKey(), Out.Keys.back(), Depth + 1);
        if (!Failed && Out.Keys.back().NodeKind != YamlNode::Scalar)
          return fail(Out.Keys.back().Line, Out.Keys.back().Column,
                      "a key has to be a word");
        build(Entry.getValue(), Out.Items.back(), Depth + 1);
        if (Failed)
          return;
        // An empty value has no position of its own.
        if (Out.Items.back().NodeKind == YamlNode::Null) {
          Out.Items.back().Line = Out.Keys.back().Line;
          Out.Items.back().Column = Out.Keys.back().Column;
        }
      }
    } else if (llvm::isa<llvm::yaml::AliasNode>(Node)) {
      fail(*Node, "aliases are not part of a model file; quote a name that "
                  "starts with '*'");
    }
  }

private:
  /// The parser places flow collections and aliases behind
  /// their first token, so look back for it.
  void place(const llvm::yaml::Node &Node, YamlNode &Out) const {
    const char *At = Node.getSourceRange().Start.getPointer();
    if (!At || At < Begin)
      return;
    size_t Offset = At - Begin;
    llvm::StringRef Before(Begin, Offset);
    if (llvm::isa<llvm::yaml::SequenceNode, llvm::yaml::MappingNode>(Node)) {
      Before = Before.rtrim();
      if (Before.ends_with("[") || Before.ends_with("{"))
        Offset = Before.size() - 1;
    } else if (llvm::isa<llvm::yaml::AliasNode>(Node)) {
      size_t Star = Before.rfind('*');
      Offset = Star == llvm::StringRef::npos ? Offset : Star;
    }
    auto Next = llvm::upper_bound(LineStarts, Offset);
    Out.Line = Next - LineStarts.begin();
    Out.Column = Offset - *std::prev(Next) + 1;
  }

  const char *Begin;
  YamlErrorSink Error;
  std::vector<size_t> LineStarts;
  bool Failed = false;
};

} // namespace

const YamlNode *YamlNode::find(llvm::StringRef Key) const {
  for (size_t I = 0; I < Keys.size(); ++I)
    if (Keys[I].Text == Key)
      return &Items[I];
  return nullptr;
}

bool parseYaml(const ModelSource &Source, YamlNode &Root, YamlErrorSink Error) {
  TreeBuilder Builder(Source, Error);
  llvm::SourceMgr Manager;
  Manager.setDiagHandler(
      [](const llvm::SMDiagnostic &Diagnostic, void *Context) {
        auto *Builder = static_cast<TreeBuilder *>(Context);
        std::string Text = Diagnostic.getMessage().str();
        // "Unexpected token." in the shape of our own messages.
        Text = llvm::StringRef(Text).rtrim(".!").str();
        if (!Text.empty())
          Text[0] = llvm::toLower(Text[0]);
        Builder->fail(std::max(Diagnostic.getLineNo(), 1),
                      std::max(Diagnostic.getColumnNo(), 0) + 1, Text);
      },
      &Builder);
  llvm::yaml::Stream Stream(Source.Text, Manager, /*ShowColors=*/false);
  llvm::yaml::document_iterator Document = Stream.begin();
  if (Document != Stream.end()) {
    Builder.build(Document->getRoot(), Root);
    if (!Builder.failed() && !Stream.failed() && ++Document != Stream.end() &&
        !Stream.failed())
      if (llvm::yaml::Node *Second = Document->getRoot())
        Builder.fail(*Second, "a model file has one document");
  }
  if (Stream.failed())
    Builder.fail(1, 1, "not a YAML file");
  return !Builder.failed();
}

} // namespace sendsync
