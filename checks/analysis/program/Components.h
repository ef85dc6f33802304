//===- Components.h - what leads to itself in a graph -----------*- C++ -*-===//
//
// The strongly connected components of a graph over numbers, each after those
// that it leads to (Tarjan's algorithm, without recursion). Cost: linear.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_PROGRAM_COMPONENTS_H
#define SENDSYNC_CHECKS_ANALYSIS_PROGRAM_COMPONENTS_H

#include <cstdint>
#include <vector>

namespace sendsync {

using NumberGraph = std::vector<std::vector<uint32_t>>;

std::vector<std::vector<uint32_t>> componentsOf(const NumberGraph &Graph);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_PROGRAM_COMPONENTS_H
