// The containers row by row of the table in docs/send-and-sync.md, with real
// standard headers.
// RUN: %sendsync --dump=types %s -- -std=c++20 | FileCheck %s

#include <array>
#include <bitset>
#include <deque>
#include <forward_list>
#include <list>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <span>
#include <stack>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <valarray>
#include <variant>
#include <vector>

// CHECK-LABEL: Plain:
// CHECK-SAME: Send yes, Sync yes, SyncMut no, Owned yes
struct Plain {
  int value;
};

// CHECK: Pair: Send yes, Sync yes, SyncMut no, Owned yes
using Pair = std::pair<int, std::string>;
// CHECK: Tuple: Send yes, Sync yes, SyncMut no, Owned yes
using Tuple = std::tuple<int, Plain, std::string>;
// CHECK: EmptyTuple: Send yes, Sync yes, SyncMut no, Owned yes
using EmptyTuple = std::tuple<>;
// CHECK: TupleOfPointer: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned no
using TupleOfPointer = std::tuple<int, Plain *>;
// CHECK: Array: Send yes, Sync yes, SyncMut no, Owned yes
using Array = std::array<Plain, 4>;
// CHECK: Optional: Send yes, Sync yes, SyncMut no, Owned yes
using Optional = std::optional<Plain>;
// CHECK: Variant: Send yes, Sync yes, SyncMut no, Owned yes
using Variant = std::variant<int, Plain>;
// CHECK: VariantOfView: Send shares 'const char' (const), Sync yes, SyncMut no, Owned no
using VariantOfView = std::variant<int, std::string_view>;

// CHECK: Vector: Send yes, Sync yes, SyncMut no, Owned yes
using Vector = std::vector<Plain>;
// CHECK: ConstVector: Send yes, Sync yes, SyncMut yes, Owned yes
using ConstVector = const std::vector<Plain>;
// CHECK: VectorOfPointers: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned no
using VectorOfPointers = std::vector<Plain *>;
// CHECK: VectorOfBool: Send yes, Sync yes, SyncMut no, Owned yes
using VectorOfBool = std::vector<bool>;
// CHECK: Bits: Send yes, Sync yes, SyncMut no, Owned yes
using Bits = std::bitset<64>;
// CHECK: Deque: Send yes, Sync yes, SyncMut no, Owned yes
using Deque = std::deque<int>;
// CHECK: List: Send yes, Sync yes, SyncMut no, Owned yes
using List = std::list<int>;
// CHECK: ForwardList: Send yes, Sync yes, SyncMut no, Owned yes
using ForwardList = std::forward_list<int>;
// CHECK: Valarray: Send yes, Sync yes, SyncMut no, Owned yes
using Valarray = std::valarray<double>;
// CHECK: Queue: Send yes, Sync yes, SyncMut no, Owned yes
using Queue = std::queue<Plain>;
// CHECK: Stack: Send yes, Sync yes, SyncMut no, Owned yes
using Stack = std::stack<Plain>;
// CHECK: PriorityQueue: Send yes, Sync yes, SyncMut no, Owned yes
using PriorityQueue = std::priority_queue<int>;

// CHECK: Map: Send yes, Sync yes, SyncMut no, Owned yes
using Map = std::map<std::string, Plain>;
// CHECK: MultiMap: Send yes, Sync yes, SyncMut no, Owned yes
using MultiMap = std::multimap<int, int>;
// CHECK: Set: Send yes, Sync yes, SyncMut no, Owned yes
using Set = std::set<int>;
// CHECK: MultiSet: Send yes, Sync yes, SyncMut no, Owned yes
using MultiSet = std::multiset<int>;
// CHECK: UnorderedMap: Send yes, Sync yes, SyncMut no, Owned yes
using UnorderedMap = std::unordered_map<int, Plain>;
// CHECK: UnorderedSet: Send yes, Sync yes, SyncMut no, Owned yes
using UnorderedSet = std::unordered_set<std::string>;
// CHECK: MapToPointer: Send shares 'Plain' (mutable), Sync yes, SyncMut no, Owned no
using MapToPointer = std::map<int, Plain *>;

// CHECK: String: Send yes, Sync yes, SyncMut no, Owned yes
using String = std::string;
// CHECK: WideString: Send yes, Sync yes, SyncMut no, Owned yes
using WideString = std::wstring;
// CHECK: StringView: Send shares 'const char' (const), Sync yes, SyncMut no, Owned no
using StringView = std::string_view;
// CHECK: Span: Send shares 'int' (mutable), Sync yes, SyncMut no, Owned no
using Span = std::span<int>;
// CHECK: ConstSpan: Send shares 'const int' (const), Sync yes, SyncMut no, Owned no
using ConstSpan = std::span<const int>;
// CHECK: InitializerList: Send shares 'const int' (const), Sync yes, SyncMut no, Owned no
using InitializerList = std::initializer_list<int>;
// CHECK: VectorIterator: Send shares 'int' (mutable), Sync yes, SyncMut no, Owned no
using VectorIterator = std::vector<int>::iterator;
// CHECK: ListConstIterator: Send shares 'const int' (const), Sync yes, SyncMut no, Owned no
using ListConstIterator = std::list<int>::const_iterator;
