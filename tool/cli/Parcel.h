//===- Parcel.h - results on their way between processes --------*- C++ -*-===//
//
// Plain data as bytes, for the same program on the other side: no names, no
// versions. A type says what is in it once, for both directions:
//
//   template <typename Port> void pass(Port &P, Place &Item) {
//     P(Item.Path, Item.Line, Item.Column);
//   }
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_CLI_PARCEL_H
#define SENDSYNC_TOOL_CLI_PARCEL_H

#include "llvm/ADT/StringRef.h"
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sendsync {

class ParcelWriter {
public:
  static constexpr bool Reads = false;
  template <typename... T> void operator()(T &...Items) { (put(Items), ...); }
  std::string Bytes;

private:
  template <typename T>
  std::enable_if_t<std::is_arithmetic_v<T> || std::is_enum_v<T>> put(T Item) {
    Bytes.append(reinterpret_cast<const char *>(&Item), sizeof Item);
  }
  void put(const std::string &Text) {
    put(Text.size());
    Bytes += Text;
  }
  template <typename T> void put(std::optional<T> &Item) {
    put(Item.has_value());
    if (Item)
      put(*Item);
  }
  template <typename A, typename B> void put(std::pair<A, B> &Item) {
    put(const_cast<std::remove_const_t<A> &>(Item.first));
    put(Item.second);
  }
  template <typename T> void put(std::vector<T> &Items) { putAll(Items); }
  template <typename K, typename T> void put(std::map<K, T> &Items) {
    putAll(Items);
  }
  template <typename T> void put(std::set<T> &Items) {
    put(Items.size());
    for (T Item : Items)
      put(Item);
  }
  template <typename T> void putAll(T &Items) {
    put(Items.size());
    for (auto &Item : Items)
      put(Item);
  }
  template <typename T>
  auto put(T &Item)
      -> decltype(pass(std::declval<ParcelWriter &>(), Item), void()) {
    pass(*this, Item);
  }
};

class ParcelReader {
public:
  static constexpr bool Reads = true;
  explicit ParcelReader(llvm::StringRef Bytes) : Bytes(Bytes) {}
  template <typename... T> void operator()(T &...Items) { (get(Items), ...); }

private:
  template <typename T>
  std::enable_if_t<std::is_arithmetic_v<T> || std::is_enum_v<T>> get(T &Item) {
    if (Bytes.size() < sizeof Item)
      return;
    std::memcpy(&Item, Bytes.data(), sizeof Item);
    Bytes = Bytes.drop_front(sizeof Item);
  }
  size_t count() {
    size_t Count = 0;
    get(Count);
    return Count;
  }
  void get(std::string &Text) {
    size_t Size = count();
    Text = Bytes.take_front(Size).str();
    Bytes = Bytes.drop_front(Text.size());
  }
  template <typename T> void get(std::optional<T> &Item) {
    bool Has = false;
    get(Has);
    if (Has)
      get(Item.emplace());
  }
  template <typename A, typename B> void get(std::pair<A, B> &Item) {
    get(Item.first);
    get(Item.second);
  }
  template <typename T> void get(std::vector<T> &Items) {
    for (size_t Left = count(); Left; --Left)
      get(Items.emplace_back());
  }
  template <typename K, typename T> void get(std::map<K, T> &Items) {
    for (size_t Left = count(); Left; --Left) {
      std::pair<K, T> Item;
      get(Item);
      Items.insert(Items.end(), std::move(Item));
    }
  }
  template <typename T> void get(std::set<T> &Items) {
    for (size_t Left = count(); Left; --Left) {
      T Item;
      get(Item);
      Items.insert(Items.end(), std::move(Item));
    }
  }
  template <typename T>
  auto get(T &Item)
      -> decltype(pass(std::declval<ParcelReader &>(), Item), void()) {
    pass(*this, Item);
  }

  llvm::StringRef Bytes;
};

template <typename T> std::string parcelOf(T &Item) {
  ParcelWriter Writer;
  Writer(Item);
  return std::move(Writer.Bytes);
}

template <typename T> T fromParcel(llvm::StringRef Bytes) {
  T Item;
  ParcelReader Reader(Bytes);
  Reader(Item);
  return Item;
}

} // namespace sendsync

#endif // SENDSYNC_TOOL_CLI_PARCEL_H
