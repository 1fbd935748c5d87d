# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by guest.sh: what is shown, part by part. Each part leaves the rig as it found it.
all_parts='stream'

part_stream()
{
	start_wearable strap --story steady --duration 20
	within 30 wearable_is address "$strap" || not_ok "discovery: the hub does not see it"
	ok "discovery: seen by the hub after $(uptime_s) s"
	hub EnrollWearable "$strap"
	hub AssignWearable "$strap" "$person"
	within 60 wearable_is state streaming || not_ok "stream: the hub does not stream"
	say "streaming after $(uptime_s) s"
	wait "$wearable_pid"
	sleep 1
	sent=$(count strap samples)
	got=$(status samples_in)
	cat "$logs/strap.json"
	hub GetStatus
	if [ "$sent" = "$got" ]; then
		ok "stream: $got samples of $sent"
	else
		not_ok "stream: $got samples of $sent"
	fi
}
