#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by `make accuracy-trust`: how often each check of a stream is wrong about true signals, for every
# folder of recordings. docs/trust.md states the figures.
set -eu

: "${top_srcdir:?run this by make accuracy-trust}" "${top_builddir:?}"
[ -n "${HEALTH_TWIN_DATA-}" ] || [ ! -d "$top_srcdir/../shared/data" ] ||
	HEALTH_TWIN_DATA=$top_srcdir/../shared/data
data=${HEALTH_TWIN_DATA:?names the folder of the recordings}
alarms=$top_builddir/tests/accuracy/trust-alarms

for way in ecg ecg-unknown ecg-replayed; do
	for folder in "$data"/ecg/*; do
		find "$folder" -name '*.hea' | sort | xargs -r "$alarms" "$way" "$way $(basename "$folder")"
	done
done
for folder in broad barbell_metamotion; do
	find "$data/motion/$folder" -name '*.f32' -o -name '*Accelerometer*.csv' | sort |
		xargs -r -d '\n' "$alarms" acceleration "$folder"
done
