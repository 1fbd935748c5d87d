#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole way against the real kernel and bluetoothd: starts a small virtual machine on this
# machine's own files (read-only) and runs guest.sh in it. usage: check-vm.sh [PART...]
#
# Environment: top_srcdir, top_builddir; HEALTH_TWIN_VM_CACHE, where the kernel is kept (a folder vm-cache
# in the build tree); HEALTH_TWIN_VM_KERNEL, the package of another kernel (linux-image-6.1.0-50-amd64);
# HEALTH_TWIN_VM_TIMEOUT, in seconds (1200); HEALTH_TWIN_VM_TRACE=1 puts btmon's trace into console.log.
# Ends with 77 and a line that says what to install where the machine cannot be started.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top_srcdir=$(cd "${top_srcdir-$here/../..}" && pwd)
top_builddir=$(cd "${top_builddir-.}" && pwd)
cache=${HEALTH_TWIN_VM_CACHE-$top_builddir/vm-cache}
limit_s=${HEALTH_TWIN_VM_TIMEOUT-1200}
work=$top_builddir/vm

skip()
{
	echo "SKIP: check-vm ($*)"
	echo "# SKIP: 1"
	exit 77
}

need()
{
	for program in "$@"; do
		command -v "$program" >/dev/null || missing="$missing $program"
	done
}

check_programs()
{
	PATH=$PATH:/usr/sbin:/sbin
	missing=
	[ "$(uname -m)" = x86_64 ] || skip "it is made for x86_64"
	need qemu-system-x86_64 busybox cpio gzip modprobe dbus-daemon btvirt bluetoothctl setpriv
	[ -x /usr/libexec/bluetooth/bluetoothd ] || missing="$missing bluetoothd"
	[ -z "$missing" ] || skip "missing:$missing; apt-get install qemu-system-x86 seabios busybox-static cpio" \
		"kmod dbus bluez bluez-test-tools"
	! ldd "$(command -v busybox)" >/dev/null 2>&1 || skip "busybox is not static: apt-get install busybox-static"
}

# The kernel that a metapackage stands for.
kernel_of()
{
	apt-cache depends "$1" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*-amd64\)$/\1/p' | head -n 1
}

# Sets kernel (its version) and root (where it is unpacked). The package is unpacked, never installed.
find_kernel()
{
	package=${HEALTH_TWIN_VM_KERNEL-}
	# Debian 12's 6.1 (6.1.0-56 at least) ends in a list corruption in hci_chan_del() when links come and
	# go fast; so its 6.12, which is Debian 13's kernel, too.
	[ -n "$package" ] || package=$(kernel_of linux-image-6.12-amd64)
	[ -n "$package" ] || package=$(kernel_of linux-image-amd64)
	if [ -z "$package" ]; then
		# No package lists: any kernel that was fetched before will do.
		package=$(find "$cache" -maxdepth 1 -name 'linux-image-*-amd64' -printf '%f\n' 2>/dev/null | sort -V | tail -n 1)
		[ -n "$package" ] || skip "no kernel: apt-get update, so that linux-image-amd64 is known"
	fi
	kernel=${package#linux-image-}
	root=$cache/$package
	[ ! -e "$root/ready" ] || return 0
	fetch_kernel
}

fetch_kernel()
{
	rm -rf "$root" "$cache/download"
	mkdir -p "$root" "$cache/download"
	(cd "$cache/download" && apt-get -q download "$package" >apt.log 2>&1) ||
		skip "cannot fetch $package: apt-get update, then again ($(tail -n 1 "$cache/download/apt.log"))"
	dpkg -x "$cache/download/$package"_*.deb "$root"
	# Only what the machine uses stays.
	depmod -b "$root" "$kernel"
	rm -rf "$cache/download" "${root:?}/usr/share"
	: >"$root/ready"
}

# What comes back on the console is read line by line: "ok NAME: figures" and "not ok NAME: figures".
# The machine's clock goes by what it has executed, 4 ns an instruction, and by the host's only while it
# waits: a busy host makes the run longer, but no time limit in it shorter.
# One processor: with two, a guest ended in a kernel panic while it started, one byte into a jump label
# (enqueue_timer()): most likely QEMU 7.2's translated code racing with the kernel's patching of its own.
start_machine()
{
	status=0
	timeout "$limit_s" qemu-system-x86_64 -M q35 -accel tcg,thread=single -icount shift=2,sleep=on,align=off \
		-rtc clock=vm -cpu qemu64 -smp 1 -m 1024 \
		-nographic -no-reboot -nodefaults -serial stdio \
		-kernel "$root/boot/vmlinuz-$kernel" -initrd "$work/initramfs.gz" \
		-append "console=ttyS0 quiet panic=-1 oops=panic mitigations=off tsc=unstable vmcmd=$work/start" \
		-fsdev "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap" \
		-device virtio-9p-pci,fsdev=root,mount_tag=root -device virtio-rng-pci \
		</dev/null >"$work/console.raw" 2>&1 &
	machine=$!
	trap 'kill "$machine" 2>/dev/null || :' EXIT
	trap 'exit 1' INT TERM
	tail -n +1 --pid="$machine" -s 0.2 -f "$work/console.raw" 2>/dev/null | sed -u -n 's|\r$||;/^\(ok\|not ok\|#\|>\) /p'
	wait "$machine" || status=$?
	tr -d '\r' <"$work/console.raw" >"$work/console.log"
	trap - EXIT
}

check_programs
find_kernel
rm -rf "$work"
mkdir -p "$work"
sh "$here/initramfs.sh" "$root" "$kernel" "$work/initramfs.gz"
cat >"$work/start" <<END
#!/bin/sh
top_srcdir='$top_srcdir' top_builddir='$top_builddir' parts='$*' trace='${HEALTH_TWIN_VM_TRACE-}' exec sh '$here/guest.sh'
END
chmod +x "$work/start"

echo "> kernel $kernel, $(/usr/libexec/bluetooth/bluetoothd --version | sed 's/^/bluetoothd /')"
start_machine

passed=$(grep -c '^ok ' "$work/console.log") || :
failed=$(grep -c '^not ok ' "$work/console.log") || :
if ! grep -q '^> the end' "$work/console.log"; then
	echo "not ok machine: it ended early (status $status; 124 is the time limit of $limit_s s); the last lines of $work/console.log:"
	tail -n 15 "$work/console.log"
	failed=$((failed + 1))
fi
echo "# PASS: $passed"
echo "# FAIL: $failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
