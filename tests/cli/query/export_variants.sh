# One member's ratings and one list, as spreadsheets and scripts leave them: always the same films.
make_small_model --ids m.h5
cat >plain <<'END'
Date,Name,Year,Letterboxd URI,Rating
2026-01-01,Alien,1979,https://boxd.it/mA,4.5
2026-01-02,Face/Off,1997,https://letterboxd.com/film/face-off/,2
2026-01-03,8½,1963,,3.5
END
cat >list <<'END'
Letterboxd list export v7
Date,Name,Tags,URL,Description
2026-01-01,Festival,,https://boxd.it/abcde,Autumn programme

Position,Name,Year,URL,Description
1,Amélie,2001,https://letterboxd.com/film/amelie/,first
2,Old One,1930,,
END
commas() { sed 's/\([0-9]\)\.5$/\1,5/'; } # a decimal comma
ratings() { # ratings WHAT FILE
    printf '%s: ' "$1"
    lbrec-query --model m.h5 --export "$2" --count 1 --json --quiet --include-watched |
        grep -o '"profile":{[^}]*}'
}
commas <plain | tr , ';' | sed 's/;5$/,5/' >semicolons
sed 's/,/\t/g' plain >tabs
sed 's/,/|/g' plain >bars
sed 's/^/"/; s/,/","/g; s/$/"/' plain >quoted
sed 's/,\(19[0-9][0-9]\),/,\1.0,/' plain >float-years
sed 's/;\(19[0-9][0-9]\);/;\1,0;/' semicolons >comma-years
sed '1s/^/,/; 2,$s/^/0,/' plain >index-column
printf '\357\273\277' | cat - plain >mark
{ printf '\377\376' && iconv -f UTF-8 -t UTF-16LE plain; } >little
{ printf '\376\377' && iconv -f UTF-8 -t UTF-16BE plain; } >big
iconv -f UTF-8 -t WINDOWS-1252 plain >latin
sed 's/$/\r/' plain >crlf
printf '%s' "$(cat plain)" >no-end
for form in plain semicolons tabs bars quoted float-years comma-years index-column mark little big \
    latin crlf no-end; do
    ratings $form $form
done
candidates() { # candidates WHAT FILE
    printf '%s: ' "$1"
    lbrec-query --model m.h5 --export plain --candidates "$2" --format csv --quiet |
        cut -d , -f 3 | tr '\n' ' '
    echo
}
sed 's/,/;/g' list >list-semicolons
sed '1s/$/,,,,/; 4s/$/,,,,/' list >list-padded
sed '1s/v7/v8/' list >list-v8
sed 's/$/\r/' list >list-crlf
printf '\357\273\277' | cat - list >list-mark
{ printf '\377\376' && iconv -f UTF-8 -t UTF-16LE list; } >list-utf16
sed 's/Autumn programme/"Autumn\nprogramme, by ""ann"""/' list >list-lines
for form in list list-semicolons list-padded list-v8 list-crlf list-mark list-utf16 list-lines; do
    candidates $form $form
done
