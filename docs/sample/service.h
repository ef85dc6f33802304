#pragma once

#include "cache.h"
#include "stats.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// A fixed number of threads that work through a queue of jobs.
class WorkerPool {
public:
  explicit WorkerPool(unsigned threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool &) = delete;

  void submit(std::function<void()> job);

private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_ SENDSYNC_GUARDED_BY(mutex_);
  bool stopping_ SENDSYNC_GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> threads_;
};

/// Fetches pictures and keeps their thumbnails.
class ThumbnailService {
public:
  explicit ThumbnailService(unsigned threads) : pool_(threads) {}

  void request(const std::string &url);
  std::size_t prefetch(const std::vector<std::string> &urls);
  void announce(const std::string &name);
  void exportTo(const std::string &folder);
  bool warmUp(const std::string &url, bool wait);

  const Stats &stats() const { return stats_; }

private:
  std::shared_ptr<const Image> load(const std::string &url);

  Stats stats_;
  ThumbnailCache cache_{64};
  std::mutex exportMutex_;
  // Last, so that the threads end before what they use.
  WorkerPool pool_;
};
