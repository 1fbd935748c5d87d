#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What needs real recordings and no bus: skipped without them (`make list-recording-tests`).
set -eu
: "${top_srcdir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"
data=${HEALTH_TWIN_DATA:-}
if [ ! -d "$data/ecg" ]; then
	echo 'skipped: HEALTH_TWIN_DATA names no folder of recordings'
	exit 77
fi
scoring=${HEALTH_TWIN_SCORING:-$data/../scoring}

records() { # FOLDER: the paths of its records
	for header in "$data/ecg/$1"/*.hea; do printf '%s ' "${header%.hea}"; done
}

# All challenge-2017 records are read to their end; 74 headers state a wrong first sample.
# shellcheck disable=SC2046 # paths without blanks, as words
"$twinctl" analyze ecg --json $(records challenge-2017) >"$folder/.out" 2>"$folder/.err" ||
	fail 'challenge-2017: exit status'
[ "$(wc -l <"$folder/.out")" -eq "$(records challenge-2017 | wc -w)" ] || fail 'challenge-2017: lines'
[ "$(grep -c 'the header says' "$folder/.err")" -eq 74 ] || fail 'challenge-2017: warnings'
[ "$(wc -l <"$folder/.err")" -eq 74 ] || fail "challenge-2017: more was said: $(head -n 3 "$folder/.err")"

# mitdb at three rates, twice: no warning (so first samples and checksums are right, on both
# channels), the same files again, and about the reference's beats.
# shellcheck disable=SC2046
accepted --json --channel 1 $(records mitdb)
for options in '' '--rate 130' '--device h10'; do
	# shellcheck disable=SC2046,SC2086
	accepted --json --output "$folder/one" $options $(records mitdb)
	cp "$folder/.out" "$folder/.first"
	# shellcheck disable=SC2046,SC2086
	accepted --json --output "$folder/two" $options $(records mitdb)
	cmp -s "$folder/.out" "$folder/.first" || fail "mitdb $options: two runs say different things"
	for record in $(records mitdb); do
		name=$(basename "$record").twin
		cmp "$folder/one/$name" "$folder/two/$name" || fail "mitdb $options: two runs differ"
	done
done

# The other folders, without a word on stderr.
for set in svdb cudb vfdb nsrdb nstdb cpsc2021; do
	# shellcheck disable=SC2046
	accepted --json $(records "$set")
done

# Reference annotations, read and written again, are the same to an independent reader. One of svdb's
# has a code without a symbol, which is not written.
if [ -r "$scoring/wfdb_annotations.py" ] && command -v python3 >/dev/null; then
	for set in mitdb svdb cudb vfdb nsrdb cpsc2021; do
		mkdir "$folder/$set"
		for record in $(records "$set"); do
			"$top_builddir/tests/integration/copy-annotations" "$record.atr" \
				"$folder/$set/$(basename "$record").atr" || fail "$record.atr cannot be copied"
		done
		PYTHONPATH=$scoring PYTHONDONTWRITEBYTECODE=1 python3 -c '
import pathlib, sys, wfdb_annotations as wfdb
copies = sorted(pathlib.Path(sys.argv[2]).glob("*.atr"))
for copy in copies:
    original = [a for a in wfdb.read(sys.argv[1] + "/" + copy.name) if len(a.symbol) == 1]
    if not original or original != wfdb.read(copy):
        sys.exit(copy.name + " differs")
sys.exit(not copies)' "$data/ecg/$set" "$folder/$set" || fail "$set: a copy of the annotations differs"
	done
fi
finish
