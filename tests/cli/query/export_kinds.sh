# One person's films out of a file of every kind.
make_small_model --ids m.h5
for file in "$CASE_DIR"/../../data/films/*; do
    cp "$file" .
    lbrec-query --model m.h5 --export "$(basename "$file")" --count 1 --format csv --verbose 2>&1 |
        grep -v '^lbrec-query: \(model\|few\)'
done
