"""The lit suites: one folder per stage and topic, see docs/contributing.md."""
import glob
import os
import shutil

import lit.formats

if not hasattr(config, "build_root"):
    lit_config.fatal("run <build>/bin/run-lit, or `ctest` in the build folder")

config.name = "sendsync-llvm" + config.llvm_major
config.test_format = lit.formats.ShTest(execute_external=False)
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.suffixes = [".cpp", ".c", ".test"]
config.excludes = ["unit", "meta", "Inputs", "corpus"]

llvm = config.llvm_bin
major = config.llvm_major
include = os.path.join(config.source_root, "annotations", "include")
inputs = os.path.join(config.test_source_root, "Inputs")
sendsync = os.path.join(config.build_root, "bin", "sendsync")
tidy_module = os.path.join(config.build_root, "lib", f"sendsync-tidy-{major}.so")
plugin = os.path.join(config.build_root, "lib", f"sendsync-plugin-{major}.so")

# FileCheck, not, count, split-file and clang-tidy of the version under test.
config.environment["PATH"] = os.pathsep.join(
    [llvm, os.path.dirname(sendsync), config.environment.get("PATH", "")])

gxx, gcc = shutil.which("g++"), shutil.which("gcc")
for name, command in [
    ("sendsync", sendsync),
    ("tidy", f"{llvm}/clang-tidy --quiet --load={tidy_module} '-checks=-*,sendsync-*'"),
    ("clang_plugin", f"{llvm}/clang++ -fsyntax-only -fplugin={plugin}"),
    ("plugin", plugin),
    ("tidy_module", tidy_module),
    ("llvm_major", major),
    ("clangxx", f"{llvm}/clang++"),
    ("clang", f"{llvm}/clang"),
    ("gxx", gxx or "g++-is-missing"),
    ("gcc", gcc or "gcc-is-missing"),
    ("inc", f"-I{include}"),
    ("inputs", inputs),
    ("models", os.path.join(config.source_root, "annotations", "models")),
    ("root", config.source_root),
    ("python", config.python),
]:
    # \b keeps %clang from matching inside %clangxx.
    config.substitutions.append((rf"%{name}\b", command))

config.available_features.add("llvm-" + major)
if gxx and gcc:
    config.available_features.add("gcc")

# Debian installs one version of libc++ only, so it is tested with LLVM 22.
prefix = os.path.dirname(llvm)
if major == "22" and any(
        os.path.isdir(f) for f in (f"{prefix}/include/c++/v1", "/usr/include/c++/v1")):
    config.available_features.add("libcxx")

# Programs that the modules have to refuse to work in.
if any(os.path.exists(f"/usr/lib/llvm-{other}/bin/clang") for other in range(17, 40)
       if str(other) != major):
    config.available_features.add("other-llvm")

# Real third-party headers, where they are installed.
for feature, header in {
    "boost": "boost/thread/mutex.hpp",
    "asio": "boost/asio.hpp",
    "absl": "absl/synchronization/mutex.h",
    "tbb": "tbb/parallel_for.h",
    "uv": "uv.h",
    "python": "python3.11/Python.h",
}.items():
    if os.path.exists(os.path.join("/usr/include", header)):
        config.available_features.add(feature)
# That of OpenMP belongs to the compiler, and Debian installs one version of it.
if glob.glob(os.path.join(prefix, "lib", "clang", "*", "include", "omp.h")):
    config.available_features.add("openmp")
# Some are in folders of the architecture, or need several.
for feature, patterns in {
    "qt": ["/usr/include/*/qt5", "/usr/include/*/qt5/QtCore"],
    "glib": ["/usr/include/glib-2.0", "/usr/lib/*/glib-2.0/include"],
}.items():
    folders = [folder for pattern in patterns for folder in glob.glob(pattern)]
    if len(folders) == len(patterns):
        config.available_features.add(feature)
        flags = " ".join("-I" + folder for folder in folders)
        config.substitutions.append((rf"%{feature}\b", flags))
