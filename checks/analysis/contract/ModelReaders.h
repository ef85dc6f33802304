//===- ModelReaders.h - reading the keys most sections have -----*- C++ -*-===//
//
// Functions that fit into a row of a ModelKey table.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELREADERS_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELREADERS_H

#include "checks/analysis/contract/ModelLoader.h"

namespace sendsync {

/// A key whose value was read before the others.
template <typename T>
void readBefore(ModelLoader &, const YamlNode &, const YamlNode &, T &) {}

template <typename T, bool T::*Member>
void readBoolean(ModelLoader &L, const YamlNode &Key, const YamlNode &Value,
                 T &Out) {
  L.boolean(Key.Text, Value, Out.*Member);
}
template <typename T, std::vector<std::string> T::*Member>
void readNames(ModelLoader &L, const YamlNode &Key, const YamlNode &Value,
               T &Out) {
  Out.*Member = L.names(Key.Text, Value);
}
template <typename T, llvm::StringSet<> T::*Member>
void readNameSet(ModelLoader &L, const YamlNode &Key, const YamlNode &Value,
                 T &Out) {
  L.names(Key.Text, Value, Out.*Member);
}
template <typename T, std::optional<ObjectExpr> T::*Member>
void readObject(ModelLoader &L, const YamlNode &Key, const YamlNode &Value,
                T &Out) {
  Out.*Member = L.object(Key.Text, Value);
}
/// A word of the table \p Words.
template <typename T, auto Member, const auto &Words>
void readWord(ModelLoader &L, const YamlNode &Key, const YamlNode &Value,
              T &Out) {
  using Word = std::remove_cv_t<std::remove_reference_t<decltype(Words[0])>>;
  using Meaning = decltype(Word::Meaning);
  if (auto Known = L.word<Meaning>(Key.Text, Words, Value))
    Out.*Member = *Known;
}

/// A lock and how it is held, as one mapping states it.
HeldObject readHeldObject(ModelLoader &L, const YamlNode &Node);

inline constexpr ModelWord<LockMode> LockModes[] = {
    {"exclusive", LockMode::Exclusive},
    {"shared", LockMode::Shared},
    // Readers go on; nobody else may become a writer.
    {"upgrade", LockMode::Shared}};

/// The names an entry is about: the value of \p Key, which it must have.
inline std::vector<std::string> entryNames(ModelLoader &L, llvm::StringRef What,
                                           llvm::StringRef Key,
                                           const YamlNode &Entry) {
  if (!L.isMapping(What, Entry))
    return {};
  if (const YamlNode *Value = Entry.find(Key))
    return L.names(Key, *Value);
  L.error(Entry, What + " needs the key '" + Key + "'");
  return {};
}

/// The node of the key \p Name, to point at; the entry itself if it has none.
inline const YamlNode &keyNode(const YamlNode &Entry, llvm::StringRef Name) {
  for (const YamlNode &Key : Entry.Keys)
    if (Key.Text == Name)
      return Key;
  return Entry;
}

template <typename Row, size_t Size>
void addVocabulary(std::vector<ModelVocabulary> &Out,
                   llvm::StringRef Definition,
                   const ModelKey<Row> (&Keys)[Size]) {
  Out.push_back({Definition, /*Words=*/false, {}});
  for (const ModelKey<Row> &Key : Keys)
    Out.back().Names.push_back(Key.Name);
}
template <typename Meaning, size_t Size>
void addVocabulary(std::vector<ModelVocabulary> &Out,
                   llvm::StringRef Definition,
                   const ModelWord<Meaning> (&Words)[Size]) {
  Out.push_back({Definition, /*Words=*/true, {}});
  for (const ModelWord<Meaning> &Word : Words)
    Out.back().Names.push_back(Word.Text);
}

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELREADERS_H
