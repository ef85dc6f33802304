//===- Bounds.h - how far the analysis goes ---------------------*- C++ -*-===//
//
// What keeps the cost of a file linear in its size. Code that people write stays
// far below; what is above is not judged in full, is counted, and the closing line
// of a run says so.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_BASE_BOUNDS_H
#define SENDSYNC_CHECKS_ANALYSIS_BASE_BOUNDS_H

namespace sendsync::bounds {

/// Statements and expressions in each other. Functions with more are left out.
constexpr unsigned Nesting = 5000;

/// How often functions that call each other are analysed until what they do to
/// locks is the same as what was assumed; then it counts as unclear.
constexpr unsigned RecursionRounds = 3;

/// Locks that one function holds, or has in guards, at a time. Locks of a function
/// with more are not followed.
constexpr unsigned LocksAtOnce = 64;

/// Operands of one `a && b && ...`. Of a longer one the operands are not told apart.
constexpr unsigned ConditionParts = 64;

/// Locks that one function tells its callers of, in each way. More are left out.
constexpr unsigned LocksTold = 64;

/// Calls that may have locked, and whose result is not tested yet.
constexpr unsigned TriesAtOnce = 64;

/// Pieces of work that one function starts, and handles that it has, at a time.
/// Work of a function with more is not followed.
constexpr unsigned TasksAtOnce = 128;

} // namespace sendsync::bounds

#endif // SENDSYNC_CHECKS_ANALYSIS_BASE_BOUNDS_H
