//===- Config.h - .sendsync.yaml --------------------------------*- C++ -*-===//
//
//   level: standard
//   checks: [-unjoined-thread]
//   models: [models/pool.yaml]
//   levels: {"src/legacy/**": relaxed, "third_party/**": off}
//
// A file's configuration is the nearest .sendsync.yaml from its folder upwards,
// else the one of the current folder. A finding is judged by the configuration
// of the file it stands in, which for a header is the header's own. Paths and
// patterns are relative to the folder of the configuration file.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_CLI_CONFIG_H
#define SENDSYNC_TOOL_CLI_CONFIG_H

#include "checks/report/CheckSelection.h"
#include "checks/report/Levels.h"
#include "llvm/ADT/StringMap.h"
#include <memory>
#include <mutex>
#include <optional>

namespace sendsync {

/// One configuration file, or none: then everything has its default.
class Config {
public:
  /// The level of the file at the absolute path \p File.
  Level levelOf(llvm::StringRef File) const;
  /// In the order in which they apply.
  const std::vector<std::string> &checks() const { return Checks; }
  /// Absolute.
  const std::vector<std::string> &models() const { return Models; }

private:
  friend class ConfigReader;
  struct Entry {
    std::string Pattern;
    Level FileLevel;
  };
  std::string Folder;
  Level Default = Level::Standard;
  std::vector<std::string> Checks, Models;
  std::vector<Entry> Levels; ///< longest pattern first
};

/// Finds and reads configurations, each once. May be used by many threads.
class ConfigFiles {
public:
  /// \p Override: use this file for everything, and look for no other.
  ConfigFiles(llvm::ArrayRef<const CheckInfo *> AllChecks,
              std::string Override);

  /// Never null. \p File is absolute. A file that cannot be read counts as
  /// empty and adds to errors().
  const Config *of(llvm::StringRef File);
  /// Complete lines, `file:line:col: error: text`.
  std::vector<std::string> errors();

private:
  const Config *inFolder(llvm::StringRef Folder);
  const Config *read(llvm::StringRef Path);

  llvm::ArrayRef<const CheckInfo *> AllChecks;
  std::mutex Mutex;
  /// By folder; null: no file there or above.
  llvm::StringMap<const Config *> Folders;
  llvm::StringMap<std::unique_ptr<Config>> Files;
  Config None;
  const Config *Fallback = nullptr, *Override = nullptr;
  std::vector<std::string> Errors;
};

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_CONFIG_H
