//===- ModelLoader.h - reads model files into a ModelSet --------*- C++ -*-===//
//
// ModelSections.cpp says which keys exist and where each goes; this class does
// what they have in common: positions, errors, words, layers. A layer is the
// built-in models or the project's models: within a layer an entry may be
// stated once, a later layer replaces what it states, key by key.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELLOADER_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELLOADER_H

#include "checks/analysis/contract/Model.h"
#include "checks/analysis/contract/ModelYaml.h"
#include "llvm/ADT/Twine.h"

namespace sendsync {

class ModelLoader;

/// One key of a mapping: how its value is read into \p T.
template <typename T> struct ModelKey {
  llvm::StringLiteral Name;
  void (*Read)(ModelLoader &Loader, const YamlNode &Key, const YamlNode &Value,
               T &Out);
};

/// One word that a key accepts, and what it means.
template <typename T> struct ModelWord {
  llvm::StringLiteral Text;
  T Meaning;
};

class ModelLoader {
public:
  /// Errors are appended to \p Errors as complete lines.
  ModelLoader(ModelSet &Set, std::vector<std::string> &Errors);
  /// Makes the models look-up-able. Nothing may be read afterwards.
  void finish();

  /// From here on, entries replace those read before.
  void beginLayer() { Stated.clear(); }
  void read(std::shared_ptr<const ModelSource> Source);

  // For ModelSections.cpp.

  void error(const YamlNode &At, const llvm::Twine &Text);
  ModelLocation at(const YamlNode &Node) const;
  bool failed() const { return !FileErrors.empty(); }

  /// Reads a mapping by its table of keys. Reports unknown and repeated keys;
  /// \p What names the mapping in messages ("a lock").
  template <typename T>
  void mapping(llvm::StringRef What, llvm::ArrayRef<ModelKey<T>> Keys,
               const YamlNode &Node, T &Out) {
    if (!isMapping(What, Node))
      return;
    for (size_t I = 0; I < Node.Keys.size(); ++I) {
      const ModelKey<T> *Known = nullptr;
      for (const ModelKey<T> &Key : Keys)
        if (Key.Name == Node.Keys[I].Text)
          Known = &Key;
      if (Known) {
        if (isFirst(Node, I))
          Known->Read(*this, Node.Keys[I], Node.Items[I], Out);
        continue;
      }
      std::vector<llvm::StringRef> Names;
      for (const ModelKey<T> &Key : Keys)
        Names.push_back(Key.Name);
      unknown("key", Node.Keys[I], Names);
    }
  }

  template <typename T>
  std::optional<T> word(llvm::StringRef What,
                        llvm::ArrayRef<ModelWord<T>> Words,
                        const YamlNode &Node) {
    if (!isScalar(What, Node))
      return std::nullopt;
    std::vector<llvm::StringRef> Names;
    for (const ModelWord<T> &Word : Words) {
      if (Word.Text == Node.Text)
        return Word.Meaning;
      Names.push_back(Word.Text);
    }
    unknown("word", Node, Names);
    return std::nullopt;
  }

  /// A sequence, or one item that stands for a sequence of one.
  void each(const YamlNode &Node,
            llvm::function_ref<void(const YamlNode &)> Do);
  /// Every entry of a mapping with free keys; repeated keys are reported.
  void eachEntry(llvm::StringRef What, const YamlNode &Node,
                 llvm::function_ref<void(const YamlNode &, const YamlNode &)>);
  /// A name or a list of names.
  std::vector<std::string> names(llvm::StringRef What, const YamlNode &Node);
  void names(llvm::StringRef What, const YamlNode &Node,
             llvm::StringSet<> &Out);
  void boolean(llvm::StringRef What, const YamlNode &Node, bool &Out);
  std::optional<unsigned> number(llvm::StringRef What, const YamlNode &Node);
  std::optional<ObjectExpr> object(llvm::StringRef What, const YamlNode &Node);
  /// A trait expression; its location is that of \p Key.
  void trait(const YamlNode &Key, const YamlNode &Value,
             std::optional<TraitExpr> &Out);
  bool isMapping(llvm::StringRef What, const YamlNode &Node);
  bool isScalar(llvm::StringRef What, const YamlNode &Node);

  /// True if this layer states \p Aspect of \p Name for the first time, else
  /// reports the repetition.
  bool states(llvm::StringRef Aspect, llvm::StringRef Name, const YamlNode &At);
  TypeModel &type(llvm::StringRef Name, const YamlNode &At);
  /// The model of the overloads of \p Name that \p When selects.
  FunctionModel &function(llvm::StringRef Name, const OverloadCondition &When,
                          const YamlNode &At);
  std::vector<DataGuardModel> &dataGuards(llvm::StringRef Name) {
    return Set.Guards[Name];
  }
  void addMemoryOrder(llvm::StringRef Type) { Set.MemoryOrders.insert(Type); }
  void addAlias(std::string Other, std::string Own);
  void setCLinkage(bool On) { CLinkage = On; }

private:
  void unknown(llvm::StringRef Kind, const YamlNode &Node,
               llvm::ArrayRef<llvm::StringRef> Known);
  bool isFirst(const YamlNode &Mapping, size_t Index);

  ModelSet &Set;
  std::vector<std::string> &Errors;
  const ModelSource *Source = nullptr;
  bool CLinkage = false;
  struct FileError {
    unsigned Line, Column;
    std::string Text;
  };
  std::vector<FileError> FileErrors;
  llvm::StringMap<ModelLocation> Stated;
};

/// Reads the root of a model file (ModelSections.cpp).
void readModelFile(ModelLoader &Loader, const YamlNode &Root);

// The entries of the sections (TypeSections.cpp, FunctionSections.cpp,
// DataSections.cpp).
void readTypeEntry(ModelLoader &Loader, const YamlNode &Entry);
void readLockEntry(ModelLoader &Loader, const YamlNode &Entry);
void readGuardEntry(ModelLoader &Loader, const YamlNode &Entry);
void readHandleEntry(ModelLoader &Loader, const YamlNode &Entry);
void readConditionEntry(ModelLoader &Loader, const YamlNode &Entry);
void readBoundaryEntry(ModelLoader &Loader, const YamlNode &Entry);
void readCallableEntry(ModelLoader &Loader, const YamlNode &Entry);
void readResultEntry(ModelLoader &Loader, const YamlNode &Entry);
void readJoinEntry(ModelLoader &Loader, const YamlNode &Entry);
void readBlockingEntry(ModelLoader &Loader, const YamlNode &Entry);
void readChannelEntry(ModelLoader &Loader, const YamlNode &Entry);
void readFreeEntry(ModelLoader &Loader, const YamlNode &Entry);
void readCallbackEntry(ModelLoader &Loader, const YamlNode &Entry);
void readOrderEntry(ModelLoader &Loader, const YamlNode &Entry);
void readFenceEntry(ModelLoader &Loader, const YamlNode &Entry);
void readMemoryOrderEntry(ModelLoader &Loader, const YamlNode &Entry);
void readEffectEntry(ModelLoader &Loader, const YamlNode &Entry);
void readDataEntry(ModelLoader &Loader, const YamlNode &Entry);

/// The keys and words that model files know, for comparing them with
/// schema.json: the name of the definition there, and what it lists.
struct ModelVocabulary {
  llvm::StringRef Definition;
  bool Words = false; ///< words of an enumeration, else keys of a mapping
  std::vector<llvm::StringRef> Names;
};
std::vector<ModelVocabulary> modelVocabulary();
void addTypeVocabulary(std::vector<ModelVocabulary> &Out);
void addFunctionVocabulary(std::vector<ModelVocabulary> &Out);
void addDataVocabulary(std::vector<ModelVocabulary> &Out);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELLOADER_H
