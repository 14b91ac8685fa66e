#!/bin/sh
# SPDX-License-Identifier: MIT
# Fail if a source is not as clang-format leaves it. Versions differ: only the one named below counts.
set -eu
wanted=14
tool=$(command -v clang-format-$wanted || command -v clang-format || true)
version=$([ -z "$tool" ] || "$tool" --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
if [ "$version" != "$wanted" ]; then
    echo "skipped: clang-format $wanted is needed, found ${version:-none}"
    exit 77
fi
find common trainer query tests scripts -name '*.[ch]' -print0 |
    xargs -0 "$tool" --dry-run --Werror
