printf 'user_id,movie_id,rating_val\na,x,4\nb,x,6\nb,y,2\n' >r.csv
(echo slug,title && seq -f 'film-%g,a title' 20000) | xz >films.csv.xz
head -c 3000 films.csv.xz >cut.csv.xz
lbrec-train -o m.h5 --films cut.csv.xz r.csv
