# Options from a file, its presets, and where each comes from.
make_small_model m.h5
mkdir -p "$XDG_CONFIG_HOME/lbrec"
cat >"$XDG_CONFIG_HOME/lbrec/query.conf" <<'END'
# what I always want
model = m.h5
format = csv

[two]
count = 2
[watched]
include-watched
END
printf 'film,rating\namelie,10\nalien,4\n' >me.csv
lbrec-query --ratings me.csv --preset two
lbrec-query --ratings me.csv --preset two --preset watched --count 1
lbrec-query --ratings me.csv --preset two --print-config --count 1 | sed "s|$XDG_CONFIG_HOME|CONFIG|"
printf 'model = m.h5\nrun-time = 9\n' >other.conf
lbrec-query --config other.conf --similar alien
lbrec-query --similar alien --preset three 2>&1 | sed "s|$XDG_CONFIG_HOME|CONFIG|"
lbrec-query --config '' --similar alien
