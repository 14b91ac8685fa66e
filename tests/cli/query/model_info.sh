make_small_model m.h5 || exit
lbrec-query -m m.h5 --model-info | sed 's/^age .*/age/'
lbrec-query -m m.h5 --model-info --json | grep -o '^{"schema":1,"path":"m.h5","bytes":'
lbrec-query -m gone.h5 --model-info 2>/dev/null
echo $?
head -c 3000 m.h5 >half.h5
lbrec-query -m half.h5 --model-info 2>/dev/null
echo $?
