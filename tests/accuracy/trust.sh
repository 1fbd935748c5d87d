#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by `make accuracy-trust`: how often each check is wrong about true signals and living bodies, for
# every folder of recordings. docs/trust.md states the figures.
set -eu

: "${top_srcdir:?run this by make accuracy-trust}" "${top_builddir:?}"
[ -n "${HEALTH_TWIN_DATA-}" ] || [ ! -d "$top_srcdir/../shared/data" ] ||
	HEALTH_TWIN_DATA=$top_srcdir/../shared/data
data=${HEALTH_TWIN_DATA:?names the folder of the recordings}
programs=$top_builddir/tests/accuracy
alarms=$programs/trust-alarms

for way in ecg ecg-unknown ecg-replayed; do
	for folder in "$data"/ecg/*; do
		find "$folder" -name '*.hea' | sort | xargs -r "$alarms" "$way" "$way $(basename "$folder")"
	done
done
for folder in broad barbell_metamotion; do
	find "$data/motion/$folder" -name '*.f32' -o -name '*Accelerometer*.csv' | sort |
		xargs -r -d '\n' "$alarms" acceleration "$folder"
done

echo 'held to be no body:'
while read -r folder rate extension; do
	"$programs/body-alarms" intervals "$rate" "$folder" "$data/ecg/$folder"/*."$extension"
done <<LIST
mitdb 360 atr
svdb 128 atr
nsrdb 128 atr
cpsc2021 200 atr
afdb 250 qrs
cudb 250 atr
LIST
"$programs/body-alarms" acceleration broad "$data"/motion/broad/*.f32
"$programs/body-alarms" acceleration barbell_metamotion "$data"/motion/barbell_metamotion/*Accelerometer*.csv

echo 'held to be a strap that is off:'
for folder in "$data"/ecg/*; do
	find "$folder" -name '*.hea' | sort | xargs -r "$programs/strap-seconds" "$(basename "$folder")"
done
for rhythm in ASYS VF VT NOISE; do
	"$programs/strap-seconds" --aux "($rhythm" "vfdb $rhythm" "$data"/ecg/vfdb/*.hea
done
"$programs/strap-seconds" --aux '([' 'cudb fibrillation' "$data"/ecg/cudb/*.hea
