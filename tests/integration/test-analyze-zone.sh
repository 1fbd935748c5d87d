#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# twinctl analyze ecg --zone: a made-up heart of 75 beats a minute, below, in and above zones.
set -eu
: "${top_srcdir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"

make_record heart 250 120 heart

# seconds NAME: of the zone of the last output
seconds() {
	sed -n "s/.*\"zone\":{[^}]*\"$1\":\\([0-9]*\\).*/\\1/p" "$folder/.out"
}

# zone ARGUMENT NAME: most of the seconds are there, and all are told
zone() {
	accepted --json --zone "$1" "$folder/heart"
	sum=0
	for name in below_s in_s above_s unknown_s; do sum=$((sum + $(seconds $name))); done
	[ "$sum" -eq 120 ] || fail "--zone $1: $sum seconds, not 120"
	[ "$(seconds "$2")" -ge 105 ] || fail "--zone $1: $(seconds "$2") s are $2"
}

zone 60:90 in_s
zone 90:120 below_s
zone 40:60 above_s
zone 40:60:70 over_cap_s
says '"usable_share":0.9'
make_record missing 250 30 missing
accepted --json --zone 60:90 "$folder/missing"
[ "$(seconds unknown_s)" -eq 30 ] || fail "$(seconds unknown_s) s of no signal are unknown"
says '"hr_max_bpm":null'
accepted --zone 60:90:150 "$folder/heart"
says 'zone 60 to 90/min: 0 s below'
accepted --json "$folder/heart"
! grep -q '"zone"' "$folder/.out" || fail 'a zone is told that nobody asked for'
for text in 90:60 100 a:b 60:90:80 60:300 60:90:100:110 nan:90; do
	refused 2 '--zone takes LOW:HIGH or LOW:HIGH:CAP' --zone "$text" "$folder/heart"
done

[ "$failures" -eq 0 ]
