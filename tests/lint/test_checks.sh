#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Plant into a copy of the sources what each check is there to find, and see that it finds it.
# usage: test_checks.sh SOURCE_DIR C_COMPILER
set -u
source=$1
compiler=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
tree=$work/tree

mkdir -p "$tree/tests" "$tree/.ci"
cp -R "$source/.clang-format" "$source/common" "$source/trainer" "$source/query" "$source/scripts" \
    "$tree"

planted= # the one file that is not as in the sources
fresh() { # all is
    [ -z "$planted" ] || cp "$source/$planted" "$tree/$planted"
    planted=
}

# expect WHAT EXIT-CODE TEXT COMMAND...     the output has TEXT in it
expect() {
    local what=$1 code=$2 text=$3 found=0
    shift 3
    "$@" >"$work/output" 2>&1 || found=$?
    if [ "$found" -ne "$code" ] || ! { [ -z "$text" ] || grep -qF -- "$text" "$work/output"; }; then
        echo "FAIL $what: exit code $found, expected $code, and '$text' in:"
        cat "$work/output"
        failed=1
    else
        echo "ok   $what"
    fi
}

plant() { # plant FILE LINE     in front of what is in the file
    fresh
    planted=$1
    printf '%s\n' "$2" | cat - "$source/$1" >"$tree/$1"
}

layering() { # layering WHAT TEXT
    expect "layering: $1" 1 "$2" "$source/scripts/check_layering.sh" "$tree"
}

fresh
expect "layering: the sources as they are" 0 "" "$source/scripts/check_layering.sh" "$tree"
plant common/base/mem.c '#include "common/model/model.h"'
layering "an include that runs up between folders" "common/base/mem.c common/model/model.h"
plant trainer/svd/svd.h '#include "trainer/main.h"'
layering "an include of the program's own folder" "trainer/svd/svd.h trainer/main.h"
plant query/rank/recommend.h '#include "trainer/svd/svd.h"'
layering "an include of the other program" "query/rank/recommend.h trainer/svd/svd.h"
fresh
mkdir "$tree/common/extra"
echo '#include "common/base/mem.h"' >"$tree/common/extra/new.h"
layering "a folder that is in no list" "(folder in no list)"
rm -r "$tree/common/extra"
plant common/base/mem.h '#include "common/base/buf.h"'
layering "a circle of two modules" "in a circle"
plant common/input/input.h '#include "common/input/rating_layout.h"'
layering "a circle of more" "in a circle"
plant query/rank/recommend.c '#include <curl/curl.h>'
layering "a library outside of the file that wraps it" "only query/site/http.c may include"
plant trainer/svd/svd.c '#  include  "hdf5.h"'
layering "a library in quotes" "may include"
plant query/rank/recommend.c '#include "common/program/ui.h"'
layering "the terminal in a library" "ui.h is for programs"

banned() { # banned WHAT LINE
    plant common/base/mem.c "$2"
    expect "banned: $1" 1 "common/base/mem.c" "$source/scripts/check_banned.sh" "$tree"
}
fresh
expect "banned: the sources as they are" 0 "" "$source/scripts/check_banned.sh" "$tree"
banned "a number that nobody checks" 'int f(const char *s) { return atoi(s); }'
banned "a library that prints" 'void f(void) { printf("x"); }'
banned "a library that ends the process" 'void f(void) { exit (1); }'
banned "a standard stream" 'void f(void) { fputs("x", stderr); }'

plant common/base/mem.c 'int  f( void );'
if [ "$(env -u CI "$source/scripts/check_format.sh" "$tree" 2>&1 | head -c 7)" != skipped ]; then
    expect "format: a blank too many" 123 "common/base/mem.c" "$source/scripts/check_format.sh" "$tree"
fi
if command -v shellcheck >/dev/null; then
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nrm $1\n' >"$tree/scripts/planted"
    expect "shell: an unquoted name" 123 SC2086 "$source/scripts/check_shell.sh" "$tree"
fi

# names NAME EXIT-CODE: a library of the program common whose file mem.c exports it
names() {
    fresh
    rm -f "$work/liblb_common.a"
    echo "int $1(void); int $1(void) { return 1; }" >"$work/mem.c"
    "$compiler" -c -o "$work/mem.c.o" "$work/mem.c" &&
        ar qc "$work/liblb_common.a" "$work/mem.c.o" || failed=1
    expect "names: $1 in mem.c" "$2" "$([ "$2" -eq 0 ] || echo "mem.c exports $1")" \
        env -C "$tree" "$source/scripts/check_names.sh" "$work/liblb_common.a"
}
names lb_mem_planted 0
names lb_memory 1
names lb_buf_planted 1
names planted 1

# A tool that is missing: a skip, but in CI a failure.
mkdir "$work/bin"
for tool in sh dirname; do
    ln -s "$(command -v $tool)" "$work/bin/$tool"
done
for check in format shell tidy; do
    expect "$check: skipped without its tool" 77 "skipped: " env -u CI PATH="$work/bin" \
        "$source/scripts/check_$check.sh" "$source"
    expect "$check: fails in CI without its tool" 1 "is missing" env CI=true PATH="$work/bin" \
        "$source/scripts/check_$check.sh" "$source"
done
exit "$failed"
