#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The unit lets the daemon lock its keys in memory, and writes no core that would hold them.
set -eu
unit=${top_srcdir:?run by make check}/packaging/health-twind.service.in
for line in '^LimitMEMLOCK=[0-9]' '^LimitCORE=0$'; do
	grep -q "$line" "$unit" || { echo "check-unit-limits: the unit lacks $line" >&2; exit 1; }
done
