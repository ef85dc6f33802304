//===- TestPaths.h - where unit tests find files ----------------*- C++ -*-===//
#ifndef SENDSYNC_TEST_UNIT_TESTPATHS_H
#define SENDSYNC_TEST_UNIT_TESTPATHS_H

namespace sendsync {

/// The root of the project's sources.
extern const char *const SourceFolder;
/// Clang's own headers (`-resource-dir`).
extern const char *const ClangFolder;

} // namespace sendsync

#endif // SENDSYNC_TEST_UNIT_TESTPATHS_H
