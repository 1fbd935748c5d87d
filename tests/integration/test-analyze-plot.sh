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

refused 1 'nowhere/x.svg: ' --plot "$folder/nowhere/x.svg" "$folder/heart"
finish
