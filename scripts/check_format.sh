#!/bin/sh
# SPDX-License-Identifier: MIT
# Fail if a source is not as clang-format leaves it. Versions differ: only the one named below counts.
# usage: scripts/check_format.sh [FOLDER]     the tree to look at (default: here)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
wanted=14
tool=$(command -v clang-format-$wanted || command -v clang-format) ||
    exec "$here/lacks" clang-format
version=$("$tool" --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
if [ "$version" != "$wanted" ]; then
    echo "skipped: clang-format $wanted is what the sources are written for, this is $version"
    exit 77
fi
cd "${1:-.}"
find common trainer query tests scripts -name '*.[ch]' -print0 |
    xargs -0 "$tool" --dry-run --Werror
