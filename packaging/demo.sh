#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: demo.sh BIN_DIR REPORT.pdf
# One minute of Health Twin on a bus of its own: a strap that is not there, the real daemon, the
# live monitor, and a report. Leaves nothing behind but the report.
set -eu

bin=$(cd "$1" && pwd)
report=$2
person='Maria'
work=$(mktemp -d "${TMPDIR:-/tmp}/health-twin-demo.XXXXXX")
chmod 700 "$work"
pids=

# shellcheck disable=SC2317  # called by the trap
clean_up()
{
	trap - EXIT INT TERM HUP
	for pid in $pids; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

fail()
{
	echo "demo: $*" >&2
	for log in "$work"/*.log; do
		[ ! -s "$log" ] || sed "s|^|  $(basename "$log" .log): |" "$log" >&2
	done
	exit 1
}

twinctl()
{
	"$bin/twinctl" --bus-address "$bus" "$@"
}

# The newest process comes first in the list: it is the first to go.
remember()
{
	pids="$1 $pids"
}

# until_ready PROGRAM COMMAND...: tries until the command succeeds, while the newest process lives.
until_ready()
{
	waited=0
	program=$1
	shift
	until "$@" >/dev/null 2>"$work/wait.log"; do
		kill -0 "${pids%% *}" 2>/dev/null || fail "$program ended early"
		[ "$waited" -lt 150 ] || fail "not ready after 30 s: $*"
		waited=$((waited + 1))
		sleep 0.2
	done
	rm -f "$work/wait.log"
}

start_bus()
{
	cat >"$work/bus.conf" <<-XML
		<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
		 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
		<busconfig>
		  <listen>unix:path=$work/bus</listen>
		  <auth>EXTERNAL</auth>
		  <policy context="default">
		    <allow send_destination="*"/>
		    <allow receive_sender="*"/>
		    <allow own="*"/>
		  </policy>
		</busconfig>
	XML
	mkfifo "$work/address"
	dbus-daemon --config-file="$work/bus.conf" --nofork --nopidfile --print-address=3 \
		3>"$work/address" 2>"$work/dbus-daemon.log" &
	remember $!
	read -r bus <"$work/address"
}

start_hub()
{
	# The passphrase is random, goes through a pipe, and nobody keeps it.
	mkfifo -m 600 "$work/passphrase"
	head -c 32 /dev/urandom | base64 >"$work/passphrase" &
	mkdir -m 700 "$work/state"
	: >"$work/settings.conf"
	"$bin/health-twind" --bus-address "$bus" --virtual-time --state-dir "$work/state" \
		--config "$work/settings.conf" --create-keys --passphrase-fd 3 \
		3<"$work/passphrase" 2>"$work/health-twind.log" &
	remember $!
	until_ready health-twind twinctl person list
}

start_wearable()
{
	"$bin/virtual-wearable" --bus-address "$bus" --speed 20 \
		>"$work/virtual-wearable.log" 2>&1 &
	remember $!
	until_ready virtual-wearable wearable_address
}

wearable_address()
{
	twinctl wearable list | grep -o -E -m 1 '([0-9A-F]{2}:){5}[0-9A-F]{2}'
}

cat <<'TEXT'
Health Twin is not a medical device. The heart you are about to see is made up.
It rests, exercises, throws a few ventricular beats, beats irregularly for a while and loses
its strap, twenty times as fast as life. Ctrl-C ends it.
TEXT
start_bus
start_hub
start_wearable
address=$(wearable_address)
twinctl person add "$person" >/dev/null || fail "no person could be added"
twinctl wearable enroll "$address" >/dev/null || fail "$address could not be enrolled"
twinctl wearable assign "$address" "$person" >/dev/null || fail "$address could not be assigned"
twinctl monitor "$person" --until-end || fail "the monitor ended with an error"
twinctl report "$person" --output "$report" >/dev/null || fail "there is no report"
echo
twinctl summary "$person" || fail "there is no summary"
echo
echo "The report: $report"
echo "Person, keys and database were made up for the demo and are gone."
