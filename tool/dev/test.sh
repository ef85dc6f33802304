#!/bin/sh
# Builds and runs every test: test.sh [22] [19]; without arguments both.
# The last line is `N passed, N failed`; the exit code tells the same.
set -u
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- 22 19
start=$(date +%s)
sh tool/dev/setup.sh "$@" libraries || exit 1

folders=""
summary=""
labels=""
for version in "$@"; do
  folder=build
  [ "$version" = 22 ] || folder=build-$version
  folders="$folders $folder"
  rm -rf "$folder/test-results"
  mkdir -p "$folder/test-results"
  # A build that fails leaves no results, which counts as a failure below.
  sh tool/dev/build.sh "$version" || continue
  echo "== LLVM $version: testing"
  # $labels is a list of words.
  # shellcheck disable=SC2086
  ctest --test-dir "$folder" --output-on-failure $labels \
    --output-junit test-results/ctest.xml >"$folder/test-results/log" 2>&1
  # Everything but the closing summary now; the summaries together at the end.
  sed '/^[0-9]*% tests passed/,$d' "$folder/test-results/log"
  summary="$summary
LLVM $version:
$(sed -n '/^[0-9]*% tests passed/,$p' "$folder/test-results/log" | sed '/^$/d')"
  # Tests of the sources alone need not run once more.
  labels="--label-exclude source"
done
echo "== Summary after $(($(date +%s) - start)) s$summary"
# shellcheck disable=SC2086
exec python3 tool/dev/count_tests.py $folders
