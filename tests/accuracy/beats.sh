#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by `make accuracy`: beats and their classes on the 22 records of DS1 (de Chazal's split of
# MIT-BIH), first signal, whole record, one build and one setting for all, as the recording has it, at
# 130 Hz, and as a strap sends it. ec57.py counts by ANSI/AAMI EC57.
set -eu

: "${top_srcdir:?run this by make accuracy}" "${top_builddir:?}"
[ -n "${HEALTH_TWIN_DATA-}" ] || [ ! -d "$top_srcdir/../shared/data" ] ||
	HEALTH_TWIN_DATA=$top_srcdir/../shared/data
data=${HEALTH_TWIN_DATA:?names the folder of the recordings}/ecg/mitdb
scoring=${HEALTH_TWIN_SCORING:-$HEALTH_TWIN_DATA/../scoring}
records='101 106 108 109 112 114 115 116 118 119 122 124 201 203 205 207 208 209 215 220 223 230'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# way NAME OPTION...: analyses every record and prints one line of figures.
way()
{
	name=$1
	shift
	mkdir "$work/$name"
	for record in $records; do
		echo "$data/$record"
	done | xargs "$top_builddir/bin/twinctl" analyze ecg "$@" --json --output "$work/$name" \
		>"$work/$name.json"
	# shellcheck disable=SC2086  # one word per record is meant
	python3 "$scoring/ec57.py" beats --start 0 --ref "$data" --test "$work/$name" \
		--annotator twin $records >"$work/$name.figures"
	python3 - "$name" "$work/$name.figures" <<'PY'
import json
import sys

name, figures = sys.argv[1:]
with open(figures) as file:
    f = json.load(file)
print("%-12s QRS Se %.2f +P %.2f   VEB Se %.2f +P %.2f" % (name, f["QRS_Se"], f["QRS_+P"], f["VEB_Se"], f["VEB_+P"]))
PY
}

way as-recorded
way 130-hz --rate 130
way h10 --device h10
# shellcheck disable=SC2046,SC2086  # one word per record is meant
"$top_builddir/tests/accuracy/latency" $(printf "$data/%s " $records)
