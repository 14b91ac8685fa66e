#!/bin/sh
# SPDX-License-Identifier: MIT
# Run clang-tidy, a process a file, over the sources of the programs; slow: minutes.
# usage: check_tidy.sh BUILD_DIR [FILE...]     BUILD_DIR has compile_commands.json
set -eu
build=$1
shift
if ! command -v clang-tidy >/dev/null; then
    echo "skipped: clang-tidy is missing"
    exit 77
fi
[ $# -gt 0 ] || set -- common/*.c trainer/*.c query/*.c
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p "$build" 2>/dev/null
