#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever is wrong with a recording or an option: one clear line, the right exit status, no crash.
set -eu
: "${top_srcdir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"

make_record good 250 20 heart
make_record flat 250 20 flat
make_record gone 250 20 missing
make_record slow 20 20 heart
make_record fast 10000 10 heart

header() { # NAME TEXT...
	name=$1
	shift
	printf '%b' "$*" >"$folder/$name.hea"
}

# headers and signal files
refused 1 'nothing.hea: No such file' "$folder/nothing"
header empty ''
refused 1 'empty.hea: the header is empty' "$folder/empty"
header cut 'cut 1 250 5000\ngood.d'
refused 1 "cut.hea: a signal's line has no format" "$folder/cut"
header less 'less 2 250 5000\ngood.dat 80 50\n'
refused 1 'less.hea: states 2 signals but describes 1' "$folder/less"
header none 'none 0 250 5000\n'
refused 1 'none.hea: states 0 signals; 1 to 64 can be read' "$folder/none"
header many 'many 2147483648 250 5000\ngood.dat 80\n'
refused 1 'many.hea: states 2147483648 signals' "$folder/many"
header norate 'norate 1 0 5000\ngood.dat 80\n'
refused 1 'norate.hea: the sampling rate 0 Hz is absurd' "$folder/norate"
header nanrate 'nanrate 1 nan 5000\ngood.dat 80\n'
refused 1 'nanrate.hea: the sampling rate "nan" is not a number' "$folder/nanrate"
header minus 'minus 1 -250 5000\ngood.dat 80\n'
refused 1 'minus.hea: the sampling rate -250 Hz is absurd' "$folder/minus"
header unknown 'unknown 1 250 5000\ngood.dat 311\n'
refused 1 'format 311 is not read (known: 16, 24, 61, 80, 212)' "$folder/unknown"
header lost 'lost 1 250 5000\nlost.dat 80\n'
refused 1 'lost.dat: No such file' "$folder/lost"
: >"$folder/void.dat"
header void 'void 1 250 5000\nvoid.dat 80\n'
refused 1 'void.dat: is empty' "$folder/void"
header escape 'escape 1 250 5000\n../good.dat 80\n'
refused 1 "outside the record's own folder" "$folder/escape"
header absolute 'absolute 1 250 5000\n/etc/hostname 80\n'
refused 1 "outside the record's own folder" "$folder/absolute"
mkdir "$folder/dir.hea"
refused 1 'dir.hea: ' "$folder/dir"
refused 1 'none.edf: No such file' "$folder/none.edf"
printf 'no EDF at all' >"$folder/no.edf"
refused 1 'no.edf: is no EDF file' "$folder/no.edf"

# shorter than its header says: read what is there, and say so
head -c 2500 "$folder/good.dat" >"$folder/short.dat"
header short 'short 1 250 5000\nshort.dat 80 50\n'
refused 0 'short.dat: is shorter than its header says: 2500 of 5000 samples' --json "$folder/short"
says '"seconds":10\.0,'
# a wrong first sample and a wrong checksum: said, and read on
header sum 'sum 1 250 5000\ngood.dat 80 50 8 0 0 1 0\n'
refused 0 'the checksum of good.dat is ' --json "$folder/sum"
says '"seconds":20\.0,'
header first 'first 1 250 5000\ngood.dat 80 50 8 0 99\n'
refused 0 'the first sample of good.dat is 0, the header says 99' --json "$folder/first"

# rates that cannot be analysed, unless they are resampled
refused 1 '20 Hz cannot be analysed (50 to 2000 Hz' "$folder/slow"
refused 1 '10000 Hz cannot be analysed (50 to 2000 Hz' "$folder/fast"
accepted --json --rate 250 "$folder/fast"
says '"seconds":10\.0,'

# nothing to see is said, not guessed
for name in flat gone; do
	accepted --json "$folder/$name"
	says '"seconds":20\.0,.*"beats":0,.*"veb":0,"sveb":0,"vt_runs":0,.*"findings":\['
	says_not 'hr_bpm\|rmssd_ms\|latency_ms\|nan\|inf'
done

# a folder that cannot be written
refused 1 'good.dat' --output "$folder/good.dat" "$folder/good"

# one bad input does not keep the others from being analysed
refused 1 'nothing.hea: No such file' --json "$folder/good" "$folder/nothing" "$folder/flat"
[ "$(wc -l <"$folder/.out")" -eq 2 ] || fail 'the good records beside a bad one'
[ -z "$(find "$folder" -name '*.twin*')" ] || fail 'annotation files that nobody asked for'

# no part of a file is left where reading fails
cp "$top_srcdir/tests/fuzz/corpus/fuzz-edf/unit" "$folder/pressure.edf"
refused 1 'channel 0 is not measured in volts' --channel 0 --rate 130 --output "$folder/out" "$folder/pressure.edf"
[ -z "$(ls "$folder/out")" ] || fail 'a piece of an annotation file was left'

# a result that cannot be written is no success
if [ -w /dev/full ]; then
	status=0
	"$twinctl" analyze ecg --json "$folder/good" >/dev/full 2>"$folder/.err" || status=$?
	[ "$status" -eq 1 ] || fail "a full disk: exit status $status"
	grep -q 'good: the result cannot be written' "$folder/.err" || fail 'a full disk: not said'
fi

# options
refused 2 'no RECORD given'
refused 2 '--rate takes 50 to 2000 Hz, not "20"' --rate 20 "$folder/good"
refused 2 '--rate takes 50 to 2000 Hz, not "10000"' --rate 10000 "$folder/good"
refused 2 '--rate takes 50 to 2000 Hz, not "nan"' --rate nan "$folder/good"
refused 2 '--rate takes 50 to 2000 Hz, not "fast"' --rate=fast "$folder/good"
refused 2 '--device "h11" is not known (known: h10)' --device h11 "$folder/good"
refused 2 '--rate and --device exclude each other' --rate 130 --device h10 "$folder/good"
refused 2 '--channel counts from 0' --channel=-1 "$folder/good"
refused 1 'there is no channel 7, it has 1' --channel 7 "$folder/good"
refused 2 '--annotator "dat"' --annotator dat "$folder/good"
refused 2 '--annotator "../x"' --annotator ../x "$folder/good"
refused 2 '--annotator ""' --annotator '' "$folder/good"
refused 2 '--plot draws one RECORD' --plot "$folder/x.svg" "$folder/good" "$folder/flat"
refused 2 'Unknown option --no-such-option' --no-such-option "$folder/good"
finish
