#!/bin/sh
# SPDX-License-Identifier: MIT
# Fail if a folder includes a header from a folder it may not see, or if a third-party library is
# included anywhere but in the one file that wraps it.
set -eu
fail=0
forbid() { # forbid FOLDER 'REGEX OF FOLDERS IT MUST NOT INCLUDE'
    if grep -rnE --include='*.[ch]' "^[[:space:]]*#[[:space:]]*include[[:space:]]+\"($2)/" "$1"; then
        echo "layering: $1/ must not include $2" >&2
        fail=1
    fi
}
only() { # only FILE 'REGEX OF A THIRD-PARTY HEADER'
    if grep -rnE --include='*.[ch]' "^[[:space:]]*#[[:space:]]*include[[:space:]]+[<\"]$2" \
        common trainer query | grep -v "^$1:"; then
        echo "layering: only $1 may include $2" >&2
        fail=1
    fi
}
forbid common 'trainer|query|tests'
forbid trainer 'query|tests'
forbid query 'trainer|tests'
only common/input.c 'archive(_entry)?\.h'
only common/json.c 'jansson\.h'
only common/hash.c 'xxhash\.h'
only 'common/model_[a-z]*\.c' 'hdf5'
only trainer/matrix.c '(suitesparse/)?GraphBLAS\.h'
only trainer/lanczos.c 'arpack'
only query/http.c 'curl/'
only query/xmltree.c 'libxml'
if grep -rnE --include='*.[ch]' '"common/ui\.h"' common trainer query |
    grep -vE '^(common/ui\.[ch]|(trainer|query)/(main|options)\.[ch]):'; then
    echo "layering: common/ui.h is for programs (main, options) only" >&2
    fail=1
fi
exit "$fail"
