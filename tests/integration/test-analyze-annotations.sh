#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The annotation files of twinctl analyze ecg: where they go, what they hold, that they repeat.
set -eu
: "${top_srcdir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"

make_record heart 250 60 heart

accepted --output "$folder/a/b" "$folder/heart"
[ -s "$folder/a/b/heart.twin" ] || fail 'no annotation file'
accepted --output "$folder/again" "$folder/heart"
cmp "$folder/a/b/heart.twin" "$folder/again/heart.twin" || fail 'two runs differ'

accepted --annotator mine --output "$folder/again" "$folder/heart"
cmp "$folder/a/b/heart.twin" "$folder/again/heart.mine" || fail 'another name, other annotations'
(cd "$folder/a" && "$twinctl" analyze ecg --annotator here "$folder/heart" >/dev/null)
cmp "$folder/a/b/heart.twin" "$folder/a/heart.here" || fail 'without --output it goes to the current folder'

# two bytes per beat here, and two for the end: nothing but beats in this version
accepted --json --output "$folder/again" "$folder/heart"
beats=$(sed 's/.*"beats":\([0-9]*\).*/\1/' "$folder/.out")
size=$(wc -c <"$folder/again/heart.twin")
[ "$size" -eq $((2 * beats + 2)) ] || fail "$beats beats in $size bytes"

# the file ends in the mark of its end, and our own reader and writer take it as it is
"$top_builddir/tests/integration/copy-annotations" "$folder/again/heart.twin" "$folder/copy" || fail 'copying'
cmp "$folder/again/heart.twin" "$folder/copy" || fail 'a copy differs'

# in the record's own time base, whatever rate was analysed: the beats' times differ by little
beat_times() {
	od -An -v -tu2 -w2 "$1" | awk '$1 == 0 { exit } { t += $1 % 1024; print t }'
}
beat_times "$folder/again/heart.twin" >"$folder/.times"
for options in '--rate 130' '--rate 500' '--device h10'; do
	# shellcheck disable=SC2086
	accepted --output "$folder/other" $options "$folder/heart"
	beat_times "$folder/other/heart.twin" >"$folder/.other"
	paste "$folder/.times" "$folder/.other" | awk '
		NF != 2 || $1 - $2 > 6 || $2 - $1 > 6 { bad = 1 }
		END { exit bad || NR < 70 }' || fail "$options: the beats lie elsewhere"
done
finish
