#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: check-layers.sh [SOURCE_TREE [BUILD_TREE]]
# Holds the sources to the rules of docs/architecture.md and docs/coding-style.md: who may include
# whom, how long files and functions may be, and that the pure folders keep no state of their own.
set -eu

source_tree=${1-${top_srcdir-.}}
build_tree=${2-${top_builddir-build}}
source_tree=$(cd "$source_tree" && pwd)
build_tree=$(cd "$build_tree" && pwd)
rules=$(cd "$(dirname "$0")" && pwd)/check-layers.awk

LC_ALL=C
export LC_ALL
found=$(mktemp)
trap 'rm -f "$found"' EXIT
trap 'exit 1' INT TERM

cd "$source_tree"
code_folders='common ble health-models recordings privacy programme report daemon client tests'
existing=
for folder in $code_folders; do
	[ ! -d "$folder" ] || existing="$existing $folder"
done

# shellcheck disable=SC2086  # a list of folders
find $existing -name '*.[ch]' -exec awk -f "$rules" {} + >>"$found"
# shellcheck disable=SC2086
find $existing packaging dbus docs quickstart configure.ac Makefile.am .ci \
	\( -name '*.sh' -o -name '*.py' -o -name '*.mk' -o -name '*.xml' -o -name '*.awk' -o -name quickstart \
	-o -name configure.ac -o -name Makefile.am -o -path .ci/run \) -type f 2>/dev/null |
	while read -r file; do
		head -n 5 "$file" | grep -q SPDX-License-Identifier ||
			echo "$file:1: an SPDX line is to be among the first five"
	done >>"$found"

# What a pure object may not define (mutable data) or call. A sanitizer puts its own data into every
# object, so there the symbols are left to the plain build.
pure='common ble/codec ble/trust health-models'
no_state="$pure recordings"
cd "$build_tree"
if ! grep -q '^SANITIZER_FLAGS = ..*' Makefile 2>/dev/null; then
	for folder in $no_state; do
		[ -d "$folder" ] || continue
		find "$folder" -name '*.o' ! -path 'common/glib/*' | while read -r object; do
			# Constant tables of pointers lie in .data.rel.ro: written by the loader only.
			nm --format=sysv "$object" | awk -F'|' -v object="$object" '
				$3 ~ /[bBdDCsSgG]/ && $7 !~ /\.data\.rel\.ro/ {
					gsub(/ /, "", $1)
					print object ": " $1 " is a mutable variable of the whole program"
				}'
		done
	done >>"$found"
	for folder in $pure; do
		[ -d "$folder" ] || continue
		find "$folder" -name '*.o' ! -path 'common/glib/*' | while read -r object; do
			nm --undefined-only --format=posix "$object" | awk -v object="$object" -v folder="$folder" '
				$1 ~ /^(malloc|calloc|realloc|free|time|clock|clock_gettime|gettimeofday|localtime.*|setlocale|getenv|rand|random|.*printf.*|fopen.*|fwrite|puts|strto[dfl].*|qsort|g_.*)$/ {
					print object ": " folder " may not call " $1
				}'
		done
	done >>"$found"
fi

if [ -s "$found" ]; then
	cat "$found"
	exit 1
fi
