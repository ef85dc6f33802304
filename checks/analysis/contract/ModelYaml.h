//===- ModelYaml.h - a model file as a tree with positions ------*- C++ -*-===//
//
// LLVM's YAML parser gives nodes once, in order. The loader wants to look
// ahead (the name of an entry decides where the rest goes) and to point at
// every key, so a file is read into a tree first.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELYAML_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELYAML_H

#include "checks/analysis/base/ModelLocation.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>
#include <vector>

namespace sendsync {

struct YamlNode {
  enum Kind : uint8_t { Null, Scalar, Sequence, Mapping };
  Kind NodeKind = Null;
  bool Quoted = false;
  std::string Text;            ///< for Scalar, without quotes
  std::vector<YamlNode> Keys;  ///< for Mapping; always scalars
  std::vector<YamlNode> Items; ///< for Sequence, and the values of a Mapping
  unsigned Line = 1, Column = 1;

  /// The value of \p Key in a mapping, or null.
  const YamlNode *find(llvm::StringRef Key) const;
};

/// Reports a problem at a line and column of the file.
using YamlErrorSink =
    llvm::function_ref<void(unsigned Line, unsigned Column, llvm::StringRef)>;

/// Reads the one document of \p Source. Stops at the first syntax error, which
/// is reported; the result is false then. An empty file gives a Null node.
bool parseYaml(const ModelSource &Source, YamlNode &Root, YamlErrorSink Error);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_MODELYAML_H
