#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# cmake --install puts everything in its place and nothing else anywhere.
# usage: test_install.sh CMAKE BUILD-FOLDER PREFIX VERSION
set -eu
cmake=$1 build=$2 prefix=$3 version=$4
lacks=$(cd "$(dirname "$0")/../../scripts" && pwd)/lacks
DESTDIR=$(mktemp -d)
export DESTDIR
trap 'rm -rf "$DESTDIR"' EXIT
failed=0
fail() {
    echo "FAIL $*"
    failed=1
}

"$cmake" --install "$build" --component doc >/dev/null
[ ! -e "$DESTDIR$prefix/bin" ] || fail "component doc has programs"
"$cmake" --install "$build" >/dev/null

root=$DESTDIR$prefix
for program in lbrec-train lbrec-query; do
    found=$("$root/bin/$program" --version)
    [ "$found" = "$program $version" ] || fail "$program --version says '$found'"
    for file in "share/man/man1/$program.1*" "share/bash-completion/completions/$program" \
        "share/zsh/*/_$program" "share/fish/vendor_completions.d/$program.fish"; do
        # shellcheck disable=SC2086,SC2116  # a pattern
        [ -s "$(echo "$root"/$file)" ] || fail "$file is missing or empty"
    done
    page=$(echo "$root/share/man/man1/$program.1"*)
    if command -v mandoc >/dev/null; then
        # The pages refer to each other, whether or not they are on this machine's list.
        mandoc -Tlint "$page" | grep -v 'referenced manual not found' && fail "mandoc: $page"
    else
        "$lacks" mandoc || [ $? -eq 77 ] || failed=1
    fi
done
for file in share/doc/lbrec/model-file.md share/lbrec/demo/films.csv share/lbrec/demo/ratings.csv.gz \
    share/lbrec/demo/profile/ratings.csv share/lbrec/demo/profile/watchlist.csv \
    share/lbrec/service/lbrec-train.timer share/lbrec/service/train.conf; do
    [ -s "$root/$file" ] || fail "$file is missing or empty"
done
[ -x "$root/share/lbrec/service/install-service" ] || fail "install-service is not executable"
strays=$(find "$DESTDIR" -type f ! -path "$root/*")
[ -z "$strays" ] || fail "outside of $prefix: $strays"

# The demo as it is installed.
export XDG_DATA_HOME=$DESTDIR/data
"$root/bin/lbrec-train" --quiet --method zscore --films "$root/share/lbrec/demo/films.csv" \
    "$root/share/lbrec/demo/ratings.csv.gz" || fail "training on the demo: exit code $?"
n=$("$root/bin/lbrec-query" --quiet --export "$root/share/lbrec/demo/profile" --format csv | wc -l)
[ "$n" -eq 11 ] || fail "expected a header and 10 films for the demo profile, got $n lines"
[ "$failed" -ne 0 ] || echo "installed and tried below $prefix"
exit "$failed"
