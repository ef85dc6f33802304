#!/bin/sh
# Installs what building and testing needs: setup.sh [22] [19] [libraries]
# `libraries` are those whose real headers the tests of their models include;
# tests whose library is missing are skipped.
# Debian 12 (other apt systems that carry these packages work too). Does nothing
# when everything is there.
set -eu

[ $# -gt 0 ] || set -- 22
packages="cmake ninja-build ccache g++ libgtest-dev python3"
# The parallel algorithms of libstdc++ are made of it.
packages="$packages libtbb-dev"
for version in "$@"; do
  case $version in
    19|20|21|22) ;;
    libraries)
      # libboost-dev has the headers of all of Boost.
      packages="$packages libboost-dev libabsl-dev libtbb-dev qtbase5-dev"
      packages="$packages libglib2.0-dev libuv1-dev"
      continue ;;
    *) echo "setup.sh: '$version' is not an LLVM version; use 22 or 19" >&2; exit 2 ;;
  esac
  packages="$packages clang-$version libclang-$version-dev llvm-$version-dev"
  packages="$packages llvm-$version-tools clang-tidy-$version lld-$version"
  # Only one version of each of these can be installed; they are tested with 22.
  [ "$version" != 22 ] || packages="$packages libc++-22-dev libc++abi-22-dev libomp-22-dev"
done

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
  echo "setup.sh: this is not a Debian-like system; please install by hand:" >&2
  echo "  $packages" >&2
  exit 1
fi
missing=""
for package in $packages; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root="env DEBIAN_FRONTEND=noninteractive"
elif command -v sudo >/dev/null 2>&1; then
  as_root="sudo env DEBIAN_FRONTEND=noninteractive"
else
  echo "setup.sh: these packages are missing, and installing them needs root:" >&2
  echo "  apt-get install$missing" >&2
  exit 1
fi
echo "setup.sh: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  # $missing is a list of words.
  # shellcheck disable=SC2086
  $as_root apt-get install -y -qq --no-install-recommends $missing >"$log" 2>&1
}
# Old package lists are the usual reason for a failure: renew them and retry.
if ! install; then
  $as_root apt-get update -qq >"$log" 2>&1 || true
  if ! install; then
    cat "$log" >&2
    echo "setup.sh: apt-get could not install:$missing" >&2
    exit 1
  fi
fi
