#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

using Image = std::vector<unsigned char>;

/// The most recently used thumbnails. An image does not change once it is in
/// the cache, so callers may keep what they get.
class ThumbnailCache {
public:
  explicit ThumbnailCache(std::size_t capacity) : capacity_(capacity) {}

  std::shared_ptr<const Image> find(const std::string &url);
  void insert(const std::string &url, std::shared_ptr<const Image> image);
  void resize(std::size_t capacity);
  void clear();

private:
  void dropOldest();

  std::mutex mutex_;
  std::size_t capacity_;
  std::list<std::string> order_;
  std::unordered_map<std::string, std::shared_ptr<const Image>> images_;
};
