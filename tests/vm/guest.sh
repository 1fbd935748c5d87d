#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The first program of the virtual machine (see check-vm.sh). Nothing it writes outlives the machine.
# Environment: top_srcdir, top_builddir; parts, which of the parts to run (all); trace, whether to
# record what goes over HCI.
set -u

here=$top_srcdir/tests/vm
logs=/run/vm
mkdir -p "$logs"
# shellcheck source=tests/vm/rig.sh
. "$here/rig.sh"
# shellcheck source=tests/vm/parts.sh
. "$here/parts.sh"

say "guest up after $(uptime_s) s"
start_rig
for part in ${parts:-$all_parts}; do
	say "$part ($(uptime_s) s)"
	"part_$part"
done
[ -z "$trace" ] || sed 's/^/trace: /' "$logs/trace" "$logs/trace-bus"
say "the end after $(uptime_s) s"
busybox poweroff -f
