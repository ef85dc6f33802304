#!/bin/sh
# Configures and builds for one LLVM version: build.sh 22|19 [target...]
# LLVM 22 goes to build/, any other version NN to build-NN/.
set -eu
cd "$(dirname "$0")/../.."
version=${1:-22}
[ $# -eq 0 ] || shift
folder=build
[ "$version" = 22 ] || folder=build-$version

echo "== LLVM $version: configuring and building in $folder/"
mkdir -p "$folder"
# An empty SENDSYNC_WERROR leaves the folder's setting as it is.
cmake -S . -B "$folder" -G Ninja -DSENDSYNC_LLVM="$version" \
  ${SENDSYNC_WERROR:+-DSENDSYNC_WERROR="$SENDSYNC_WERROR"} \
  >"$folder/configure.log" 2>&1 || { cat "$folder/configure.log"; exit 1; }
start=$(date +%s)
ninja -C "$folder" --quiet "$@"
echo "== LLVM $version: built in $(($(date +%s) - start)) s"
