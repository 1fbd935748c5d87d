#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The virtual wearable on a private bus, heard by a client of its own: everything arrives once, it
# answers as bluetoothd and a strap do, and every fault that can be asked for happens.
set -eu
: "${top_srcdir:?run by make check}" "${top_builddir:?run by make check}"
. "$top_srcdir/tests/integration/make-record.sh"
. "$top_srcdir/tests/integration/private-bus.sh"
wearable_program=$top_builddir/bin/virtual-wearable
client=$top_builddir/tests/integration/virtual-client

start_bus "$folder"
trap 'stop "$bus_pid"; rm -rf "$folder"' EXIT

# play WEARABLE_OPTIONS CLIENT_OPTIONS: what the wearable says is in $folder/sent, what the client
# heard in $folder/heard. The client waits for the name org.bluez itself.
play() {
	# shellcheck disable=SC2086 # words on purpose
	"$wearable_program" --bus-address "$bus" --speed max $1 >"$folder/sent" 2>"$folder/wearable.err" &
	wearable=$!
	# shellcheck disable=SC2086
	timeout 300 "$client" $2 >"$folder/heard" 2>"$folder/client.err" || {
		fail "$1: the client said: $(cat "$folder/client.err")"
		kill "$wearable"
	}
	case $1 in *vanish*) kill "$wearable" ;; esac
	wait "$wearable" || fail "$1: the wearable ended with $?: $(cat "$folder/wearable.err")"
}

sent() {
	sed -n "s/.*\"$1\":\\([0-9]*\\).*/\\1/p" "$folder/sent"
}

heard() {
	sed -n "s/.*\\<$1=\\([0-9]*\\).*/\\1/p" "$folder/heard"
}

# is WHAT VALUE WANTED
is() {
	[ "$2" = "$3" ] || fail "$1 is ${2:-absent}, not $3"
}

make_record made-up 360 100 heart
record=$folder/made-up
# floor((36000 - 1) * 130 / 360) + 1
samples=13000

# A record: every sample once, with the short last frame, whether it is read fast or slowly; wrong
# calls before do no harm; no heart rate without beats that are known.
for options in '' --probe --slow; do
	play "--record $record" "$options --samples $folder/samples"
	is "samples heard ($options)" "$(heard samples)" $samples
	is "samples sent ($options)" "$(sent samples)" $samples
	is "frames ($options)" "$(heard frames)" $(((samples + 72) / 73))
	is "gaps ($options)" "$(heard gaps)" 0
	is "heart rates ($options)" "$(heard heart_rate)" 0
	is "drops ($options)" "$(sent dropped_packets)" 0
	[ ! -e "$folder/before" ] || cmp -s "$folder/samples" "$folder/before" ||
		fail "$options: other samples than the last time"
	mv "$folder/samples" "$folder/before"
done

# The same signal in an EDF file: the same samples.
make_edf made-up 360 100
play "--record $record.edf" "--samples $folder/samples"
is "samples heard (EDF)" "$(heard samples)" $samples
cmp -s "$folder/samples" "$folder/before" || fail "EDF: other samples than in WFDB"

# Two clients one after the other: what the first leaves, the second gets, none lost and none twice.
# (Far more than the descriptor holds, so that the first cannot have got everything.)
play '--story steady' "--samples $folder/whole"
"$wearable_program" --bus-address "$bus" --speed max --story steady >"$folder/sent" &
wearable=$!
timeout 300 "$client" --stop-after 20 --samples "$folder/first" >"$folder/heard" || fail "the first client"
[ "$(heard samples)" -lt 78000 ] || fail "the first client heard all"
timeout 300 "$client" --samples "$folder/second" >"$folder/heard" || fail "the second client"
wait "$wearable" || fail "the wearable ended with $?"
is "samples of a steady heart" "$(wc -l <"$folder/whole")" 78000
cat "$folder/first" "$folder/second" | cmp -s - "$folder/whole" || fail "two clients heard other samples than one"

# In the device's time, twenty times and a thousand times as fast as life.
play "--record $record --duration 20 --speed 1000" ''
is "samples of 20 s" "$(heard samples)" 2600

# A story: two runs around the lost link, the same for the same seed, contact lost for three seconds.
for seed in 1 1 2; do
	play "--story brief --seed $seed --truth $folder/truth.$seed" "--streams 2 --samples $folder/story.$seed.new"
	is "samples heard" "$(heard samples)" "$(sent samples)"
	is "samples sent and lost" $(($(sent samples) + $(sent off_link_samples))) $((75 * 130))
	is "gaps" "$(heard gaps)" 1
	is "seconds without contact" "$(heard contactless)" 3
	is "heart rates" "$(heard heart_rate)" "$(sent heart_rate_packets)"
	[ "$(heard intervals)" -gt 80 ] || fail "only $(heard intervals) intervals"
	is "ventricular beats told" "$(grep -c ',V$' "$folder/truth.$seed")" 6
	[ ! -e "$folder/story.$seed" ] || cmp -s "$folder/story.$seed" "$folder/story.$seed.new" ||
		fail "seed $seed gave two stories"
	mv "$folder/story.$seed.new" "$folder/story.$seed"
done
! cmp -s "$folder/story.1" "$folder/story.2" || fail "two seeds gave the same story"

# A reader that does not read: with --drop-when-full packets are lost, and each is counted.
play "--story day --drop-when-full --fault vanish-at=900" '--late'
is "samples heard late" "$(heard samples)" "$(sent samples)"
[ "$(sent dropped_samples)" -gt 0 ] || fail "nothing was dropped"
is "samples heard and dropped" $(($(heard samples) + $(sent dropped_samples))) $(((900 * 130 - 1) / 73 * 73))
echo "a reader that does not read gets $(heard frames) frames; $(sent dropped_packets) packets are dropped"

# Faults.
play "--record $record --fault refuse-connect=2" ''
is "samples after refusals" "$(heard samples)" $samples
play "--record $record --fault already-in-state" ''
is "samples of a stream that was on" "$(heard samples)" $samples
play "--record $record --fault drop-link-at=30 --fault drop-link-for=10" '--streams 2'
is "gaps of a dropped link" "$(heard gaps)" 1
is "samples around a dropped link" $(($(heard samples) + $(sent off_link_samples))) $samples
play "--record $record --fault rubbish-frames=10 --fault lying-frames=7" ''
is "bad frames" "$(heard bad_frames)" $((179 / 10 + 179 / 7 - 179 / 70))
is "samples beside bad frames" $(($(heard samples) + $(sent spoiled_samples))) $samples

# refused_start STATUS TEXT OPTION...: virtual-wearable ends so with one line that says TEXT.
refused_start() {
	wanted=$1 text=$2
	shift 2
	status=0
	timeout 300 "$wearable_program" "$@" >"$folder/.out" 2>"$folder/.err" || status=$?
	is "exit status of $*" "$status" "$wanted"
	[ "$(wc -l <"$folder/.err")" -eq 1 ] || fail "$*: not one line: $(cat "$folder/.err")"
	grep -qF -- "$text" "$folder/.err" || fail "$*: \"$(cat "$folder/.err")\" does not say \"$text\""
}

printf 'rest 10\nsing 5\n' >"$folder/odd.story"
refused_start 2 'give either --bus-address'
refused_start 2 'must be max or a number' --bus-address "$bus" --speed fast
refused_start 2 'no such fault' --bus-address "$bus" --fault tired
refused_start 2 'needs =SECONDS' --bus-address "$bus" --fault vanish-at=soon
refused_start 2 'exclude each other' --bus-address "$bus" --record a --story b
refused_start 2 'must be like' --bus-address "$bus" --address 12
refused_start 1 'is the system bus' --bus-address unix:path=/run/dbus/system_bus_socket
refused_start 1 'nowhere.hea' --bus-address "$bus" --record "$folder/nowhere"
refused_start 1 'line 2: sing: no such act' --bus-address "$bus" --story "$folder/odd.story"
refused_start 1 'neither built in' --bus-address "$bus" --story "$folder/none.story"

# A strap on a link with a small MTU answers every command with that.
"$wearable_program" --bus-address "$bus" --speed max --fault small-mtu >"$folder/sent" &
wearable=$!
timeout 300 "$client" >"$folder/heard" 2>"$folder/client.err" && fail "a stream at MTU 23"
grep -q 'got "MTU too small"' "$folder/client.err" || fail "said $(cat "$folder/client.err")"
# ... and while it has the name, no other can.
refused_start 1 'org.bluez is taken' --bus-address "$bus"
stop "$wearable"
finish
