#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# twinctl and the hub, the whole way: locked and opened, people, wearables, the live trace of a story
# as plain lines, the report; and every refusal in one line.
set -eu
: "${top_srcdir:?run by make check}" "${top_builddir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"
. "$top_srcdir/tests/integration/private-bus.sh"
address=A0:9E:1A:00:00:01
hub_pid=
unset HEALTH_TWIN_BUS_ADDRESS

start_bus "$folder"
trap 'stop $hub_pid "$bus_pid"; rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/state"
: >"$folder/settings.conf"
echo 'a passphrase' >"$folder/passphrase"
echo 'another one' >"$folder/wrong"

hub() {
	"$twinctl" --bus-address "$bus" "$@"
}

# says TEXT ARGUMENT...: twinctl ends with 0 and says TEXT.
says() {
	text=$1
	shift
	hub "$@" >"$folder/.out" 2>"$folder/.err" || fail "$*: ended with $?: $(cat "$folder/.err")"
	grep -qF -- "$text" "$folder/.out" || fail "$*: \"$(cat "$folder/.out")\" does not say \"$text\""
}

# refuses STATUS TEXT ARGUMENT...: twinctl ends so, with nothing but one line that says TEXT.
refuses() {
	wanted=$1 text=$2
	shift 2
	status=0
	hub "$@" >"$folder/.out" 2>"$folder/.err" || status=$?
	[ "$status" -eq "$wanted" ] || fail "$*: exit status $status, not $wanted"
	[ ! -s "$folder/.out" ] || fail "$*: says $(cat "$folder/.out")"
	[ "$(wc -l <"$folder/.err")" -eq 1 ] || fail "$*: not one line: $(cat "$folder/.err")"
	grep -qF -- "$text" "$folder/.err" || fail "$*: \"$(cat "$folder/.err")\" does not say \"$text\""
}

start_hub() {
	"$top_builddir/bin/health-twind" --bus-address "$bus" --virtual-time --state-dir "$folder/state" \
		--config "$folder/settings.conf" 2>"$folder/hub.log" &
	hub_pid=$!
	until hub status >"$folder/.out" 2>&1; do
		kill -0 "$hub_pid" || { cat "$folder/hub.log" >&2; exit 1; }
	done
}

# Bad usage, and nobody there.
refuses 2 'there is no command "listen"' listen
refuses 2 'usage: twinctl person add' person add
refuses 2 'usage: twinctl wearable enroll' wearable enroll
refuses 2 'is no year' person add Maria --birth-year 58
refuses 2 'is not KEY=VALUE' person set Maria zone
refuses 2 'there is no setting "colour"' person set Maria colour=red
refuses 2 'brady-below "slow" is no rate' person set Maria --brady-below slow
refuses 2 '--output FILE.pdf is missing' report Maria
refuses 2 'give either a person or --nobody' wearable assign "$address"
refuses 2 'Unknown option --json5' status --json5
refuses 1 'health-twind is not running' status
refuses 1 'health-twind is not running' monitor
status=0
"$twinctl" --bus-address "unix:path=$folder/nowhere" status 2>"$folder/.err" || status=$?
[ "$status" -eq 1 ] || fail "no bus: exit status $status"
status=0
"$twinctl" --bus-address 2>"$folder/.err" || status=$?
[ "$status" -eq 2 ] || fail "no address: exit status $status"

# Locked, and opened.
start_hub
says 'locked: run twinctl unlock' status
says '"locked":true' status --json
refuses 1 'the hub is locked: run twinctl unlock' person list
refuses 1 'the hub is locked: run twinctl unlock' person add Maria
refuses 1 '--passphrase-fd 9' unlock --passphrase-fd 9
refuses 1 '--create' unlock --passphrase-fd 3 3<"$folder/passphrase"
hub unlock --create --passphrase-fd 3 3<"$folder/passphrase" || fail "no keys were made"
says 'Store      open' status

# People and wearables.
refuses 1 'there is no person yet' monitor
hub person add Maria --birth-year 1958 --zone Europe/Vienna >"$folder/maria"
hub person add Anna >"$folder/anna"
refuses 1 'there are several persons' monitor
hub person set Anna name=Maria
refuses 1 'several persons have that name' report Maria --output "$folder/r.pdf"
hub person set "$(cat "$folder/anna")" name=Anna birth-year=1990
says '1990' person list
says '"birth_year":1990' person list --json
hub person set Maria --brady-below 45 --tachy-above 120
says '45 to 120' person list
says '"brady_below":45' person list --json
refuses 1 'brady_below the smaller' person set Maria tachy-above=44
hub person set Maria --tachy-above usual
says 'from 45' person list
refuses 1 'there is no such person' person set Nobody name=Somebody
refuses 1 '' person set Anna zone=Not/A_Zone
refuses 1 '' wearable enroll nonsense
hub wearable enroll "$(echo "$address" | tr A-F a-f)"
hub wearable assign "$address" Anna
hub wearable assign "$address" --nobody
says 'nobody' wearable list
hub wearable assign "$address" Maria
says 'Maria' wearable list
says "\"address\":\"$address\"" wearable list --json
says 'Maria   open' wearable list
refuses 2 'is not STREAM=on' wearable set "$address" acceleration
refuses 2 'no stream "colour": ecg, acceleration' wearable set "$address" colour=on
hub wearable set "$address" acceleration=50 ppg=off
says '"acceleration":{"on":true,"rate_hz":50}' wearable list --json
hub wearable set "$address"
refuses 2 'none of quiet, mild, high' wearable buzz "$address" loud
refuses 1 '' wearable buzz "$address"
refuses 2 'has six digits' wearable pair "$address" --passkey 1234567
refuses 2 'give 5 to 300' wearable pair "$address" --window 1
refuses 1 '' wearable pair "$address"
says 'no readings' readings Maria
refuses 1 '--since' readings Maria --since yesterday
refuses 1 'nothing is stored' report Maria --output "$folder/r.pdf"

# A story, watched live, at a speed that a reader can follow. The trace is open before the first beat.
hub monitor Maria --until-end >"$folder/live" 2>"$folder/live.err" &
monitor=$!
until [ -s "$folder/live" ]; do
	kill -0 "$monitor" || { cat "$folder/live.err" >&2; exit 1; }
done
"$top_builddir/bin/virtual-wearable" --bus-address "$bus" --address "$address" --story brief --speed 25 \
	--truth "$folder/truth" >"$folder/sent" 2>"$folder/wearable.err" || fail "the wearable ended with $?"
wait "$monitor" || fail "the monitor ended with $?: $(cat "$folder/live.err")"
grep -q 'Not a medical device' "$folder/live" || fail "the monitor does not say what it is not"
grep -q 'wearable streaming' "$folder/live" || fail "the monitor saw no wearable"
grep -q ' gap .*link_lost' "$folder/live" || fail "the monitor saw no gap"
# For seven of its 75 s the strap is off the skin or out of reach.
told=$(grep -c '^[0-9]' "$folder/truth")
heard=$(grep -c '  beat  ' "$folder/live") || :
[ "$heard" -gt $((told * 8 / 10)) ] && [ "$heard" -lt $((told * 10 / 9)) ] ||
	fail "the monitor heard $heard of $told beats"
says '"streaming":0' status --json
says "$address  Maria   ecg" status

# The live screen: a key ends it, and the terminal is left as it was.
live_screen() {
	escape=$(printf '\033')
	printf q | TERM=xterm LC_ALL=C.UTF-8 timeout 300 script -q -e -c "$twinctl --bus-address $bus monitor Maria" \
		"$folder/screen" >"$folder/.out" || fail "the live screen ended with $?"
	for text in "$escape[?1049h" 'Maria' 'Not a medical device' 'not seen yet\|absent' "$escape[?25h$escape[?1049l"; do
		grep -q -- "$(printf %s "$text" | sed 's/\[/\\[/g')" "$folder/screen" || fail "the live screen lacks $text"
	done
}
# A bare chroot may have no pseudo-terminals; everywhere else this is looked at.
if [ -c /dev/pts/ptmx ] || [ -n "${CI-}" ]; then
	live_screen
else
	echo 'the live screen was not looked at: /dev/pts is not mounted'
fi

# The report: the same each time, and of the time that was asked for.
for i in 1 2; do
	SOURCE_DATE_EPOCH=1767300000 hub report Maria --output "$folder/report.$i.pdf" >"$folder/.out" ||
		fail "no report"
done
cmp -s "$folder/report.1.pdf" "$folder/report.2.pdf" || fail "two reports differ"
[ "$(head -c 5 "$folder/report.1.pdf")" = %PDF- ] || fail "the report is no PDF"
[ "$(stat -c %a "$folder/report.1.pdf")" = 600 ] || fail "others may read the report"
# With each, what the hub vouched for then: the chain of now holds all of it.
says '2 checkpoints fit' audit verify --checkpoint "$folder/report.1.pdf.checkpoint"
hub report Maria --output "$folder/part.pdf" --start 2026-01-01T01:00:20 --end 2026-01-01T01:00:40 \
	>"$folder/.out" || fail "no report of 20 s"
cmp -s "$folder/report.1.pdf" "$folder/part.pdf" && fail "a part is the whole"
refuses 1 'nothing is stored' report Maria --output "$folder/r.pdf" --start 2026-01-02
refuses 1 'is no time' report Maria --output "$folder/r.pdf" --start yesterday
refuses 1 '--end is not after --start' report Maria --output "$folder/r.pdf" --start 2026-01-02 --end 2026-01-01
refuses 1 'cannot be written' report Maria --output "$folder/absent/r.pdf"
refuses 1 'nothing is stored' report Anna --output "$folder/r.pdf"
[ ! -e "$folder/r.pdf" ] || fail "a refused report left a file"

# Once more from what is on disk.
stop "$hub_pid"
start_hub
refuses 1 'passphrase' unlock --passphrase-fd 3 3<"$folder/wrong"
hub unlock --passphrase-fd 3 3<"$folder/passphrase" || fail "the store does not open again"
says 'Europe/Vienna' person list
SOURCE_DATE_EPOCH=1767300000 hub report Maria --output "$folder/report.3.pdf" >"$folder/.out"
cmp -s "$folder/report.1.pdf" "$folder/report.3.pdf" || fail "the report differs after a restart"
hub wearable forget "$address"
finish
