#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: instructions.sh BUILD RECORD
# Prints what the models take for a second of ECG as a strap sends it; nothing where valgrind is missing.
set -eu

models=$1/tests/bench/models
command -v valgrind >/dev/null || exit 0
seconds=$("$models" "$2")
valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=run_models "$models" "$2" 2>&1 >/dev/null |
	awk -v seconds="$seconds" '/Collected :/ { printf "%d\n", $4 / seconds }'
