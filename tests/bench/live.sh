#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by run.sh: what the live way costs, from the wearable to the disk: instructions, memory, bytes.
set -eu

: "${top_srcdir:?}" "${top_builddir:?}" "${BENCH_RECORD:?}" "${BENCH_SECONDS:?}"
# shellcheck source=tests/integration/private-bus.sh
. "$top_srcdir/tests/integration/private-bus.sh"

bin=$top_builddir/bin
work=$(mktemp -d)
address=A0:9E:1A:00:00:01
pids=

# shellcheck disable=SC2317  # called by the trap
clean_up()
{
	# shellcheck disable=SC2086  # one word per process is meant
	stop $pids
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

twinctl()
{
	"$bin/twinctl" --bus-address "$bus" "$@"
}

# memory FIELD: of the hub, in MB (10^6 bytes)
memory()
{
	awk -v field="$1:" '$1 == field { printf "%.1f", $2 * 1024 / 1e6 }' "/proc/$hub/status"
}

# play SECONDS WRAPPER...: a hub (under WRAPPER) with new keys takes in so many seconds of the record
# and is stopped. Leaves what it stored in $work/state.
play()
{
	play_seconds=$1
	shift
	rm -rf "$work/state"
	mkdir -m 700 "$work/state"
	echo "a passphrase" >"$work/passphrase"
	: >"$work/settings.conf"
	"$@" "$bin/health-twind" --bus-address "$bus" --virtual-time --state-dir "$work/state" \
		--config "$work/settings.conf" --create-keys --passphrase-fd 3 \
		3<"$work/passphrase" 2>"$work/hub.log" &
	hub=$!
	pids="$hub $pids"
	until twinctl person list >/dev/null 2>&1; do
		kill -0 "$hub" || exit 1
		sleep 0.2
	done
	unlocked="$(memory VmRSS) MB resident after unlock, $(memory VmHWM) MB at the peak of unlocking"
	twinctl person add bench >/dev/null
	twinctl wearable enroll "$address" >/dev/null
	twinctl wearable assign "$address" bench >/dev/null
	"$bin/virtual-wearable" --bus-address "$bus" --address "$address" --record "$BENCH_RECORD" \
		--speed max --duration "$play_seconds" >"$work/wearable.log" 2>&1 &
	wearable=$!
	pids="$wearable $pids"
	wait "$wearable"
	played="$(memory VmRSS) MB resident after $play_seconds s of ECG"
	kill -TERM "$hub"
	wait "$hub"
	pids=$bus_pid
}

stored_bytes()
{
	du -sb "$work/state" | cut -f 1
}

counted()
{
	play "$1" valgrind --tool=callgrind --callgrind-out-file=/dev/null
	awk '/Collected :/ { print $4 }' "$work/hub.log"
}

start_bus "$work"
pids=$bus_pid
short=$((BENCH_SECONDS / 6))
play "$short" env
few_bytes=$(stored_bytes)
play "$BENCH_SECONDS" env
echo "hub: $unlocked"
echo "hub: $played"
many_bytes=$(stored_bytes)
seconds=$((BENCH_SECONDS - short))
echo "hub: $(((many_bytes - few_bytes) * 3600 / seconds)) bytes stored per hour of ECG"
# The same twice, for different times: the difference is without start, Argon2id and stop.
few=$(counted "$short")
many=$(counted "$BENCH_SECONDS")
echo "hub, from the bus to the disk: $(((many - few) / seconds)) instructions per second of ECG"
