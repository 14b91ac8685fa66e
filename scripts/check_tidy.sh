#!/bin/sh
# SPDX-License-Identifier: MIT
# Run clang-tidy over all sources, a process a file and as many at a time as there are processors:
# some minutes.
# usage: scripts/check_tidy.sh BUILD_DIR [FILE...]     BUILD_DIR has compile_commands.json of clang
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
shift
wanted=14
tool=$(command -v clang-tidy-$wanted || command -v clang-tidy) || exec "$here/lacks" clang-tidy
version=$("$tool" --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
if [ "$version" != "$wanted" ]; then
    echo "skipped: clang-tidy $wanted is what .clang-tidy is written for, this is $version"
    exit 77
fi
files() { # what is compiled, but for what the build itself has written
    sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$build/compile_commands.json" |
        grep -E "^$PWD/(common|trainer|query|scripts|tests)/" | sort -u
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT INT TERM
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else files; fi |
    xargs -P "$(nproc)" -n 1 "$tool" --quiet -p "$build" 2>"$log" || {
    grep -vE '^[0-9]+ warnings? ' "$log" >&2 || true
    exit 1
}
