#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The completions offer what the programs understand. usage: test_completions.sh FOLDER
set -u
lacks=$(cd "$(dirname "$0")/../../scripts" && pwd)/lacks
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" && touch ratings.csv "export of me.zip" || exit 1
failed=0

expect() { # expect WHAT FOUND WANTED
    if [ "$2" = "$3" ]; then
        echo "ok   $1"
    else
        echo "FAIL $1: expected '$3', got '$2'"
        failed=1
    fi
}

# bash_offers WORD...: what is offered for the last word, joined by commas.
bash_offers() {
    local COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    "_${1//-/_}" "$1" "${!#}" "${*: -2:1}"
    local IFS=,
    echo "${COMPREPLY[*]}"
}

for program in lbrec-query lbrec-train; do
    # shellcheck disable=SC1090
    source "$folder/bash/$program"
    expect "bash: $program is registered" "$(complete -p "$program")" \
        "complete -F _${program//-/_} $program"
done
expect "bash: a name" "$(bash_offers lbrec-query --watchlist-o)" "--watchlist-only"
expect "bash: names that begin alike" "$(bash_offers lbrec-query --watchlist-)" \
    "--watchlist-boost=,--watchlist-only"
expect "bash: choices after =" "$(bash_offers lbrec-query --color = "")" "auto,always,never"
expect "bash: choices right at =" "$(bash_offers lbrec-query --color =)" "auto,always,never"
expect "bash: choices of a letter" "$(bash_offers lbrec-query -f j)" "json"
expect "bash: a file with spaces" "$(bash_offers lbrec-query --export = exp)" "export of me.zip"
expect "bash: nothing for a number" "$(bash_offers lbrec-query --count = "")" ""
expect "bash: no file for a member" "$(bash_offers lbrec-query rat)" ""
expect "bash: ratings to train on" "$(bash_offers lbrec-train --rank = 50 rat)" "ratings.csv"
expect "bash: an optional argument" "$(bash_offers lbrec-train --eval)" "--evaluate,--evaluate="

if command -v fish >/dev/null; then
    for program in lbrec-query lbrec-train; do
        fish --no-config --no-execute "$folder/fish/$program.fish" || failed=1
    done
    fish_offers() {
        HOME=$work fish --no-config -c "source '$folder/fish/${1%% *}.fish'; complete -C '$1'" |
            cut -f 1 | paste -sd ,
    }
    expect "fish: a name" "$(fish_offers 'lbrec-query --watchlist-on')" "--watchlist-only"
    expect "fish: choices" "$(fish_offers 'lbrec-query --format=j')" "--format=json"
    expect "fish: ratings to train on" "$(fish_offers 'lbrec-train rat')" "ratings.csv"
else
    "$lacks" fish || [ $? -eq 77 ] || failed=1
fi

if command -v zsh >/dev/null; then
    for program in lbrec-query lbrec-train; do
        zsh -fn "$folder/zsh/_$program" || failed=1
        # compsys must accept every line: called outside of completion, _arguments says what is wrong.
        found=$(zsh -fc "fpath=('$folder/zsh' \$fpath); autoload -Uz compinit; compinit -u -d '$work/dump'
            print -r -- \$_comps[$program]")
        expect "zsh: $program is registered" "$found" "_$program"
    done
else
    "$lacks" zsh || [ $? -eq 77 ] || failed=1
fi
exit "$failed"
