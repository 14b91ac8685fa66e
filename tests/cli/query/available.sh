# What can be seen, and where, in every format.
make_small_model --ids m.h5
printf 'film,rating\namelie,10\nalien,4\n' >me.csv
cat >services.csv <<'END'
imdb_id,title,service,country
tt0119094,,"Netflix, Mubi",FR
tt0056801,,Mubi,US
,Dracula (2025),Disney+,US
END
ask() { lbrec-query --model m.h5 --ratings me.csv --available services.csv --quiet "$@"; }
ask
ask --service mubi --format csv
ask --available-in USA --format markdown
ask --json | grep -o '"available":[^]]*]'
ask --format html | grep 'class="available"'
ask --service Hulu
echo "$?"
lbrec-query --model m.h5 --ratings me.csv --service mubi
