#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# twinctl analyze orientation: a row out for each row in, what is not known is said, and whatever is wrong
# with a file or an option is one clear line that leaves the last result as it was.
set -eu
twinctl=${top_builddir:?run by make check}/bin/twinctl
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

fail() {
	echo "$*" >&2
	failures=$((failures + 1))
}

# make_motion NAME COLUMNS [ACC GYR MAG TIME]: 30 s at 50 Hz of a sensor that lies tilted by 30 degrees about x
# for 5 s and then nods about x by 20 degrees at 0.5 Hz; what is measured is multiplied by the factors. COLUMNS
# is 3 (acceleration), 6 or 9.
make_motion() {
	LC_ALL=C awk -v columns="$2" -v acc="${3:-1}" -v gyr="${4:-1}" -v mag="${5:-1}" -v time="${6:-1}" 'BEGIN {
		pi = atan2(0, -1)
		printf "t,ax,ay,az%s%s\n", (columns > 3 ? ",gx,gy,gz" : ""), (columns > 6 ? ",mx,my,mz" : "")
		for (i = 0; i < 1500; i++) {
			t = i / 50
			s = t < 5 ? 0 : t - 5
			angle = pi / 6 + pi / 9 * (1 - cos(pi * s))
			rate = t < 5 ? 0 : pi / 9 * pi * sin(pi * s)
			printf "%.4f,0,%.6f,%.6f", t * time, acc * 9.80665 * sin(angle), acc * 9.80665 * cos(angle)
			if (columns > 3)
				printf ",%.6f,0,0", gyr * rate
			if (columns > 6)
				printf ",0,%.6f,%.6f", mag * (20 * cos(angle) - 44 * sin(angle)), mag * (-20 * sin(angle) - 44 * cos(angle))
			printf "\n"
		}
	}' >"$folder/$1.csv"
}

# runs STATUS TEXT ARGUMENT...: the exit status, and one line on stderr that says TEXT ("" = none).
runs() {
	wanted=$1 text=$2
	shift 2
	status=0
	"$twinctl" analyze orientation "$@" >"$folder/.out" 2>"$folder/.err" || status=$?
	[ "$status" -eq "$wanted" ] || fail "$*: exit status $status, not $wanted"
	if [ -z "$text" ]; then
		[ ! -s "$folder/.err" ] || fail "$*: said $(cat "$folder/.err")"
	else
		[ "$(wc -l <"$folder/.err")" -eq 1 ] || fail "$*: not one line: $(cat "$folder/.err")"
		grep -qF -- "$text" "$folder/.err" || fail "$*: \"$(cat "$folder/.err")\" does not say \"$text\""
	fi
}

# tilt_at FILE SECONDS: degrees between the sensor's z and up.
tilt_at() {
	LC_ALL=C awk -F, -v at="$2" '$1 >= at && NR > 1 {
		c = 1 - 2 * ($3 * $3 + $4 * $4)
		printf "%.0f", atan2(sqrt(1 - c * c), c) * 180 / atan2(0, -1)
		exit
	}' "$1"
}

refused() { # TEXT IN.csv: refused, and what was there stays
	echo before >"$folder/out.csv"
	runs 1 "$1" --output "$folder/out.csv" "$2"
	[ "$(cat "$folder/out.csv")" = before ] || fail "$2: the last result was lost"
	[ "$(find "$folder" -name 'out.csv?*')" = "" ] || fail "$2: a draft was left behind"
}

make_motion alone 3
runs 0 'inclination only' --output "$folder/out.csv" "$folder/alone.csv"
grep -q 'heading is unknown' "$folder/.err" || fail "alone: the heading is not said to be unknown"
[ "$(wc -l <"$folder/out.csv")" -eq 1501 ] || fail "alone: not a row for each row"
[ "$(head -n 1 "$folder/out.csv")" = t,qw,qx,qy,qz ] || fail "alone: another header"
[ "$(tilt_at "$folder/out.csv" 4)" = 30 ] || fail "alone: tilted by $(tilt_at "$folder/out.csv" 4)"

make_motion six 6
runs 0 'heading is arbitrary' --output "$folder/out.csv" "$folder/six.csv"
[ "$(tilt_at "$folder/out.csv" 6)" = 70 ] || fail "six: tilted by $(tilt_at "$folder/out.csv" 6), not 70"
[ "$(tilt_at "$folder/out.csv" 7)" = 30 ] || fail "six: tilted by $(tilt_at "$folder/out.csv" 7), not 30"

make_motion nine 9
runs 0 '' --output "$folder/out.csv" "$folder/nine.csv"
runs 0 '' --no-magnetometer --output "$folder/out6.csv" "$folder/nine.csv"
runs 0 '' --output "$folder/nine.csv" "$folder/nine.csv"
cmp -s "$folder/nine.csv" "$folder/out.csv" || fail "nine: another result where IN and OUT are one file"
make_motion nine 9
runs 0 '' --output /dev/stdout "$folder/nine.csv"
cmp -s "$folder/.out" "$folder/out.csv" || fail "nine: another result to a pipe"

ln -s out6.csv "$folder/link.csv"
runs 0 '' --output "$folder/link.csv" "$folder/nine.csv"
[ -L "$folder/link.csv" ] || fail "link: a symbolic link was replaced"
cmp -s "$folder/out6.csv" "$folder/out.csv" || fail "link: not written where it points"

# each sensor in rows of its own; a row without any sample is answered too
LC_ALL=C awk -F, -v OFS=, 'NR == 1 { print; next } {
	print $1, $2, $3, $4, "", "", "", "", "", ""
	print $1, "", "", "", $5, $6, $7, "", "", ""
	print $1, "", "", "", "", "", "", $8, $9, $10
	print $1, "", "", "", "", "", "", "", "", ""
}' "$folder/nine.csv" >"$folder/apart.csv"
runs 0 '' --output "$folder/out.csv" "$folder/apart.csv"
[ "$(wc -l <"$folder/out.csv")" -eq 6001 ] || fail "apart: not a row for each row"
[ "$(tilt_at "$folder/out.csv" 6)" = 70 ] || fail "apart: tilted by $(tilt_at "$folder/out.csv" 6), not 70"

# wrong units, by name
make_motion g 6 0.101972
refused 'g.csv: acceleration looks like g, not m/s2: multiply it by 9.80665' "$folder/g.csv"
make_motion mg 3 101.972
refused 'acceleration looks like mg' "$folder/mg.csv"
make_motion deg 6 1 57.2958
refused 'angular rate looks like deg/s, not rad/s' "$folder/deg.csv"
make_motion gauss 9 1 1 0.01
refused 'magnetic field looks like gauss, not uT' "$folder/gauss.csv"
runs 0 '' --no-magnetometer --output "$folder/out.csv" "$folder/gauss.csv"
make_motion ms 6 1 1 1 1000
refused 'time looks like milliseconds' "$folder/ms.csv"
awk -F, -v OFS=, 'NR > 1 { $1 = int($1) } { print }' "$folder/six.csv" >"$folder/coarse.csv"
refused 'give time with more digits' "$folder/coarse.csv"
sed '1s/.*/t,gx,gy,gz,ax,ay,az/' "$folder/six.csv" >"$folder/swapped.csv"
refused 'columns of the two are swapped' "$folder/swapped.csv"

# files
refused 'gone.csv: No such file' "$folder/gone.csv"
: >"$folder/empty.csv"
refused 'empty.csv: empty' "$folder/empty.csv"
head -n 1 "$folder/six.csv" >"$folder/header.csv"
refused 'header.csv: no rows' "$folder/header.csv"
sed 1d "$folder/six.csv" >"$folder/headless.csv"
refused "column 1 is '0.0000'" "$folder/headless.csv"
(cat "$folder/six.csv" && sed -n 10p "$folder/six.csv") >"$folder/back.csv"
refused 'back.csv:1502: time goes back' "$folder/back.csv"
head -c 20000 "$folder/six.csv" >"$folder/cut.csv"
printf ',' >>"$folder/cut.csv"
refused 'cut.csv:' "$folder/cut.csv"
refused "$folder: " "$folder"

# where it cannot go
runs 1 'cannot be written' --output "$folder" "$folder/nine.csv"
runs 1 'cannot be made' --output "$folder/no/where.csv" "$folder/nine.csv"
[ ! -w /dev/full ] || runs 1 '/dev/full: cannot be written' --output /dev/full "$folder/nine.csv"

# usage
runs 2 'give --output OUT.csv; see --help' "$folder/nine.csv"
runs 2 'give one IN.csv; see --help' --output "$folder/out.csv"
runs 2 'give one IN.csv; see --help' --output "$folder/out.csv" "$folder/nine.csv" "$folder/six.csv"
runs 2 'see --help' --upwards "$folder/nine.csv"

[ "$failures" -eq 0 ]
