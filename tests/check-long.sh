#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by `make check-long`, see check-long.mk. FUZZ_SECONDS (default 300) is the time per target.
set -eu

HEALTH_TWIN_LONG=1
HEALTH_TWIN_SEED=${HEALTH_TWIN_SEED-$(od -A n -t u4 -N 4 /dev/urandom | tr -d ' ')}
export HEALTH_TWIN_LONG HEALTH_TWIN_SEED
echo "HEALTH_TWIN_SEED=$HEALTH_TWIN_SEED"
failed=0

# run NAME COMMAND...
run()
{
	echo "== $1"
	name=$1
	shift
	if "$@"; then
		return
	fi
	echo "FAILED: $name (HEALTH_TWIN_SEED=$HEALTH_TWIN_SEED)"
	failed=$((failed + 1))
}

for test in $LONG_TESTS; do
	program=$top_builddir/$test
	[ -x "$program" ] || program=$top_srcdir/$test
	run "$test" "$program"
done

# What libFuzzer finds on the way is kept in the build tree only.
for target in $LONG_FUZZ; do
	mkdir -p "$top_builddir/fuzz-found/$target"
	run "$target" "$top_builddir/tests/fuzz/$target" -seed="$HEALTH_TWIN_SEED" \
		-max_total_time="${FUZZ_SECONDS-300}" -print_final_stats=1 \
		-artifact_prefix="$top_builddir/fuzz-found/$target/" \
		"$top_builddir/fuzz-found/$target" "$top_srcdir/tests/fuzz/corpus/$target"
done
[ -n "$LONG_FUZZ" ] || echo "no fuzzing in this build (configure --enable-fuzzers CC=clang)"
[ "$failed" = 0 ]
