# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by guest.sh: what is shown, part by part. Each finds the strap enrolled and bonded, and no
# wearable in the air, but for the first.
# shellcheck disable=SC2154  # strap and the like are the rig's
all_parts='pairing stream drop clone restart'

bond_file=$logs/strap.bond

# By a person at a terminal, through bluetoothd's own agent.
pair_by_hand()
{
	(
		echo "scan on"
		within 30 test -n "$(device_property "$strap_path" Address)"
		echo "pair $strap"
		within 30 is_bonded
		echo quit
	) | bluetoothctl --agent NoInputNoOutput >"$logs/bluetoothctl.log" 2>&1
}

is_bonded() { [ "$(device_property "$strap_path" Bonded)" = true ]; }
is_connected() { [ "$(device_property "$strap_path" Connected)" = true ]; }
is_apart() { [ "$(device_property "$strap_path" Connected)" = false ]; }
has_link() { hcitool con | grep -q "$strap"; }
# What the kernel says of the link, now.
is_encrypted() { hcitool con | grep "$strap" | grep -q ENCRYPT; }

# start_strap NAME OPTION...: the strap that the hub knows.
start_strap()
{
	name=$1
	shift
	start_wearable "$name" --story steady --bond-file "$bond_file" --require-encryption "$@"
}

# same NAME VALUE WANTED WHAT
same()
{
	if [ "$2" = "$3" ]; then
		ok "$1: $2 of $3 $4"
	else
		not_ok "$1: $2 of $3 $4"
	fi
}

part_pairing()
{
	start_strap strap
	if within 30 wearable_is address "$strap"; then
		ok "discovery: the hub sees $strap by its advertised service"
	else
		not_ok "discovery: the hub does not see $strap"
	fi
	pair_by_hand
	if is_bonded && [ -s "$bond_file" ]; then
		ok "pairing: LE Secure Connections, bonded on both sides"
	else
		not_ok "pairing: no bond"
	fi
	if is_encrypted; then
		ok "encryption: the kernel's list of connections shows ENCRYPT after pairing"
	else
		not_ok "encryption: $(hcitool con | tail -n 1)"
	fi
	bluez "$strap_path" Device1.Disconnect >/dev/null
	stop "$wearable_pid"
	hub EnrollWearable "$strap" >/dev/null
	hub AssignWearable "$strap" "$person" >/dev/null
}

# Runs a wearable to its end; sets sent and got (samples), and since_us.
play()
{
	begin
	start_strap "$@"
	finish "$1"
}

begin()
{
	before=$(status samples_in)
	since_us=$(date +%s%6N)
}

finish()
{
	wait "$wearable_pid"
	sent=$(count "$1" samples)
	within 20 all_arrived
	got=$(($(status samples_in) - before))
}

all_arrived() { [ "$(($(status samples_in) - before))" -ge "$sent" ]; }
has_grown() { [ "$(status samples_in)" -gt "$1" ]; }

# records WHAT: of the person since the part has begun, as JSON Lines.
records()
{
	"$top_builddir/tests/integration/hub-reader" "$DBUS_SYSTEM_BUS_ADDRESS" records "$person" "$since_us" 0 "$1"
}

# Samples that are stored without a hole: each record begins where the one before ended.
stored_in_order()
{
	records ecg | sed -n 's/.*"index":\([0-9]*\).*"uv":\[\([^]]*\)\].*/\1 \2/p' |
		awk '{ n = split($2, uv, ","); if (NR == 1) first = $1; else if ($1 != next_index) exit; next_index = $1 + n; sum += n }
			END { print sum + 0 }'
}

part_stream()
{
	play stream --duration "${stream_s:-60}"
	same stream "$got" "$sent" "ECG samples over an encrypted link"
	within 10 stored_all
	same order "$(stored_in_order)" "$sent" "samples stored in order without a hole"
}

stored_all() { [ "$(stored_in_order)" -ge "$sent" ]; }

part_drop()
{
	play drop --duration 20 --fault drop-link-at=8 --fault drop-link-for=4
	same drop "$got" "$sent" "samples around a link that dropped for 4 s (reason 0x08)"
	gaps=$(records gap | grep -c '"cause":"link_lost"')
	if [ "$gaps" -ge 1 ] && grep -q 'reason 0x08' "$logs/drop.log"; then
		ok "gap: $(records gap | sed -n 's/.*"start_utc_us":\([0-9]*\).*"end_utc_us":\([0-9]*\).*/\1 \2/p' |
			awk '{ printf "%.2f s ", ($2 - $1) / 1e6 }')recorded as link_lost"
	else
		not_ok "gap: none recorded; $(records gap)"
	fi
}

# reject NAME OPTION...: a wearable without the key, with the strap's name and address.
reject()
{
	name=$1
	shift
	begin
	start_wearable "$name" --story steady "$@"
	if within 60 grep -q 'no key for this central' "$logs/$name.log"; then
		# It had its chance; give it another, as it tries again and again.
		within 10 several_refusals "$name"
	else
		not_ok "$name: the hub has not asked it for the key"
	fi
	streaming=no
	! wearable_is state streaming || streaming=yes
	stop "$wearable_pid"
	got=$(($(status samples_in) - before))
	if [ "$got" = 0 ] && [ "$streaming" = no ]; then
		ok "$name: $got samples after $(grep -c 'no key' "$logs/$name.log") attempts; it sent $(count "$name" frames) frames unasked"
	else
		not_ok "$name: $got samples were taken"
	fi
}

several_refusals() { [ "$(grep -c 'no key' "$logs/$1.log")" -ge 2 ]; }

part_clone()
{
	reject clone
	reject blurting-clone --clone
	play control --duration 5
	same "clone's control" "$got" "$sent" "samples from the same program holding the key"
}

part_restart()
{
	begin
	start_strap restart --duration 25
	within 30 wearable_is state streaming || not_ok "restart: no stream to begin with"
	within 20 has_grown "$before"
	kill -9 "$bluetoothd_pid"
	wait "$bluetoothd_pid" 2>/dev/null
	killed_s=$(uptime_s)
	within 20 hub_has_lost_it
	start_bluetoothd
	middle=$(status samples_in)
	if within 60 has_grown "$middle"; then
		ok "restart: bluetoothd killed and started again; samples again after $(echo "$(uptime_s) $killed_s" |
			awk '{ printf "%.1f", $1 - $2 }') s"
	else
		not_ok "restart: no samples after bluetoothd came back"
	fi
	wait "$wearable_pid"
	is_bonded || not_ok "restart: the bond is lost"
}

hub_has_lost_it() { ! wearable_is state streaming; }
