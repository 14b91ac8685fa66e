#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Run command-line tests kept as files: NAME.sh is run by sh in an empty folder, with lbrec-train and
# lbrec-query on the PATH and $CASE_DIR naming the folder of the case. Beside it:
#   NAME.sh.exit                  expected exit code (absent: 0)
#   NAME.sh.stdout.exact | .glob  expected standard output (absent: empty)
#   NAME.sh.stderr.exact | .glob  expected standard error (absent: empty)
# A .glob file is a shell pattern over the whole output. A case that exits 77 was skipped.
# usage: run_cli_tests.sh [--update] BIN_DIRS CASE.sh...    BIN_DIRS: folders, ':' between them
set -u
update=no
if [ "$1" = --update ]; then
    update=yes
    shift
fi
PATH="$1:$PATH"
shift
export PATH LC_ALL=C.UTF-8 TERM=dumb http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9
unset NO_COLOR LBREC_MODEL COLUMNS
failed=0
skipped=0

matches() { # matches FILE EXPECTATION-STEM -> 0 when the output is as expected: none without a file
    local output expected
    output=$(cat "$1" && echo .)
    if [ -e "$2.exact" ]; then
        expected=$(cat "$2.exact" && echo .)
        [ "$output" = "$expected" ]
    elif [ -e "$2.glob" ]; then
        expected=$(cat "$2.glob")
        # shellcheck disable=SC2053,SC2254  # a pattern is meant
        case "${output%.}" in $expected | $expected$'\n') return 0 ;; *) return 1 ;; esac
    else
        [ "$output" = . ]
    fi
}

for case in "$@"; do
    folder=$(mktemp -d)
    CASE_DIR=$(cd "$(dirname "$case")" && pwd)
    script=$CASE_DIR/$(basename "$case")
    export CASE_DIR HOME="$folder" XDG_CACHE_HOME="$folder/cache" XDG_DATA_HOME="$folder/data" \
        XDG_CONFIG_HOME="$folder/config"
    mkdir "$folder/work"
    (cd "$folder/work" && exec sh "$script" >../stdout 2>../stderr </dev/null)
    code=$?
    expected_code=0
    [ -e "$script.exit" ] && expected_code=$(cat "$script.exit")
    if [ "$code" -eq 77 ] && [ "$expected_code" -ne 77 ]; then
        echo "skipped: $case: $(head -n 1 "$folder/stderr")"
        skipped=$((skipped + 1))
    elif [ "$update" = yes ]; then
        [ "$code" -eq 0 ] || echo "$code" >"$script.exit"
        for stream in stdout stderr; do
            [ ! -e "$script.$stream.glob" ] || continue
            rm -f "$script.$stream.exact"
            [ ! -s "$folder/$stream" ] || cp "$folder/$stream" "$script.$stream.exact"
        done
    else
        problem=
        [ "$code" -eq "$expected_code" ] || problem="exit code $code, expected $expected_code"
        matches "$folder/stdout" "$script.stdout" || problem="$problem; standard output differs"
        matches "$folder/stderr" "$script.stderr" || problem="$problem; standard error differs"
        if [ -n "$problem" ]; then
            failed=$((failed + 1))
            echo "FAIL $case: ${problem#; }"
            echo "--- stdout"
            head -c 4000 "$folder/stdout"
            echo "--- stderr"
            head -c 4000 "$folder/stderr"
        else
            echo "ok   $case"
        fi
    fi
    rm -rf "$folder"
done
[ "$failed" -eq 0 ] || exit 1
[ "$skipped" -lt "$#" ] || exit 77
