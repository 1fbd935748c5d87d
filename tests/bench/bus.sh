#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by run.sh: a hub on a private bus, and what tests/bench/bus measures beside it.
set -eu

: "${top_srcdir:?}" "${top_builddir:?}"
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

start_bus "$work"
pids=$bus_pid

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
