#!/bin/sh
# SPDX-License-Identifier: MIT
# Fail on an exported name that does not say which file it is from: it begins with lb_ and the name
# of the file that defines it, or of the header that declares it. The name of the program may stand
# between, where both programs have such a file (lb_train_options_parse).
# usage: scripts/check_names.sh LIBRARY.a...     (liblb_common.a, liblb_trainer.a, liblb_query.a)
set -eu
command -v nm >/dev/null || { echo "names: needs nm (binutils)" >&2; exit 1; }

# PROGRAM FILE NAME
exported() {
    for library in "$@"; do
        program=$(basename "$library" .a)
        nm -A --defined-only --extern-only "$library" |
            sed -nE "s/^[^:]*:([^:]*)\.c\.o:[^ ]* [A-Zi] ([a-zA-Z].*)/${program#liblb_} \1 \2/p"
    done
}

symbols=$(mktemp)
trap 'rm -f "$symbols"' EXIT INT TERM
exported "$@" >"$symbols"
[ -s "$symbols" ] || { echo "names: no exported name in $*" >&2; exit 1; }

fail=0
while read -r program file name; do
    case $name in
    "lb_$file" | "lb_${file}_"*) continue ;;
    "lb_${program%er}_${file}_"*) continue ;;
    esac
    declared=$(grep -rlw --include='*.h' -e "$name" "$program" | while read -r header; do
        stem=$(basename "$header" .h)
        case $name in "lb_$stem" | "lb_${stem}_"*) echo yes ;; esac
    done)
    [ -n "$declared" ] && continue
    echo "$program: $file.c exports $name"
    fail=1
done <"$symbols"
[ "$fail" -eq 0 ] || echo "names: exported names begin with lb_ and the name of their file" >&2
exit "$fail"
