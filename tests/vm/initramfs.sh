#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: initramfs.sh KERNEL_ROOT KERNEL OUT.gz: what stands in memory before the machine has a root.
# All modules are loaded here: in the guest nothing is fetched over 9p while a driver waits for it.
set -eu
root=$1 kernel=$2 out=$3
PATH=$PATH:/usr/sbin:/sbin

# In the order they are to be loaded, the kernel's own tests of its ciphers in mind.
modules='virtio_pci virtio_mmio virtio-rng virtio_blk 9pnet_virtio 9p overlay
	sha512_generic hmac sha3_generic ctr jitterentropy_rng drbg af_alg algif_hash algif_skcipher ecb cmac ccm
	hci_vhci hci_uart uhid rfcomm bnep'

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' INT TERM
mkdir -p "$tree/bin" "$tree/proc" "$tree/sys" "$tree/dev" "$tree/mods" "$tree/lower" "$tree/upper" "$tree/newroot"
cp "$(command -v busybox)" "$tree/bin/busybox"
for module in $modules; do
	modprobe -d "$root" -S "$kernel" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | while read -r file; do
	name=$(basename "$file")
	[ ! -e "$tree/mods/$name" ] || continue
	cp "$file" "$tree/mods/"
	echo "$name" >>"$tree/mods/order"
done
cat >"$tree/init" <<'END'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sysfs /sys
$B mount -t devtmpfs dev /dev
for m in $($B cat /mods/order); do $B insmod /mods/$m 2>/dev/null; done
$B mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144,access=any root /lower
$B mount -t tmpfs tmpfs /upper
$B mkdir /upper/u /upper/w
$B mount -t overlay overlay -o lowerdir=/lower,upperdir=/upper/u,workdir=/upper/w /newroot
for d in proc sys dev; do $B mount --move /$d /newroot/$d; done
$B mount -t tmpfs tmpfs /newroot/run
exec $B switch_root /newroot $($B sed -n 's/.*vmcmd=\([^ ]*\).*/\1/p' /newroot/proc/cmdline)
END
chmod +x "$tree/init"
(cd "$tree" && find . | cpio -o -H newc --quiet | gzip -1) >"$out"
