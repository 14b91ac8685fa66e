#!/bin/sh
# SPDX-License-Identifier: MIT
# Fail on functions that the house rules ban in the programs and their libraries: what overflows,
# hides errors, depends on the locale or keeps state; what ends the process or prints, outside of the
# files that are there for it.
# usage: scripts/check_banned.sh [FOLDER]     the tree to look at (default: here)
set -eu
cd "${1:-.}"
fail=0
ban() { # ban 'REGEX OF WORDS' 'REGEX OF FILES THAT MAY' WHY; strings and comments do not count
    if grep -rnE --include='*.[ch]' "(^|[^[:alnum:]_])($1)[[:space:]]*\(" common trainer query |
        grep -vE ':[[:space:]]*(/\*|\*)' | grep -vE "\"[^\"]*($1)[[:space:]]*\([^\"]*\"" |
        grep -vE "^($2):"; then
        echo "banned: $3" >&2
        fail=1
    fi
}
ban 'atoi|atol|atoll|atof|strtok|strtok_r|sscanf' none 'numbers and words are parsed by common/base/slice.h'
ban 'strtod|strtof|strtol|strtoul|strtoll|strtoull' common/base/slice.c \
    'numbers are parsed by common/base/slice.h, whatever the locale'
ban 'strcpy|strcat|strncpy|sprintf|vsprintf|gets|alloca' none 'lengths are checked: snprintf(), memcpy()'
ban 'tmpnam|tempnam|mktemp|system|popen|rand|srand|setlocale|localtime|gmtime|ctime|asctime|strerror_l' none \
    'state of the process, or a race'
ban 'exit|_exit|abort|quick_exit' '(trainer|query)/main\.c|common/program/process\.c' 'libraries return a status'
ban 'printf|vprintf|puts|putchar|perror' '(trainer|query)/main\.c|common/program/ui\.c' 'libraries do not print'
ban 'getenv' common/program/ui.c 'libraries do not read the environment'
if grep -rnE --include='*.[ch]' '(^|[^[:alnum:]_])(stdout|stderr)([^[:alnum:]_]|$)' \
    common trainer query |
    grep -vE '^((trainer|query)/main\.c|common/program/ui\.[ch]):' | grep -vE ':[[:space:]]*(/\*|\*)'; then
    echo "banned: only main.c and ui.c name the standard streams" >&2
    fail=1
fi
exit "$fail"
