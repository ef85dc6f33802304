//===- ModelLoader.cpp - what all sections of a model file share
//--------------//
#include "checks/analysis/contract/ModelLoader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace sendsync {
namespace {

std::string locationText(const ModelLocation &Location) {
  return Location.Source->Path + ":" + std::to_string(Location.Line) + ":" +
         std::to_string(Location.Column);
}

void setLocation(TraitExpr &Expr, const ModelLocation &Location) {
  Expr.Location = Location;
  for (TraitExpr &Operand : Expr.Operands)
    setLocation(Operand, Location);
}

} // namespace

ModelLoader::ModelLoader(ModelSet &Set, std::vector<std::string> &Errors)
    : Set(Set), Errors(Errors) {
  // A set that was finished before is reopened.
  for (FunctionModel &Pattern : Set.Patterns)
    Set.Functions[Pattern.Name] = std::move(Pattern);
  Set.Patterns.clear();
}

void ModelLoader::finish() {
  std::vector<std::string> PatternNames;
  for (const auto &Entry : Set.Functions)
    if (Entry.second.isPattern())
      PatternNames.push_back(Entry.first().str());
  for (const std::string &Name : PatternNames) {
    Set.Patterns.push_back(std::move(Set.Functions[Name]));
    Set.Functions.erase(Name);
  }
  llvm::sort(Set.Patterns, [](const FunctionModel &A, const FunctionModel &B) {
    return A.Name.size() != B.Name.size() ? A.Name.size() > B.Name.size()
                                          : A.Name < B.Name;
  });
}

void ModelLoader::read(std::shared_ptr<const ModelSource> NewSource) {
  Source = NewSource.get();
  Set.Sources.push_back(std::move(NewSource));
  FileErrors.clear();
  CLinkage = false;
  YamlNode Root;
  if (parseYaml(*Source, Root,
                [&](unsigned Line, unsigned Column, llvm::StringRef Text) {
                  FileErrors.push_back({Line, Column, Text.str()});
                }))
    readModelFile(*this, Root);

  auto Place = [](const FileError &E) {
    return std::tie(E.Line, E.Column, E.Text);
  };
  llvm::sort(FileErrors, [&](const FileError &A, const FileError &B) {
    return Place(A) < Place(B);
  });
  // An entry with several names is read once for each.
  FileErrors.erase(std::unique(FileErrors.begin(), FileErrors.end(),
                               [&](const FileError &A, const FileError &B) {
                                 return Place(A) == Place(B);
                               }),
                   FileErrors.end());
  for (const FileError &E : FileErrors)
    Errors.push_back(Source->Path + ":" + std::to_string(E.Line) + ":" +
                     std::to_string(E.Column) + ": error: " + E.Text);
}

void ModelLoader::error(const YamlNode &At, const llvm::Twine &Text) {
  FileErrors.push_back({At.Line, At.Column, Text.str()});
}

ModelLocation ModelLoader::at(const YamlNode &Node) const {
  return {Source, Node.Line, Node.Column};
}

void ModelLoader::unknown(llvm::StringRef Kind, const YamlNode &Node,
                          llvm::ArrayRef<llvm::StringRef> Known) {
  llvm::StringRef Text = Node.Text;
  llvm::StringRef Nearest;
  unsigned Distance = Text.size() / 3 + 2;
  for (llvm::StringRef Name : Known) {
    unsigned D = Text.edit_distance(Name, /*AllowReplacements=*/true, Distance);
    if (D < Distance) {
      Distance = D;
      Nearest = Name;
    }
  }
  std::string Message = ("unknown " + Kind + " '" + Text + "'").str();
  if (!Nearest.empty())
    Message += ("; did you mean '" + Nearest + "'?").str();
  else
    Message += "; known are " + llvm::join(Known, ", ");
  error(Node, Message);
}

bool ModelLoader::isFirst(const YamlNode &Mapping, size_t Index) {
  for (size_t I = 0; I < Index; ++I)
    if (Mapping.Keys[I].Text == Mapping.Keys[Index].Text) {
      error(Mapping.Keys[Index],
            "key '" + Mapping.Keys[Index].Text + "' is repeated");
      return false;
    }
  return true;
}

bool ModelLoader::isMapping(llvm::StringRef What, const YamlNode &Node) {
  if (Node.NodeKind == YamlNode::Mapping)
    return true;
  error(Node, What + " has to be a mapping of keys to values");
  return false;
}

bool ModelLoader::isScalar(llvm::StringRef What, const YamlNode &Node) {
  if (Node.NodeKind == YamlNode::Scalar && !Node.Text.empty())
    return true;
  error(Node,
        "'" + What + "' has to be " +
            (Node.NodeKind == YamlNode::Scalar ? "a non-empty" : "a single") +
            " word");
  return false;
}

void ModelLoader::each(const YamlNode &Node,
                       llvm::function_ref<void(const YamlNode &)> Do) {
  if (Node.NodeKind != YamlNode::Sequence)
    return Do(Node);
  for (const YamlNode &Item : Node.Items)
    Do(Item);
}

void ModelLoader::eachEntry(
    llvm::StringRef What, const YamlNode &Node,
    llvm::function_ref<void(const YamlNode &, const YamlNode &)> Do) {
  if (!isMapping(What, Node))
    return;
  for (size_t I = 0; I < Node.Keys.size(); ++I)
    if (isFirst(Node, I))
      Do(Node.Keys[I], Node.Items[I]);
}

std::vector<std::string> ModelLoader::names(llvm::StringRef What,
                                            const YamlNode &Node) {
  std::vector<std::string> Result;
  each(Node, [&](const YamlNode &Item) {
    if (!isScalar(What, Item))
      return;
    if (llvm::is_contained(Result, Item.Text))
      error(Item, "'" + Item.Text + "' is listed twice");
    else
      Result.push_back(Item.Text);
  });
  return Result;
}

void ModelLoader::names(llvm::StringRef What, const YamlNode &Node,
                        llvm::StringSet<> &Out) {
  Out.clear();
  for (const std::string &Name : names(What, Node))
    Out.insert(Name);
}

void ModelLoader::boolean(llvm::StringRef What, const YamlNode &Node,
                          bool &Out) {
  if (Node.Text == "yes" || Node.Text == "true")
    Out = true;
  else if (Node.Text == "no" || Node.Text == "false")
    Out = false;
  else
    error(Node, "'" + What + "' has to be yes or no");
}

std::optional<unsigned> ModelLoader::number(llvm::StringRef What,
                                            const YamlNode &Node) {
  unsigned Result;
  if (!llvm::StringRef(Node.Text).getAsInteger(10, Result) && Result < 256)
    return Result;
  error(Node, "'" + What + "' has to be the index of an argument, from 0");
  return std::nullopt;
}

std::optional<ObjectExpr> ModelLoader::object(llvm::StringRef What,
                                              const YamlNode &Node) {
  ObjectExpr Result;
  llvm::StringRef Text = Node.Text;
  Result.Deref = Text.consume_front("*");
  Result.AddressOf = !Result.Deref && Text.consume_front("&");
  bool Plain = !Result.Deref && !Result.AddressOf;
  if (Text == "this" && Plain)
    return Result;
  if (Text == "result" && Plain) {
    Result.BaseKind = ObjectExpr::Result;
    return Result;
  }
  // A bare index is the argument itself.
  bool Bare = Plain && !Text.empty() && llvm::isDigit(Text[0]);
  if (Bare || Text.consume_front("arg")) {
    Result.BaseKind = ObjectExpr::Argument;
    if (!Text.consumeInteger(10, Result.Index) && Result.Index < 256) {
      if (Text.empty())
        return Result;
      if (Text == ".." && !Result.AddressOf) {
        Result.Rest = true;
        return Result;
      }
      if (Text.consume_front("->") && Plain && !Bare && !Text.empty() &&
          llvm::all_of(Text,
                       [](char C) { return llvm::isAlnum(C) || C == '_'; })) {
        Result.Field = Text.str();
        return Result;
      }
    }
  }
  error(Node, "'" + What +
                  "' has to name an object: this, result, arg0, \"*arg0\", "
                  "\"&arg0\", \"arg0->field\" or \"arg0..\"");
  return std::nullopt;
}

void ModelLoader::trait(const YamlNode &Key, const YamlNode &Value,
                        std::optional<TraitExpr> &Out) {
  if (!isScalar(Key.Text, Value))
    return;
  llvm::Expected<TraitExpr> Parsed = parseTraitExpr(Value.Text);
  if (Parsed) {
    setLocation(*Parsed, at(Key));
    Out = std::move(*Parsed);
    return;
  }
  // "column 3: expected ..." becomes a position in the file.
  std::string Text = llvm::toString(Parsed.takeError());
  llvm::StringRef Rest = Text;
  unsigned Column = 1;
  YamlNode Where = Value;
  if (Rest.consume_front("column ") && !Rest.consumeInteger(10, Column) &&
      Rest.consume_front(": "))
    Where.Column += Column - 1 + Value.Quoted;
  error(Where, Rest);
}

bool ModelLoader::states(llvm::StringRef Aspect, llvm::StringRef Name,
                         const YamlNode &At) {
  auto Inserted = Stated.try_emplace((Aspect + " " + Name).str(), at(At));
  if (Inserted.second)
    return true;
  error(At, Aspect + " of '" + Name + "' is already stated at " +
                locationText(Inserted.first->second));
  return false;
}

TypeModel &ModelLoader::type(llvm::StringRef Name, const YamlNode &At) {
  TypeModel &Model = Set.Types[Name];
  Model.Name = Name.str();
  if (!Model.Location.isValid())
    Model.Location = at(At);
  return Model;
}

FunctionModel &ModelLoader::function(llvm::StringRef Name,
                                     const OverloadCondition &When,
                                     const YamlNode &At) {
  FunctionModel *Model = &Set.Functions[Name];
  Model->Name = Name.str();
  if (!When.empty()) {
    auto Known = llvm::find_if(Model->Overloads, [&](const FunctionModel &O) {
      return O.When == When;
    });
    if (Known == Model->Overloads.end())
      Known = Model->Overloads.insert(Known, FunctionModel());
    Model = &*Known;
    Model->Name = Name.str();
    Model->When = When;
  }
  Model->Location = at(At);
  Model->CLinkage = CLinkage;
  return *Model;
}

void ModelLoader::addAlias(std::string Other, std::string Own) {
  Other += "::";
  Own += "::";
  for (auto &Alias : Set.Aliases)
    if (Alias.first == Other) {
      Alias.second = std::move(Own);
      return;
    }
  Set.Aliases.emplace_back(std::move(Other), std::move(Own));
}

} // namespace sendsync
