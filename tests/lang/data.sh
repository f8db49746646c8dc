#!/bin/sh
# What was understood of data stands in the report, its JSON, the log and the session;
# refusals come all at once; scripts by their name; test=0.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
tables=$srcdir/tests/num/tables
# line N TEXT: is line N of the output this?
line() { [ "$(sed -n "$1p" out)" = "$2" ]; }

cp "$tables"/38-label-first.csv mine.csv
run run -n 4 -q -e 'data mine.csv' -e report -o s.reroll
ok "two lines at the head" 'line 3 "data   mine.csv: 61 rows of 4 inputs; target '\''x5'\'': a number; 15 rows held out for the test" && sed -n 4p out | grep -q "^       doubt: .x1.: small codes in the first column .*? target=x1 predicts it$"'
cp out live
run report s.reroll
ok "a session says the same" '[ $status = 0 ] && [ "$(sed -n 3,4p out)" = "$(sed -n 3,4p live)" ]'
run run -n 4 mine.csv ignore=x1 -e 'free init'
ok "run takes a table, its options and commands" '[ $status = 0 ] && grep -q "61 rows of 3 inputs; target .x5." out && grep -q "free init\|init free" out'
printf 'free shuffle\n' >a.rr
run run -n 4 mine.csv a.rr
ok "and scripts behind it" '[ $status = 0 ] && grep -q "61 rows of 4 inputs" out && grep -q "shuffle free" out'
run run -n 4 a.rr mine.csv
ok "a table behind a script is refused" '[ $status = 2 ] && grep -q "a table before scripts, and mine.csv stands behind one" err'
run run -n 4 mine.csv mine.csv
ok "and so is a second" '[ $status = 2 ] && grep -q "one table: mine.csv is a second" err'
gzip -c mine.csv >mine.csv.gz
run run -n 4 mine.csv.gz
ok "packed ones are known, too" '[ $status = 0 ] && grep -q "61 rows of 4 inputs" out'
run run -n 4 --json -e 'data mine.csv'
ok "and JSON" '[ $status = 0 ] && tr -d "\n" <out | grep -q "\"data\": { *\"name\": \"mine.csv\", *\"target\": \"x5\", *\"kind\": \"regression\", *\"rows\": 61, *\"inputs\": 4, *\"classes\": null, *\"dropped\": 0, *\"test_rows\": 15, *\"time\": null, *\"standardized\": \"all\", *\"notes\": \[" && tr -d "\n" <out | grep -q "\"kind\": \"label\", *\"doubt\": true, *\"column\": \"x1\", *\"count\": 3, *\"cure\": \"target=x1\", *\"text\": \".x1.: small"'
run run -n 4 --json -e 'data mine.csv target=x1'
ok "classes have names" 'tr -d "\n" <out | grep -q "\"classes\": \[ *\"1\", *\"2\", *\"3\" *\]"'
run report --json s.reroll
ok "JSON of a session" 'tr -d "\n" <out | grep -q "\"cure\": \"target=x1\""'
run run -n 4 -q -e 'data iris' -e report
ok "nothing in doubt is said, too" 'sed -n 4p out | grep -q "no doubts found"'
run run -n 4 -q -e 'data mine.csv test=0' -e report
ok "test=0 holds nothing out" '[ $status = 0 ] && line 3 "data   mine.csv: 61 rows of 4 inputs; target '\''x5'\'': a number" && ! grep -q "test loss" out'
run run -n 4 -q -e 'data mine.csv; set test 0' -e report
ok "and set test 0" '[ $status = 0 ] && ! grep -q "held out" out'
run run -n 4 -q -e 'data mine.csv test=0; set test auto' -e report
ok "and back" '[ $status = 0 ] && grep -q "15 rows held out" out'

cp "$tables"/46-several-series-below-each-other.csv s.csv
run run -n 4 -q -e 'data s.csv window=4 group=ticker test=.6' -e report
ok "groups are held out whole" '[ $status = 0 ] && grep -q "60 rows of 4 past values of 1 series; .*; 40 rows held out" out'
run run -n 4 -q -e 'data s.csv window=4 group=ticker; set test .5' -e 'run 4'
ok "and not cut" '[ $status = 2 ] && grep -q "the test set is whole groups" err'
run run -n 4 -q -e 'data s.csv window=4 group=ticker' -o g.reroll
run verify g.reroll
ok "and verified" '[ $status = 0 ] && grep -q "every bit the same" out'

printf 'd,a,b,y\n2001-01-01,1,x,1.5\n2001-01-02,,y,2.5\n2001-01-03,3,z,oops\n2001-01-04,4,z,4.5\n' >all.csv
run run -n 2 -q -e 'data all.csv'
ok "all reasons in one line" '[ $status = 2 ] && [ "$(wc -l <err)" = 1 ] && grep -q "dates or times.*oops.*1 of 4 rows have missing values (.a. 1); a series takes window=N; to go on, add: ignore=d .*missing=drop" err'
run run -n 2 -q -e "data all.csv $(sed 's/.*to go on, add: //' err)" -e 'show data'
ok "and it goes on" '[ $status = 0 ] && grep -q "^all.csv: [23] rows" out'
printf '{"a": 1}' >x.csv
run run -n 2 -q -e 'data x.csv'
ok "what is no table is named" '[ $status = 2 ] && grep -q "x.csv: is JSON" err'

printf 'data mine.csv\nset test 0\nrun 3\nreport\n' >script.rr
run -q script.rr
ok "a script by its name" '[ $status = 0 ] && grep -q "3 runs" out'
run -q nosuch.rr
ok "that is not there" '[ $status = 2 ] && grep -q "nosuch.rr: No such file" err'
run run -q -n 2 -e 'help data'
ok "help has the table" 'grep -q "LIBSVM" out && grep -q "said: a doubt; missing=drop,-999" out'

done_testing
