//===- DataSections.cpp - what models say of members and variables --------===//
#include "checks/analysis/contract/ModelReaders.h"

namespace sendsync {
namespace {

using Node = YamlNode;
using Guards = std::vector<DataGuardModel>;

template <GuardedUse Use>
void readLocks(ModelLoader &L, const Node &Key, const Node &Value,
               Guards &Out) {
  for (std::string &Lock : L.names(Key.Text, Value))
    Out.push_back({Use, std::move(Lock), L.at(Key)});
}

constexpr ModelKey<Guards> DataKeys[] = {
    {"name", readBefore<Guards>},
    {"guarded_by", readLocks<GuardedUse::Every>},
    {"guarded_by_any", readLocks<GuardedUse::AllToWrite>},
    {"read_guarded_by", readLocks<GuardedUse::Reads>},
    {"write_guarded_by", readLocks<GuardedUse::Writes>}};

} // namespace

void readDataEntry(ModelLoader &L, const Node &Entry) {
  for (const std::string &Name : entryNames(L, "guarded data", "name", Entry)) {
    if (!L.states("the data", Name, Entry))
      continue;
    // A later layer replaces what an earlier one said.
    Guards &Out = L.dataGuards(Name);
    Out.clear();
    L.mapping<Guards>("guarded data", DataKeys, Entry, Out);
    if (Out.empty() && !L.failed())
      L.error(Entry, "'" + Name + "' needs a guard: one of guarded_by, "
                     "guarded_by_any, read_guarded_by, write_guarded_by");
  }
}

void addDataVocabulary(std::vector<ModelVocabulary> &Out) {
  addVocabulary(Out, "data", DataKeys);
}

} // namespace sendsync
