#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 of a writer, judged by another process: 10 times in make check, 1000 in make check-long.
set -eu

seed=${HEALTH_TWIN_SEED-1}
kills=10
[ -z "${HEALTH_TWIN_LONG-}" ] || kills=1000
programs=$top_builddir/tests/integration
exec "$programs/store-judge" "$programs/store-writer" "$kills" "$seed"
