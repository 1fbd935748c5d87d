#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What twinctl analyze ecg says about a made-up heart: 75 beats a minute, every tenth ventricular.
set -eu
: "${top_srcdir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"

make_record heart 250 60 heart

# number NAME: the value of the JSON field in the last output
number() {
	sed -n "s/.*\"$1\":\\([-0-9.e]*\\).*/\\1/p" "$folder/.out"
}

# between NAME LOW HIGH
between() {
	value=$(number "$1")
	awk -v v="${value:-x}" -v low="$2" -v high="$3" 'BEGIN { exit !(v ~ /^[-0-9.e]+$/ && v + 0 >= low && v + 0 <= high) }' ||
		fail "$1 is ${value:-absent}, not $2 to $3"
}

for options in '' '--rate 130' '--rate 360' '--device h10'; do
	# shellcheck disable=SC2086 # words on purpose
	accepted --json $options "$folder/heart"
	[ "$(wc -l <"$folder/.out")" -eq 1 ] || fail "$options: not one line"
	says "^{\"record\":\"$folder/heart\",\"seconds\":"
	between seconds 59.9 60.1
	between analysable_s 59.9 60.1
	between beats 73 76
	between mean_hr_bpm 73 77
	between veb 3 8
	between vt_runs 0 0
	between p99 1 3000
	says '"latency_ms":{"first":{"p50":[^}]*"max":[^}]*},"final":{"p50":[^}]*}},"findings":\[.*\]}$'
	between sveb 0 3
	between af_s 0 0
	between full_s 50 60
	says '"labels":{"N":[67].,"S":[0-3],"V":[3-8],"F":0,"Q":0},'
	says '"counts":{},"af_s"'
done

# five minutes are a window of variability; with every tenth beat ventricular too much of it is left out
make_record long 250 330 heart
accepted --json "$folder/long"
says '"hrv":{"window_s":300,"windows":0,"windows_left_out":1,"artefact_share":0\.2'
says_not '"hrv":{[^}]*"lf_ms2"'
between p_wave_share 0.5 1
accepted "$folder/long"
says 'median of 0 windows (1 more have too many artefacts'
says 'a P wave is seen before'
accepted --json "$folder/heart"
says_not '"hrv"'

# many findings of a kind: each in the JSON, with its numbers; counted for a person
make_record couplets 250 60 couplets
accepted --json "$folder/couplets"
says '"counts":{"couplet":{"count":[5-8],"total_s":[0-9.]*}}'
says '"kind":"couplet",.*"quality":"full","reason":"two ventricular beats in a row at [0-9]*/min","code":"beats_in_a_row","numbers":\[2\.0,'
accepted "$folder/couplets"
says 'findings, the gravest first:'
says '^    [5-8] couplets$'
says '^      first    0:0[0-9.]*  Couplet: two ventricular beats in a row at'
[ "$(grep -c 'Couplet:' "$folder/.out")" -le 2 ] || fail 'couplets are listed one by one'

# limits of the heart rate: usual ones find nothing in 75 a minute, others do
for limits in '--brady-below 85' '--age 0 --brady-below 90' '--tachy-above 65 --brady-below 30'; do
	# shellcheck disable=SC2086
	accepted --json $limits "$folder/heart"
	says '"kind":"\(brady\|tachy\)cardia"'
done
accepted --json --age 40 "$folder/heart"
says_not 'cardia'
for limits in '--brady-below 0' '--tachy-above 20' '--brady-below 100 --tachy-above 90' '--age -3' '--age 200'; do
	# shellcheck disable=SC2086
	refused 2 ' takes ' --json $limits "$folder/heart"
done

# the same words in any locale and twice the same
accepted --json "$folder/heart"
cp "$folder/.out" "$folder/.first"
for locale in $(locale -a 2>/dev/null | grep -i '^de_DE\|^fr_FR' | head -n 2) C; do
	LC_ALL=$locale accepted --json "$folder/heart"
	cmp -s "$folder/.out" "$folder/.first" || fail "in locale $locale the output differs"
done

# the same samples as EDF: the same words
make_edf heart 250 60
for options in '' '--rate 130'; do
	# shellcheck disable=SC2086
	accepted --json $options "$folder/heart"
	cp "$folder/.out" "$folder/.first"
	# shellcheck disable=SC2086
	accepted --json $options "$folder/heart.edf"
	sed 's/heart\.edf/heart/' "$folder/.out" | cmp -s - "$folder/.first" || fail "$options: EDF says other things"
done

# one line per record, in order, also with .hea
accepted --json "$folder/heart.hea" "$folder/heart"
[ "$(wc -l <"$folder/.out")" -eq 2 ] || fail 'two records, two lines'

# for a person
accepted "$folder/heart"
says 'heart: 1:00.0 long'
says 'beats: .*normal, . ventricular'
says 'signal: [0-9.]* % good'
says 'not a medical device'

# help and version of the program around it
"$twinctl" --help >"$folder/.out" || fail '--help'
says 'analyze'
says 'not a medical device'
"$twinctl" analyze ecg --help >"$folder/.out" || fail 'analyze ecg --help'
says 'not a medical device'
"$twinctl" --version | grep -q '^twinctl [0-9]' || fail '--version'
for arguments in '' 'analyze' 'nonsense' 'analyze nonsense'; do
	status=0
	# shellcheck disable=SC2086
	"$twinctl" $arguments >/dev/null 2>"$folder/.err" || status=$?
	[ "$status" -eq 2 ] || fail "twinctl $arguments: exit status $status, not 2"
	[ -s "$folder/.err" ] || fail "twinctl $arguments says nothing"
done
finish
