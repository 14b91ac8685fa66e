# A member may be given by the address of a page or with an @.
make_small_model m.h5
for user in @nobody nobody/ https://letterboxd.com/nobody/ letterboxd.com/nobody/films/ \
    https://www.letterboxd.com/Nobody?x=1 https://letterboxd.com/film/psycho/; do
    lbrec-query --model m.h5 --offline "$user"
    echo "$?"
done
lbrec-query --model m.h5 --offline https://example.org/nobody/
