# Standard input and pipes are empty when they are read again: a list would be lost without a word.
make_small_model m.h5
printf 'user,film,rating\nann,alien,9\nann,heat,4\n' >me.csv
printf 'face-off\n' >list.txt
mkfifo pipe
ask() { lbrec-query --model m.h5 --format csv --quiet "$@" 2>&1 | grep -v -- --help | cut -d , -f 1-3; }
ask --ratings me.csv --exclude - --watched - <list.txt
ask --ratings - --exclude /dev/stdin <pipe & cat me.csv >pipe
wait
ask --ratings me.csv --available pipe --candidates pipe
ask --ratings me.csv --exclude /dev/null --watched /dev/null | head -n 2
ask --ratings me.csv --exclude - --watched /dev/stdin <list.txt | head -n 2
echo 'what is looked at before it is read:'
printf 'user,film\nann,face-off\nzoe,8-half\n' >pairs.csv
ask --ratings me.csv --candidates pipe & cat pairs.csv >pipe
wait
tar cf list.tar list.txt
cat list.tar | ask --ratings me.csv --exclude - | cut -c 1-120
ask --ratings me.csv --exclude - <list.tar | head -n 2
