# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by guest.sh: the real programs, how to start and end them, and how to ask them.

PATH=$top_builddir/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/dbus/system_bus_socket
export PATH DBUS_SYSTEM_BUS_ADDRESS
unset DBUS_SESSION_BUS_ADDRESS

controller=/tmp/bt-server-le
# A second air, with an adapter of its own: its peripherals and those of the first do not see each other.
# (Two peripherals on one virtual controller of BlueZ's get each other's handles.)
second_air=/run/second-air
strap=C0:9E:1A:00:00:01
strap_path=/org/bluez/hci0/dev_C0_9E_1A_00_00_01

say() { echo "> $*"; }
ok() { echo "ok $*"; }
uptime_s() { cut -d' ' -f1 /proc/uptime; }

# not_ok NAME: ...: and what the programs have said lately.
not_ok()
{
	echo "not ok $*"
	for log in "$logs"/*.log; do
		tail -n 12 "$log" | sed "s|^|# $(basename "$log" .log): |"
	done
}

# Without this nothing can be shown.
give_up()
{
	not_ok "rig: $*"
	busybox poweroff -f
}

# within SECONDS COMMAND...: waits for it to succeed.
within()
{
	deadline=$(($(cut -d. -f1 /proc/uptime) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(cut -d. -f1 /proc/uptime)" -lt "$deadline" ] || return 1
		sleep 0.1
	done
}

stop()
{
	for pid in "$@"; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
}

mount_all()
{
	mkdir -p /dev/pts /var/lib/bluetooth /run/dbus /tmp
	mount -t devpts devpts /dev/pts
	mount -t debugfs debugfs /sys/kernel/debug
	mount -t tmpfs tmpfs /var/lib/bluetooth
	ip link set lo up
	# All modules are loaded; a driver that asks for more would wait for it over 9p.
	echo "" >/proc/sys/kernel/modprobe
}

# As the package does it: an account of its own, and who may talk on the bus.
install_hub()
{
	echo 'health-twin:x:990:990::/var/lib/health-twin:/usr/sbin/nologin' >>/etc/passwd
	echo 'health-twin:x:990:' >>/etc/group
	cp "$top_srcdir/packaging/org.healthtwin.Hub1.conf" "$top_srcdir/packaging/dbus/health-twin-bluez.conf" \
		/usr/share/dbus-1/system.d/
	# The build tree may be closed to that account.
	mkdir -p /run/hub
	cp "$top_builddir/bin/health-twind" /run/hub/
	mkdir -p /var/lib/health-twin
	mount -t tmpfs -o mode=0700,uid=990,gid=990 tmpfs /var/lib/health-twin
	printf '[link]\nretry-max-ms=2000\n' >/run/health-twin.conf
}

# Sets second_air_pid and second_controller.
start_second_air()
{
	mkdir -p "$second_air"
	unshare -m sh -c "mount --bind '$second_air' /tmp && exec btvirt -L -l1 -s" >"$logs/second-air.log" 2>&1 &
	second_air_pid=$!
	second_controller=$second_air/bt-server-le
	within 60 has_second_adapter
}

has_second_adapter() { bluez /org/bluez/hci1 Nothing 2>&1 | grep -q UnknownMethod; }

has_adapter()
{
	gdbus call --system --dest org.bluez --object-path / \
		--method org.freedesktop.DBus.ObjectManager.GetManagedObjects | grep -q LEAdvertisingManager1
}

start_bluetoothd()
{
	/usr/libexec/bluetooth/bluetoothd -n >>"$logs/bluetoothd.log" 2>&1 &
	bluetoothd_pid=$!
	within 60 has_adapter || give_up "no adapter appears"
}

# A wearable that leaves while it is being connected makes btvirt report a failure without an address;
# the kernel (6.12) then waits for that connection until the adapter is switched off.
switch_adapter_off_and_on()
{
	set_powered false
	set_powered true
}

# set_powered true|false
set_powered()
{
	within 90 gdbus call --system --dest org.bluez --object-path /org/bluez/hci0 \
		--method org.freedesktop.DBus.Properties.Set org.bluez.Adapter1 Powered "<$1>" ||
		give_up "the adapter cannot be switched"
}

start_hub()
{
	printf 'correct horse battery staple\n' | setpriv --reuid=990 --regid=990 --clear-groups --inh-caps=-all \
		--bounding-set=-all --no-new-privs \
		/run/hub/health-twind --state-dir /var/lib/health-twin --config /run/health-twin.conf \
		--passphrase-fd 0 "$@" >>"$logs/hub.log" 2>&1 &
	hub_pid=$!
	gdbus wait --system --timeout 60 org.healthtwin.Hub1 || give_up "the hub does not start"
}

# What goes over HCI, and what bluetoothd is asked.
start_trace()
{
	btmon -t >"$logs/trace" 2>&1 &
	dbus-monitor --system --profile "type='method_call',destination='org.bluez'" >"$logs/trace-bus" 2>&1 &
}

start_rig()
{
	mount_all
	install_hub
	dbus-daemon --system --fork --nopidfile
	btvirt -L -l1 -s >"$logs/btvirt.log" 2>&1 &
	[ -z "$trace" ] || start_trace
	start_bluetoothd
	say "bluetoothd and its adapter ready after $(uptime_s) s"
	start_hub --create-keys
	say "hub ready after $(uptime_s) s"
	person=$(hub AddPerson "{'name': <'Maria'>}" | cut -d"'" -f2)
}

hub()
{
	method=$1
	shift
	gdbus call --system --timeout 120 --dest org.healthtwin.Hub1 --object-path /org/healthtwin/Hub1 \
		--method "org.healthtwin.Hub1.$method" "$@"
}

# bluez PATH INTERFACE.METHOD ...
bluez()
{
	path=$1 method=$2
	shift 2
	gdbus call --system --timeout 120 --dest org.bluez --object-path "$path" --method "org.bluez.$method" "$@"
}

# device_property PATH NAME
device_property()
{
	gdbus call --system --dest org.bluez --object-path "$1" --method org.freedesktop.DBus.Properties.Get \
		org.bluez.Device1 "$2" 2>/dev/null | sed 's/^(<\(.*\)>,)$/\1/'
}

# A heart that beats exactly as it did before would be a replay.
seed=0

# start_wearable NAME OPTION...: on $controller; sets wearable_pid; its counts go to $logs/NAME.json when it ends.
start_wearable()
{
	name=$1
	shift
	seed=$((seed + 1))
	virtual-wearable --hci "$controller" --story steady --seed "$seed" "$@" >"$logs/$name.json" 2>"$logs/$name.log" &
	wearable_pid=$!
}

# count NAME MEMBER: of what a wearable that has ended has counted.
count()
{
	sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" "$logs/$1.json"
}

# status KEY: a total of the hub's GetStatus, which follows the list of streams.
status()
{
	hub GetStatus | sed "s/'streams': <\[.*\]>//" | sed -n "s/.*'$1': <\(uint64 \|uint32 \)\?\([0-9]*\)>.*/\2/p"
}

# wearable_is KEY VALUE: of $strap.
wearable_is()
{
	hub ListWearables | sed 's/}, {/},\n{/g' | grep "'address': <'$strap'>" | grep -q "'$1': <'\?$2'\?>"
}

