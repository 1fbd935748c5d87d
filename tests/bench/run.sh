#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by `make bench`, see bench.mk: what a second of ECG costs, in instructions.
set -eu

: "${top_srcdir:?run this by make bench}" "${top_builddir:?}"
[ -n "${HEALTH_TWIN_DATA-}" ] || [ ! -d "$top_srcdir/../shared/data" ] ||
	HEALTH_TWIN_DATA=$top_srcdir/../shared/data
BENCH_RECORD=${BENCH_RECORD-${HEALTH_TWIN_DATA:?names the folder of the recordings}/ecg/mitdb/203}
BENCH_SECONDS=${BENCH_SECONDS-1800}
export BENCH_RECORD BENCH_SECONDS HEALTH_TWIN_DATA
command -v valgrind >/dev/null || {
	echo "make bench needs valgrind: apt-get install valgrind" >&2
	exit 1
}

# instructions OPTION... -- PROGRAM ARGUMENT...: what callgrind collected
instructions()
{
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
		awk '/Collected :/ { print $4 }'
}

# per_second INSTRUCTIONS SECONDS
per_second()
{
	awk -v n="$1" -v s="$2" 'BEGIN { printf "%d", n / s }'
}

seconds=$("$top_builddir/tests/bench/models" "$BENCH_RECORD")
echo "record: $(basename "$BENCH_RECORD"), $seconds s, as a strap sends it (130 Hz)"
n=$(instructions --toggle-collect=run_models "$top_builddir/tests/bench/models" "$BENCH_RECORD")
echo "models alone: $(per_second "$n" "$seconds") instructions per second of ECG"
n=$(instructions "$top_builddir/bin/twinctl" analyze ecg --device h10 --json "$BENCH_RECORD")
echo "twinctl analyze ecg --device h10: $(per_second "$n" "$seconds") instructions per second of ECG"
for program in ${BENCHES-}; do
	"$top_builddir/$program"
done
sh "$top_srcdir/tests/bench/bus.sh"
exec sh "$top_srcdir/tests/bench/live.sh"
