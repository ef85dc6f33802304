#include "service.h"

#include <algorithm>
#include <cstdio>

WorkerPool::WorkerPool(unsigned threads) {
  for (unsigned i = 0; i < threads; ++i)
    threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
}

void WorkerPool::submit(std::function<void()> job) {
  {
    std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void WorkerPool::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty())
      return;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
  }
}

/// Stands for a download and for scaling the picture down.
std::shared_ptr<const Image> ThumbnailService::load(const std::string &url) {
  if (auto cached = cache_.find(url))
    return cached;
  auto image = std::make_shared<Image>(url.begin(), url.end());
  std::reverse(image->begin(), image->end());
  stats_.addDownload(url.substr(0, url.find('/')), image->size());
  cache_.insert(url, image);
  return image;
}

void ThumbnailService::request(const std::string &url) {
  pool_.submit([this, url] {
    if (load(url)->empty())
      stats_.addError();
  });
}

std::size_t ThumbnailService::prefetch(const std::vector<std::string> &urls) {
  std::size_t bytes = 0;
  std::thread loader([&] {
    for (const std::string &url : urls)
      bytes += load(url)->size();
  });
  // The loader is still adding to 'bytes'.
  std::printf("prefetching %zu files, %zu bytes so far\n", urls.size(), bytes);
  loader.join();
  return bytes;
}

void ThumbnailService::announce(const std::string &name) {
  std::string banner = "service " + name + " is ready";
  // 'banner' is gone when this function returns; the thread may not be.
  std::thread([&banner] { std::printf("%s\n", banner.c_str()); }).detach();
}

void ThumbnailService::exportTo(const std::string &folder) {
  std::unique_lock exporting(exportMutex_);
  // The mutex would be unlocked by a thread that did not lock it.
  std::thread writer([folder, held = std::move(exporting)] {
    std::printf("exporting to %s\n", folder.c_str());
  });
  writer.join();
}

bool ThumbnailService::warmUp(const std::string &url, bool wait) {
  std::thread loader([this, url] { load(url); });
  if (!wait)
    return false; // the thread is neither joined nor detached
  loader.join();
  return true;
}
