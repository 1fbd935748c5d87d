#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# twinctl exercise, as a physiotherapist uses it: copy a file, edit it, ask whether it is right.
set -eu
: "${top_srcdir:?run by make check}"
: "${top_builddir:?run by make check}"
library=$top_srcdir/programme/exercises/library
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/local"
HEALTH_TWIN_EXERCISES=$folder/local:$library
export HEALTH_TWIN_EXERCISES

fail()
{
	echo "$*" >&2
	exit 1
}

exercise()
{
	"$top_builddir/bin/twinctl" exercise "$@" >"$folder/out" 2>"$folder/err"
}

# refused STATUS WORDS ARGUMENT...: in one line on stderr
refused()
{
	status=$1 words=$2 got=0
	shift 2
	exercise "$@" || got=$?
	[ "$got" -eq "$status" ] || fail "exercise $*: ended with $got: $(cat "$folder/err")"
	[ "$(wc -l <"$folder/err")" -eq 1 ] || fail "exercise $*: not one line: $(cat "$folder/err")"
	grep -qF -- "$words" "$folder/err" || fail "exercise $*: \"$words\" is not in: $(cat "$folder/err")"
}

says()
{
	grep -qF -- "$1" "$folder/out" || fail "\"$1\" is not in: $(cat "$folder/out")"
}

exercise list
[ "$(wc -l <"$folder/out")" -eq 13 ] || fail 'not twelve exercises'
says 'wall-push-up'
exercise list --json
says '"name":"sit-to-stand"'
exercise show half-squat
says '3 sets of 10 repetitions, 60 s rest'
says 'This is not a medical device.'
exercise show --json half-squat
says '"rom_target_deg":40.0'
exercise check "$library"/*.exercise
says 'The hub uses this file.'

# the manual's example is one
sed -n '/^\.Bd -literal/,/^\.Ed/{/^\./!p}' "$top_srcdir/packaging/man/health-twin-exercise.5" >"$folder/example.exercise"
exercise check "$folder/example.exercise"
says 'Half squat'

cp "$library/half-squat.exercise" "$folder/half-squat.exercise"
exercise check "$folder/half-squat.exercise"
says "The hub uses $library/half-squat.exercise instead; put this file into $folder/local to override it."
sed 's/^repetitions=.*/repetitions=6/' "$library/half-squat.exercise" >"$folder/local/half-squat.exercise"
exercise check "$folder/local/half-squat.exercise"
says 'The hub uses this file.'
exercise show half-squat
says '3 sets of 6 repetitions'
cp "$library/half-squat.exercise" "$folder/my-squat.exercise"
exercise check "$folder/my-squat.exercise"
says "The hub does not see this file; put it into $folder/local."

sed 's/^hold-s=.*/hold-s=1,5/' "$library/half-squat.exercise" >"$folder/half-squat.exercise"
refused 1 'half-squat.exercise:' check "$folder/half-squat.exercise"
refused 1 '[movement] hold-s: give a number from 0 to 60, with a point, as in 1.5' check "$folder/half-squat.exercise"
refused 1 'name it NAME.exercise' check "$library/../ht-exercise.h"
refused 1 'No such file' check "$folder/none.exercise"
refused 1 'there is no exercise "none"' show none
refused 1 'small letters, digits and hyphens only' show ../half-squat
refused 2 'usage: twinctl exercise check' check
cp "$folder/half-squat.exercise" "$folder/local/half-squat.exercise"
refused 1 'hold-s: give a number' list
refused 1 'hold-s: give a number' show half-squat
