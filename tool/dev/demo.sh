#!/bin/sh
# From a fresh clone to findings: installs LLVM 22 when it is missing, builds
# into build/, and checks the small program in docs/sample.
set -eu
cd "$(dirname "$0")/../.."
root=$(pwd)
sh tool/dev/setup.sh 22
sh tool/dev/build.sh 22 sendsync

# A compilation database, as CMake would write it for a real project.
mkdir -p build/sample
separator=""
{
  echo "["
  for file in docs/sample/*.cpp; do
    printf '%s{"directory": "%s", "file": "%s",\n "arguments": ["clang++-22", "-std=c++20", "-I%s", "-c", "%s"]}' \
      "$separator" "$root" "$root/$file" "$root/annotations/include" "$root/$file"
    separator=",
"
  done
  echo
  echo "]"
} >build/sample/compile_commands.json

echo "== build/bin/sendsync -p build/sample docs/sample/*.cpp"
status=0
build/bin/sendsync -p build/sample docs/sample/*.cpp || status=$?
# 1 means findings, which is what the sample is for; 2 means it did not work.
[ "$status" -le 1 ] || exit "$status"
