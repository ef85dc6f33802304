//===- ModelSections.cpp - the sections of a model file
//-----------------------//
#include "checks/analysis/contract/ModelReaders.h"

namespace sendsync {
namespace {

using Node = YamlNode;

constexpr ModelWord<bool> Languages[] = {{"c", true}, {"c++", false}};

/// A section: a list of entries, each read by \p Read.
template <void (*Read)(ModelLoader &, const Node &)>
void readSection(ModelLoader &L, const Node &Key, const Node &Value, int &) {
  if (Value.NodeKind == Node::Sequence)
    L.each(Value, [&](const Node &Entry) { Read(L, Entry); });
  else
    L.error(Value, "'" + Key.Text + "' has to be a list");
}

constexpr ModelKey<int> FileKeys[] = {
    {"schema",
     [](ModelLoader &L, const Node &, const Node &Value, int &) {
       if (Value.Text != "1")
         L.error(Value, "this version reads schema 1");
     }},
    {"library", [](ModelLoader &L, const Node &Key, const Node &Value,
                   int &) { L.isScalar(Key.Text, Value); }},
    {"language", readBefore<int>},
    {"namespace_aliases",
     [](ModelLoader &L, const Node &, const Node &Value, int &) {
       L.eachEntry("'namespace_aliases'", Value,
                   [&](const Node &Own, const Node &Others) {
                     for (std::string &Other : L.names(Own.Text, Others))
                       L.addAlias(std::move(Other), Own.Text);
                   });
     }},
    {"types", readSection<readTypeEntry>},
    {"locks", readSection<readLockEntry>},
    {"guards", readSection<readGuardEntry>},
    {"handles", readSection<readHandleEntry>},
    {"condvars", readSection<readConditionEntry>},
    {"boundaries", readSection<readBoundaryEntry>},
    {"callables", readSection<readCallableEntry>},
    {"results", readSection<readResultEntry>},
    {"joins", readSection<readJoinEntry>},
    {"blocking", readSection<readBlockingEntry>},
    {"callbacks", readSection<readCallbackEntry>},
    {"orders", readSection<readOrderEntry>},
    {"fences", readSection<readFenceEntry>},
    {"memory_orders", readSection<readMemoryOrderEntry>},
    {"frees", readSection<readFreeEntry>},
    {"channels", readSection<readChannelEntry>},
    {"effects", readSection<readEffectEntry>},
    {"data", readSection<readDataEntry>}};

} // namespace

void readModelFile(ModelLoader &L, const YamlNode &Root) {
  if (!L.isMapping("a model file", Root))
    return;
  if (!Root.find("schema"))
    L.error(Root, "a model file starts with 'schema: 1'");
  // Decides what all entries mean, wherever it stands.
  if (const Node *Language = Root.find("language"))
    L.setCLinkage(
        L.word<bool>("language", Languages, *Language).value_or(false));
  int Unused = 0;
  L.mapping<int>("a model file", FileKeys, Root, Unused);
}

std::vector<ModelVocabulary> modelVocabulary() {
  std::vector<ModelVocabulary> Result;
  addVocabulary(Result, "file", FileKeys);
  addVocabulary(Result, "language", Languages);
  addTypeVocabulary(Result);
  addFunctionVocabulary(Result);
  addDataVocabulary(Result);
  return Result;
}

} // namespace sendsync
