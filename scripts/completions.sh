#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Write the completions of a program for a shell, from what PROGRAM --help-options prints: an option a
# line: name, letter or -, argument or -, choices (a|b|c, or file) or -, help; tabs between.
# usage: completions.sh bash|zsh|fish PROGRAM file|none    file: its operands are files
set -euo pipefail
shell=$1 operand=$3
program=$(basename "$2")
options=$("$2" --help-options)
function=_${program//-/_}

# The first thing that the help says, without quotes and brackets that the shells would trip over.
gist() {
    local text=${1%%; *}
    text=${text%% (*}
    [[ ${text%%: *} != *' '* ]] || text=${text%%: *}
    printf '%s' "${text//[\'\"\[\]\\]/}"
}

names='' # what bash offers after a dash
cases='' # bash: what it offers for each option with an argument
lines='' # zsh and fish: a line an option

add_bash() {
    local flags=--$1 action
    [ "$2" = - ] || flags="$flags | -$2"
    case $3 in
    -) names+=" --$1" ;;
    \[*) names+=" --$1 --$1=" ;;
    *) names+=" --$1=" ;;
    esac
    case $3:$4 in -:* | \[*) return ;; esac
    case $4 in
    file) action='_files' ;;
    -) action=':' ;;
    *) action="_words '${4//|/ }'" ;;
    esac
    cases+="        $flags) ${action/_/${function}_} ;;"$'\n'
}

add_zsh() {
    local help action=' ' long=--$1 short=-$2
    help=$(gist "$5")
    case $4 in
    file) action=_files ;;
    -) ;;
    *) action="(${4//|/ })" ;;
    esac
    case $3 in
    -) ;;
    \[*) long+="=-" ;;
    *) long+="=" short+="+" ;;
    esac
    local tail="[$help]"
    case $3 in -) ;; \[*) tail+="::${3//[\[\]=]/}:" ;; *) tail+=":${3//:/\\:}:$action" ;; esac
    [ "$2" = - ] || case $3 in
    \[*) lines+="    '*${short}[$help]' \\"$'\n' ;;
    *) lines+="    '*$short$tail' \\"$'\n' ;;
    esac
    lines+="    '*$long$tail' \\"$'\n'
}

add_fish() {
    local line="complete -c $program -l $1"
    [ "$2" = - ] || line+=" -s $2"
    case $3:$4 in
    -:* | \[*) ;;
    *:file) line+=' -r -F' ;;
    *:-) line+=' -x' ;;
    *) line+=" -x -a '${4//|/ }'" ;;
    esac
    lines+="$line -d '$(gist "$5")'"$'\n'
}

while IFS=$'\t' read -r name letter argument choices help; do
    "add_$shell" "$name" "$letter" "$argument" "$choices" "$help"
done <<<"$options"

case $shell in
bash)
    operands=:
    [ "$operand" = none ] || operands=${function}_files
    cat <<END
# bash completion of $program, made from its table of options
${function}_words() { mapfile -t COMPREPLY < <(compgen -W "\$1" -- "\$cur"); }
${function}_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "\$cur")
}
$function() {
    local cur=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    # "--name=value" comes as three words
    if [[ \$cur == = ]]; then
        cur=
    elif [[ \$previous == = ]] && ((COMP_CWORD > 1)); then
        previous=\${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case \$previous in
${cases}        *)
            if [[ \$cur == -* ]]; then
                ${function}_words '${names# }'
                [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
            else
                $operands
            fi
            ;;
    esac
    return 0
}
complete -F $function $program
END
    ;;
zsh)
    case $operand in none) rest="'*:user: '" ;; *) rest="'*:file:_files'" ;; esac
    printf '#compdef %s\n# zsh completion of %s, made from its table of options\n' "$program" "$program"
    printf '_arguments -s -S \\\n%s    %s\n' "$lines" "$rest"
    ;;
fish)
    printf '# fish completion of %s, made from its table of options\n' "$program"
    case $operand in none) printf 'complete -c %s -f\n' "$program" ;; esac
    printf '%s' "$lines"
    ;;
esac
