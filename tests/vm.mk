# SPDX-License-Identifier: GPL-3.0-or-later
# make check-vm: the programs against the real kernel and bluetoothd, in a small virtual machine. Not
# part of make check: it takes minutes, and a kernel is fetched for it. VM_PARTS chooses among its parts.
EXTRA_DIST += \
	%D%/vm/check-vm.sh \
	%D%/vm/guest.sh \
	%D%/vm/initramfs.sh \
	%D%/vm/parts.sh \
	%D%/vm/rig.sh

.PHONY: check-vm
check-vm: $(bin_PROGRAMS) $(libexec_PROGRAMS) tests/integration/hub-reader
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
		sh '$(srcdir)/tests/vm/check-vm.sh' $(VM_PARTS) || test $$? = 77
