#!/bin/sh
# SPDX-License-Identifier: MIT
# Fail unless a program's man page and --help have the options of its table (--help-options), letters,
# arguments and choices included, and nothing else.
# usage: check_options.sh PROGRAM MAN-PAGE
set -eu
program=$1
page=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A line an option: name, letter or -, then +, ? or - as it takes an argument, may take one, or not,
# then its choices.
"$program" --help-options | LC_ALL=C awk -F '\t' '{
    print $1, $2, ($3 == "-" ? "-" : $3 ~ /^\[/ ? "?" : "+"), ($4 ~ /\|/ ? $4 : "-")
}' >"$folder/table"
[ -s "$folder/table" ] || {
    echo "options: $program --help-options says nothing" >&2
    exit 1
}

# .It Fl f , Fl -format Ns = Ns Cm table | json | csv
LC_ALL=C awk '/^\.It Fl / {
    name = ""; letter = "-"; kind = "-"; choices = ""
    for (i = 2; i <= NF; i++) {
        if ($i == "Fl" && $(i + 1) ~ /^-./) name = substr($(i + 1), 2)
        else if ($i == "Fl") letter = $(i + 1)
        else if ($i == "Op") kind = "?"
        else if ($i == "=" && kind == "-") kind = "+"
        else if ($i == "Cm") for (i++; i <= NF; i++) choices = choices $i
    }
    print name, letter, kind, choices == "" ? "-" : choices
}' "$page" >"$folder/page"

#   -f, --format=F          table (default), ...
"$program" --help | LC_ALL=C sed -nE \
    's/^  (-(.), |    )--([a-z0-9-]+)(\[?=?)([^ ]*).*$/\3 \2 \4/p' | LC_ALL=C awk '{
    letter = $2 ~ /^[a-zA-Z]$/ ? $2 : "-"
    print $1, letter, ($NF == "[=" ? "?" : $NF == "=" ? "+" : "-")
}' >"$folder/help"
cut -d ' ' -f 1-3 "$folder/table" >"$folder/table3"

fail=0
compare() { # compare FILE WITH WHAT
    if ! diff "$folder/$1" "$folder/$2" >"$folder/diff"; then
        echo "options: the table of $(basename "$program") (<) and $3 (>) differ, or their order does:" >&2
        cat "$folder/diff" >&2
        fail=1
    fi
}
compare table page "$page"
compare table3 help "its --help"
exit "$fail"
