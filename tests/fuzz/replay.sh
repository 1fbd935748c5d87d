#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replays the corpus of every fuzz target; a crash or a target without a corpus is a failure.
set -eu
: "${FUZZ_TARGETS:?run by make check}"
for target in $FUZZ_TARGETS; do
	corpus=$top_srcdir/tests/fuzz/corpus/$target
	[ -d "$corpus" ] || { echo "$target: no corpus at $corpus" >&2; exit 1; }
	printf '%s: ' "$target"
	# libFuzzer needs to be told not to go on by itself; no quotes: may be nothing.
	"$top_builddir/tests/fuzz/$target" $FUZZ_REPLAY_FLAGS "$corpus" || { echo "$target: failed" >&2; exit 1; }
done
