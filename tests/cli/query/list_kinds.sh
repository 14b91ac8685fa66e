# Every kind of file names films for the options that take lists.
make_small_model --ids m.h5
printf 'film,rating\namelie,10\n' >me.csv
for file in "$CASE_DIR"/../../data/films/*; do
    echo "$(basename "$file"):"
    lbrec-query --model m.h5 --ratings me.csv --candidates "$file" --include-watched --format csv \
        --quiet | cut -d , -f 3,4
done
