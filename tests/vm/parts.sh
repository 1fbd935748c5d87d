# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by guest.sh: what is shown, part by part. The first pairs and enrols the strap; each leaves no
# wearable in the air.
# shellcheck disable=SC2154  # strap and the like are the rig's
all_parts='pairing stream drop clone two restart'

bond_file=$logs/strap.bond

is_bonded() { [ "$(device_property "$strap_path" Bonded)" = true ]; }
# What the kernel says of the link, now.
is_encrypted() { hcitool con | grep "$strap" | grep -q ENCRYPT; }
is_linked() { hcitool con | grep -q "$strap"; }
is_apart() { ! is_linked; }
is_streaming() { wearable_is state streaming; }
is_not_streaming() { ! is_streaming; }

# verdict NAME TEXT COMMAND...: ok if it succeeds.
verdict()
{
	name=$1 text=$2
	shift 2
	if "$@"; then
		ok "$name: $text"
	else
		not_ok "$name: NOT $text"
	fi
}

# same NAME VALUE WANTED WHAT
same()
{
	if [ "$2" = "$3" ] && [ "$2" -gt 0 ]; then
		ok "$1: $2 of $3 $4"
	else
		not_ok "$1: $2 of $3 $4"
	fi
}

# The first frame's samples are older than the link that brings it. Sets since_us.
begin_counting()
{
	sleep 2
	since_us=$(($(date +%s%6N) - 1500000))
}

# start_strap NAME OPTION...: the strap that the hub knows. Sets since_us.
start_strap()
{
	name=$1
	shift
	begin_counting
	start_wearable "$name" --bond-file "$bond_file" --require-encryption "$@"
}

# records WHAT: of the person since the part has begun, as JSON Lines.
records()
{
	"$top_builddir/tests/integration/hub-reader" "$DBUS_SYSTEM_BUS_ADDRESS" records "$person" "$since_us" 0 "$1"
}

ecg_stored()
{
	records ecg | sed -n 's/.*"uv":\[\([^]]*\)\].*/\1/p' | awk '{ n += split($0, uv, ",") } END { print n + 0 }'
}

# Stored samples up to the first that does not follow the one before.
ecg_in_order()
{
	records ecg | sed -n 's/.*"index":\([0-9]*\).*"uv":\[\([^]]*\)\].*/\1 \2/p' |
		awk '{ n = split($2, uv, ","); if (NR > 1 && $1 != follows) exit; follows = $1 + n; sum += n } END { print sum + 0 }'
}

motion_stored()
{
	records wave | sed -n 's/.*"quantity":"acceleration".*"raw":\[\([^]]*\)\].*/\1/p' |
		awk '{ n += split($0, raw, ",") / 3 } END { print n + 0 }'
}

heart_beats_stored() { records beat | grep -c '"label"'; }

all_stored() { [ "$(ecg_stored)" -ge "$sent" ] && [ "$(motion_stored)" -ge "$(count "$1" wave_samples)" ]; }

has_ended() { ! kill -0 "$wearable_pid" || [ -s "$logs/$1.json" ]; }

# finish NAME: waits for the wearable's own end and for what it sent; sets sent.
finish()
{
	within 150 has_ended "$1" || not_ok "$1: the wearable does not come to its end: $(hub ListWearables)"
	stop "$wearable_pid"
	sent=$(count "$1" samples)
	within 15 all_stored "$1" || :
}

part_pairing()
{
	start_strap strap
	within 90 wearable_is address "$strap"
	verdict discovery "the hub sees $strap by the service that it advertises" wearable_is address "$strap"
	hub PairWearable "$strap" "{}" >/dev/null 2>>"$logs/hub-calls.log"
	verdict pairing "bonded by the hub, LE Secure Connections" is_bonded
	verdict "wearable's key" "kept in a file that only its owner can read" test "$(stat -c %a "$bond_file")" = 600
	hub EnrollWearable "$strap" >/dev/null
	hub AssignWearable "$strap" "$person" >/dev/null
	within 150 is_streaming
	verdict encryption "the kernel's list of connections shows ENCRYPT" is_encrypted
	verdict trust "the hub calls it authenticated" wearable_is trust authenticated
	stop "$wearable_pid"
	within 60 is_not_streaming
}

part_stream()
{
	start_strap stream --duration "${stream_s:-60}"
	finish stream
	same ecg "$(ecg_stored)" "$sent" "samples over ${stream_s:-60} s"
	same order "$(ecg_in_order)" "$sent" "samples in order without a hole"
	same acceleration "$(motion_stored)" "$(count stream wave_samples)" "samples"
	say "$(count stream heart_rate_packets) packets of heart rate sent; $(heart_beats_stored) beats found"
}

# The drop falls between two frames: one that is in the air then is lost with the link.
part_drop()
{
	start_strap drop --duration 20 --fault drop@8.2+4
	finish drop
	same drop "$(ecg_stored)" "$sent" "samples around a link that was down for 4 s"
	verdict reason "as by a supervision timeout (0x08)" grep -q 'reason 0x08' "$logs/drop.log"
	gaps=$(records gap | grep '"what":"ecg"' | grep '"cause":"link_lost"' |
		sed -n 's/.*"start_utc_us":\([0-9]*\).*"end_utc_us":\([0-9]*\).*/\1 \2/p' |
		awk '{ printf "%s%.1f s", (NR > 1 ? " and " : ""), ($2 - $1) / 1e6 }')
	verdict gap "recorded with its cause link_lost: $gaps" test -n "$gaps"
}

several_refusals() { [ "$(grep -c 'no key' "$logs/$1.log")" -ge 2 ]; }

# reject NAME OPTION...: a wearable without the key, with the strap's name and address.
reject()
{
	name=$1
	shift
	begin_counting
	start_wearable "$name" "$@"
	# It had its chance when it was asked for the key; here are two.
	within 150 several_refusals "$name"
	streaming=$(is_streaming && echo yes || echo no)
	authenticated=$(wearable_is trust authenticated && is_linked && echo yes || echo no)
	stop "$wearable_pid"
	switch_adapter_off_and_on
	refusals=$(grep -c 'no key' "$logs/$name.log")
	text="$(ecg_stored) samples and $(motion_stored) of motion taken in $refusals links;"
	text="$text it sent $(count "$name" frames) frames of ECG"
	if [ "$refusals" -ge 2 ] && [ "$(ecg_stored)$(motion_stored)$streaming$authenticated" = 00nono ]; then
		ok "$name: $text"
	else
		not_ok "$name: $text; streaming $streaming, authenticated $authenticated"
	fi
}

part_clone()
{
	reject "clone without the key"
	reject "clone that sends unasked" --clone --speed max
	start_strap control --duration 5
	within 150 is_streaming
	verdict "clone's control" "authenticated: the same program holding the key" wearable_is trust authenticated
	finish control
	same "clone's control" "$(ecg_stored)" "$sent" "samples from the same program holding the key"
}

# as_second COMMAND...: of the second strap, which another person wears.
as_second()
(
	strap=$second person=$second_person strap_path=$second_path since_us=$second_since_us
	"$@"
)

# What a wearable that has ended has sent, and what the hub has of it.
same_as_sent()
{
	within 15 test "$(ecg_stored)" -ge "$(count "$1" samples)" || :
	same "$1" "$(ecg_stored)" "$(count "$1" samples)" "samples"
	same "$1 in order" "$(ecg_in_order)" "$(count "$1" samples)" "samples without a hole"
}

# Two straps at once, each on an adapter of its own; then the second adapter is unplugged.
part_two()
{
	second=C0:9E:1A:00:00:02
	second_path=/org/bluez/hci1/dev_C0_9E_1A_00_00_02
	second_person=$(hub AddPerson "{'name': <'Jan'>}" | cut -d"'" -f2)
	verdict adapters "a second one found while the hub runs" start_second_air
	start_strap "first meanwhile"
	within 150 is_streaming
	start_second_strap meeting
	within 90 as_second wearable_is address "$second"
	hub PairWearable "$second" "{}" >/dev/null 2>>"$logs/hub-calls.log"
	hub EnrollWearable "$second" >/dev/null
	hub AssignWearable "$second" "$second_person" >/dev/null
	within 150 as_second is_streaming
	stop "$second_wearable_pid" "$wearable_pid"
	within 60 as_second is_not_streaming
	within 60 is_not_streaming

	start_second_strap "second of two" --duration 30
	start_strap "first of two" --duration 20
	within 150 eval 'is_streaming && as_second is_streaming'
	verdict two "straps stream at once, each by an adapter of its own" \
		eval 'is_streaming && as_second is_streaming && as_second wearable_is trust authenticated'
	within 100 has_ended "second of two"
	stop "$second_wearable_pid"
	finish "first of two"
	same_as_sent "first of two"
	as_second same_as_sent "second of two"

	start_second_strap unplugged
	within 150 as_second is_streaming
	start_strap staying
	within 150 is_streaming
	kill -9 "$second_air_pid"
	within 60 as_second is_not_streaming
	verdict unplugged "noticed by the hub" as_second is_not_streaming
	before=$(ecg_stored)
	within 20 has_more_than "$before"
	verdict unplugged "while the other adapter's strap goes on" eval 'is_streaming && has_more_than "$before"'
	stop "$second_wearable_pid" "$wearable_pid"
	within 60 is_not_streaming
}

start_second_strap()
{
	name=$1
	shift
	begin_counting
	second_since_us=$since_us
	first_pid=${wearable_pid-} first_controller=$controller
	controller=$second_controller
	start_wearable "$name" --address "$second" \
		--bond-file "$logs/second.bond" --require-encryption "$@"
	second_wearable_pid=$wearable_pid
	wearable_pid=$first_pid controller=$first_controller
}

part_restart()
{
	start_strap restart --duration 60
	within 150 is_streaming
	within 20 has_more_than 0
	verdict restart "streaming to begin with" is_streaming
	kill -9 "$bluetoothd_pid"
	wait "$bluetoothd_pid" 2>/dev/null
	killed_s=$(uptime_s)
	within 60 is_not_streaming
	verdict restart "noticed by the hub that bluetoothd was killed" is_not_streaming
	start_bluetoothd
	before=$(ecg_stored)
	within 150 has_more_than "$before"
	verdict restart "samples again $(echo "$(uptime_s) $killed_s" | awk '{ printf "%.1f", $1 - $2 }') s after kill -9" \
		has_more_than "$before"
	verdict restart "still bonded and authenticated" eval 'is_bonded && wearable_is trust authenticated'
	stop "$wearable_pid"
	within 60 is_not_streaming
}

has_more_than() { [ "$(ecg_stored)" -gt "$1" ]; }
