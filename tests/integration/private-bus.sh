# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by tests: a message bus of their own. start_bus FOLDER sets $bus and $bus_pid, and the system
# bus of every program that is started later.

start_bus() {
	cat >"$1/bus.conf" <<-END
	<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
	 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
	<busconfig>
	  <type>session</type>
	  <listen>unix:dir=$1</listen>
	  <auth>EXTERNAL</auth>
	  <policy context="default">
	    <allow send_destination="*" eavesdrop="true"/>
	    <allow eavesdrop="true"/>
	    <allow own="*"/>
	  </policy>
	</busconfig>
	END
	# The daemon's own word that it listens, through a pipe: nothing to wait or to poll for.
	mkfifo "$1/address"
	dbus-daemon --config-file="$1/bus.conf" --nofork --nopidfile --print-address=3 \
		3>"$1/address" 2>"$1/dbus-daemon.log" &
	bus_pid=$!
	read -r bus <"$1/address"
	DBUS_SYSTEM_BUS_ADDRESS=$bus
	export DBUS_SYSTEM_BUS_ADDRESS
}

# stop PID...: ends programs that this test has started.
stop() {
	for pid in "$@"; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
}
