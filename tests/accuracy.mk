# SPDX-License-Identifier: GPL-3.0-or-later
# What the models reach on real recordings: figures, no verdict; docs/accuracy.md states them.
EXTRA_DIST += tests/accuracy/beats.sh
accuracy: all
	top_builddir='$(abs_top_builddir)' sh '$(top_srcdir)/tests/accuracy/beats.sh'
.PHONY: accuracy
