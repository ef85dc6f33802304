//===- HostVersion.h - refuses the wrong LLVM at load time ------*- C++ -*-===//
//
// A module that was built for one LLVM and is loaded into another one crashes,
// or, worse, reports nothing and succeeds. The function below runs while the
// module is loaded, before anything else in it, and ends the process with a
// line that says which module to use. Included once by each loadable module;
// it uses nothing of LLVM but its C function for the version, looked up by name.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_OUTPUT_HOSTVERSION_H
#define SENDSYNC_TOOL_OUTPUT_HOSTVERSION_H

#include "checks/analysis/base/Compat.h"

#if defined(__unix__) || defined(__APPLE__)
#include <cstdio>
#include <dlfcn.h>
#include <unistd.h>

namespace sendsync {

/// \p Module is the name without the version: `sendsync-plugin`.
inline void requireHostVersion(const char *Module) {
  using VersionFunction = void (*)(unsigned *, unsigned *, unsigned *);
  auto Version = reinterpret_cast<VersionFunction>(
      dlsym(RTLD_DEFAULT, "LLVMGetVersion"));
  // A host that exports no C interface cannot be asked.
  if (!Version)
    return;
  unsigned Major = 0;
  Version(&Major, nullptr, nullptr);
  if (int(Major) == compat::LLVMMajor)
    return;
  std::fprintf(stderr,
               "%s-%d.so is built for LLVM %d, but was loaded into LLVM %u; "
               "use %s-%u.so\n",
               Module, compat::LLVMMajor, compat::LLVMMajor, Major, Module,
               Major);
  std::fflush(stderr);
  // Not exit(): the host is half initialized and so is this module.
  _exit(2);
}

} // namespace sendsync

/// 101 is the first priority that is not reserved for the implementation.
#define SENDSYNC_REQUIRE_HOST_VERSION(Module)                                  \
  __attribute__((constructor(101))) static void requireHostVersionAtLoad() {   \
    sendsync::requireHostVersion(Module);                                      \
  }
#else
#define SENDSYNC_REQUIRE_HOST_VERSION(Module)
#endif

#endif // SENDSYNC_TOOL_OUTPUT_HOSTVERSION_H
