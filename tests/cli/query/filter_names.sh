# Languages and countries by name or code, directors, and what is out.
make_small_model --ids m.h5
printf 'film,rating\nalien,4\n' >me.csv
ask() {
    echo "$*:"
    lbrec-query --model m.h5 --ratings me.csv --with-tv --format csv "$@" | cut -d , -f 3,4
}
ask --language French --language ita
ask --country us
ask --director 'john woo'
ask --not-director 'John Woo' --count 2
ask --released --today 2025-08-01
ask --director Fellini
