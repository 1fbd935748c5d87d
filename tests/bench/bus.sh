#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by run.sh: a hub on a private bus, and what tests/bench/bus measures beside it.
set -eu

: "${top_builddir:?}"
bin=$top_builddir/bin
work=$(mktemp -d)
bus=unix:path=$work/bus
address=A0:9E:1A:00:00:01
pids=

# shellcheck disable=SC2317  # called by the trap
clean_up()
{
	for pid in $pids; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

cat >"$work/bus.conf" <<-XML
	<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
	 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
	<busconfig>
	  <listen>$bus</listen>
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
	3>"$work/address" 2>"$work/bus.log" &
pids=$!
read -r _ <"$work/address"

mkdir -m 700 "$work/state"
echo "a passphrase" >"$work/passphrase"
: >"$work/settings.conf"
"$bin/health-twind" --bus-address "$bus" --virtual-time --state-dir "$work/state" \
	--config "$work/settings.conf" --create-keys --passphrase-fd 3 \
	3<"$work/passphrase" 2>"$work/hub.log" &
pids="$! $pids"
gdbus wait --address "$bus" --timeout 60 org.healthtwin.Hub1
twinctl()
{
	"$bin/twinctl" --bus-address "$bus" "$@" >/dev/null
}
twinctl person add bench
twinctl wearable enroll "$address"
twinctl wearable assign "$address" bench
"$top_builddir/tests/bench/bus" "$bus" "$address"
