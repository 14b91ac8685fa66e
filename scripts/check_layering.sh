#!/bin/sh
# SPDX-License-Identifier: MIT
# Fail if an include runs up: a folder of a program may include itself and those before it in the
# lists below, common knows nobody else, and the two programs never meet. Fail on circles of modules
# (a .c with its .h) too, and on a third-party library that is included anywhere but in the one file
# that wraps it.
# usage: scripts/check_layering.sh [FOLDER]     the tree to look at (default: here)
set -eu
cd "${1:-.}"
fail=0

# Lowest first; '.' is the program's own folder.
layers_common='base text dense input model predict program'
layers_trainer='ingest matrix svd methods evaluate publish job report .'
layers_query='profile site source resolve rank report answer options serve .'

includes=$(mktemp)
trap 'rm -f "$includes"' EXIT INT TERM
grep -rnE --include='*.[ch]' '^[[:space:]]*#[[:space:]]*include[[:space:]]+"' common trainer query |
    sed -E 's/:[0-9]+:[^"]*"([^"]*)".*/ \1/' >"$includes"

# What includes what it may not see: "FILE INCLUDED".
runs_up=$(awk -v common="$layers_common" -v trainer="$layers_trainer" -v query="$layers_query" '
    function top(path) { return substr(path, 1, index(path, "/") - 1) }
    function folder(path, parts) { return split(path, parts, "/") > 2 ? parts[2] : "." }
    function learn(program, list, names, n, i) {
        n = split(list, names, " ")
        for (i = 1; i <= n; i++) level[program, names[i]] = i
    }
    BEGIN { learn("common", common); learn("trainer", trainer); learn("query", query) }
    $2 == "common/version.h" { next }
    {
        from = top($1); to = top($2)
        if (from != to) { if (to != "common") print; next }
        if (!((from, folder($1)) in level) || !((to, folder($2)) in level)) print $0, "(folder in no list)"
        else if (level[from, folder($1)] < level[to, folder($2)]) print
    }' "$includes")
if [ -n "$runs_up" ]; then
    printf '%s\n' "$runs_up"
    echo "layering: these includes run up, see the lists in scripts/check_layering.sh" >&2
    fail=1
fi

# Modules that include each other, directly or through others.
if ! circles=$(sed -E 's/\.[ch] / /; s/\.[ch]$//' "$includes" | awk '$1 != $2' | tsort 2>&1 >/dev/null) ||
    [ -n "$circles" ]; then
    printf '%s\n' "$circles"
    echo "layering: modules include each other in a circle" >&2
    fail=1
fi

only() { # only FILE 'REGEX OF A THIRD-PARTY HEADER'
    if grep -rnE --include='*.[ch]' "^[[:space:]]*#[[:space:]]*include[[:space:]]+[<\"]$2" \
        common trainer query | grep -v "^$1:"; then
        echo "layering: only $1 may include $2" >&2
        fail=1
    fi
}
only common/input/input_archive.c 'archive(_entry)?\.h'
only common/input/codec_gzip.c 'zlib\.h'
only common/input/codec_bzip2.c 'bzlib\.h'
only common/text/json.c 'jansson\.h'
only common/base/hash.c 'xxhash\.h'
only 'common/model/model_[a-z0-9]*\.[ch]' 'hdf5'
only trainer/matrix/matrix.c '(suitesparse/)?GraphBLAS\.h'
only trainer/svd/lanczos.c 'arpack'
only trainer/ranks_mpi.c 'mpi\.h'
only query/site/http.c 'curl/'
only query/site/xmltree.c 'libxml'
only query/serve/web_server.c 'microhttpd\.h'
if grep -E ' common/program/ui\.h$' "$includes" |
    grep -vE '^(common/program/ui\.[ch]|(trainer/(main|options)|query/(main|options/options))\.[ch]) '; then
    echo "layering: common/program/ui.h is for programs (main, options) only" >&2
    fail=1
fi
exit "$fail"
