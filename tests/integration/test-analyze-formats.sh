#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same signal in every format that is read: the same samples, so the same beats and findings.
set -eu
: "${top_srcdir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"

rate=250 seconds=60
make_record heart "$rate" "$seconds" heart

# counts: the samples of the record, one on each line
counts() {
	od -An -v -tu1 -w1 "$folder/heart.dat" | awk '{ print $1 - 128 }'
}

# wfdb FORMAT PROGRAM: a record of that name, its counts packed by the awk program
wfdb() {
	counts | LC_ALL=C awk "$2" >"$folder/$1.dat"
	sum=$(counts | awk '{ sum += $1 } END { print sum }')
	printf '%s 1 %s %s\n%s.dat %s 50 16 0 %s %s 0 ECG\n' "$1" "$rate" "$((rate * seconds))" \
		"$1" "$1" "$(counts | head -n 1)" "$sum" >"$folder/$1.hea"
}

# shellcheck disable=SC2016 # awk's own fields
unsigned='{ v = $1 < 0 ? $1 + 16777216 : $1; low = v % 256; mid = int(v / 256) % 256; high = int(v / 65536) }'
wfdb 80 "$unsigned"' { printf "%c", (low + 128) % 256 }'
wfdb 16 "$unsigned"' { printf "%c%c", low, mid }'
wfdb 61 "$unsigned"' { printf "%c%c", mid, low }'
wfdb 24 "$unsigned"' { printf "%c%c%c", low, mid, high }'
wfdb 212 "$unsigned"' { mid %= 16 }
	NR % 2 { first = low; nibble = mid; next }
	{ printf "%c%c%c", first, nibble + 16 * mid, low }'

# field WIDTH TEXT...: each filled up with blanks
field() {
	width=$1
	shift
	for text; do printf "%-${width}s" "$text"; done
}

# edf NAME KIND BYTES: two slower signals before the ECG and annotations behind it, in data records of a
# second; samples of so many bytes (3: BDF).
edf() {
	{
		if [ "$3" = 3 ]; then printf '\377BIOSEMI'; else field 8 0; fi
		field 80 'X X X X' 'Startdate 02-JAN-2026 X X X'
		field 8 02.01.26 03.04.05 1280
		field 44 "$2"
		field 8 "$seconds" 1
		field 4 4
		field 16 'EEG Cz' 'Resp chest' 'ECG II' "$(printf %.3s "$1") Annotations"
		field 80 '' '' '' ''
		field 8 uV '' mV ''
		field 8 -100 -100 -655.36 -1
		field 8 100 100 655.34 1
		field 8 -32768 -32768 -32768 "$([ "$3" = 3 ] && echo -8388608 || echo -32768)"
		field 8 32767 32767 32767 "$([ "$3" = 3 ] && echo 8388607 || echo 32767)"
		field 80 '' '' '' ''
		field 8 2 1 "$rate" 8
		field 32 '' '' '' ''
		counts | LC_ALL=C awk -v rate="$rate" -v bytes="$3" '
		function sample(v) {
			v = v < 0 ? v + 16777216 : v
			printf "%c%c", v % 256, int(v / 256) % 256
			if (bytes == 3)
				printf "%c", int(v / 65536)
		}
		NR % rate == 1 { sample(7000); sample(-7000); sample(123) }
		{ sample($1) }
		NR % rate == 0 {
			text = "+" (NR / rate - 1) "\024\024"
			printf "%s", text
			for (i = length(text); i < 8 * bytes; i++)
				printf "%c", 0
		}'
	} >"$folder/$4"
}

edf EDF EDF+C 2 night.edf
edf EDF '' 2 night.rec
edf BDF BDF+C 3 night.bdf
edf BDF 24BIT 3 plain.bdf

# The beats of an annotation file: without the number of the channel, which is another one in EDF here.
beats() {
	od -An -v -tu2 -w2 "$folder/out/$1.twin" | awk 'int($1 / 1024) != 62'
}

names='s/"record":"[^"]*"//; s/"channel":[0-9]*//'
for options in '' '--rate 130' '--device h10'; do
	# shellcheck disable=SC2086
	accepted --json $options --output "$folder/out" "$folder/heart"
	sed "$names" "$folder/.out" >"$folder/.first"
	says '"beats":7[0-9],'
	beats heart >"$folder/.beats"
	for record in 16 24 61 80 212 night.edf night.rec night.bdf plain.bdf; do
		# shellcheck disable=SC2086
		accepted --json $options --output "$folder/out" "$folder/$record"
		sed "$names" "$folder/.out" | cmp -s - "$folder/.first" ||
			fail "$record $options: other things are found"
		name=${record%.???}
		beats "$name" | cmp -s - "$folder/.beats" || fail "$record $options: the beats lie elsewhere"
	done
done

# It is said which channel was read.
accepted "$folder/night.edf"
says '^  channel 2 (ECG II) of 3$'
accepted --json "$folder/night.edf"
says '"channel":2,'

# A channel can still be chosen, and what is no voltage is refused by name.
refused 1 'channel 1 is not measured in volts but in ""' --rate 130 --channel 1 "$folder/night.edf"
# 2 Hz of EEG are no ECG
refused 1 '2 Hz cannot be analysed' --channel 0 "$folder/night.edf"
sed 's/EDF+C/EDF+D/' "$folder/night.edf" >"$folder/gaps.edf"
refused 1 'gaps.edf: is a discontinuous EDF+ file (EDF+D), with gaps in it; export it as continuous' "$folder/gaps.edf"
head -c 20000 "$folder/night.bdf" >"$folder/cut.bdf"
refused 1 'cut.bdf: is cut short: 20000 bytes, its header says' "$folder/cut.bdf"
refused 2 '--annotator "bdf"' --annotator bdf "$folder/heart"
finish
