#pragma once

#include <sendsync/annotations.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

/// Counts what the service does. One object for all threads.
class Stats {
public:
  void addDownload(const std::string &host, std::uint64_t bytes) {
    std::lock_guard lock(mutex_);
    ++downloads_;
    bytesPerHost_[host] += bytes;
  }

  std::uint64_t bytesFrom(const std::string &host) {
    std::lock_guard lock(mutex_);
    return bytesPerHost_[host];
  }

  // "Just one number" still needs the lock.
  std::uint64_t downloads() const { return downloads_; }

  void addError() { errors_.fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t errors() const { return errors_.load(std::memory_order_relaxed); }

private:
  mutable std::mutex mutex_;
  std::uint64_t downloads_ SENDSYNC_GUARDED_BY(mutex_) = 0;
  std::map<std::string, std::uint64_t> bytesPerHost_ SENDSYNC_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> errors_{0};
};
