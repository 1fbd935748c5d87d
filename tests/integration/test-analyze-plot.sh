#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The picture of twinctl analyze ecg --plot: there, whole, the same twice, and refused where it must be.
set -eu
: "${top_srcdir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"

make_record heart 250 60 heart
make_record short 250 1 flat
make_record gone 250 20 missing

make_edf heart 250 60
for name in heart short gone heart.edf; do
	accepted --json --plot "$folder/$name.svg" "$folder/$name"
	head -n 2 "$folder/$name.svg" | grep -q '<svg ' || fail "$name: no SVG"
	tail -n 1 "$folder/$name.svg" | grep -q '</svg>' || fail "$name: the SVG is cut off"
done
accepted --json --plot "$folder/again.svg" "$folder/heart"
cmp "$folder/heart.svg" "$folder/again.svg" || fail 'two pictures of one record differ'
# what was seen is drawn: more than the same time without a beat
[ "$(wc -c <"$folder/heart.svg")" -gt "$(wc -c <"$folder/gone.svg")" ] || fail 'the beats are not drawn'
if command -v rsvg-convert >/dev/null; then
	rsvg-convert "$folder/heart.svg" >"$folder/heart.png" || fail 'no viewer would take it'
fi

# what was asked for, strip after strip; a minute of it where one end is given
accepted --json --plot "$folder/asked.svg" --from 0:12 --to 42.5 "$folder/heart"
cmp -s "$folder/heart.svg" "$folder/asked.svg" && fail '--from and --to change nothing'
accepted --json --plot "$folder/whole.svg" --to 59 "$folder/heart"
[ "$(wc -c <"$folder/whole.svg")" -gt "$(wc -c <"$folder/asked.svg")" ] || fail 'a minute is no more than half of it'
refused 2 '--plot draws, which is not given' --from 10 "$folder/heart"
refused 2 '--to is not after --from' --plot "$folder/x.svg" --from 10 --to 0:10 "$folder/heart"
refused 2 'more than ten minutes' --plot "$folder/x.svg" --from 0 --to 10:01 "$folder/heart"
for time in '' -5 1:60 1e3:1:1:1 x 1:x nan; do
	refused 2 '--from takes a time' --plot "$folder/x.svg" --from="$time" "$folder/heart"
done
refused 1 'is only 60.0 s long: --from 61 s' --plot "$folder/x.svg" --from 1:01 "$folder/heart"

refused 1 'nowhere/x.svg: ' --plot "$folder/nowhere/x.svg" "$folder/heart"
finish
