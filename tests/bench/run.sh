#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by `make bench`, see bench.mk.
set -eu

for program in $BENCHES; do
	echo "== $program"
	"$top_builddir/$program"
done
