#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# With plain libsqlite3 in SQLCipher's place, the store refuses and leaves no database behind.
set -eu

fail()
{
	echo "test-store-plain: $*" >&2
	exit 1
}

# GLib's own build tools need Python, which needs this library: it is there wherever this is built.
plain=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p | sed -n 's/^.*libsqlite3\.so\.0 .* => //p' | head -n 1)
[ -n "$plain" ] || fail "no libsqlite3.so.0 to try: apt-get install libsqlite3-0"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
status=0
# An AddressSanitizer build wants to come first; it may come second here.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0 LD_PRELOAD=$plain \
	"$top_builddir/tests/integration/store-writer" "$dir" stream >"$dir/out" 2>"$dir/err" || status=$?
[ "$status" = 1 ] || fail "exit status $status"
[ "$(wc -l <"$dir/err")" = 1 ] || fail "not one line: $(cat "$dir/err")"
grep -q 'plain SQLite .*, not SQLCipher' "$dir/err" || fail "not the right error: $(cat "$dir/err")"
[ ! -s "$dir/out" ] || fail "something was acknowledged"
for file in "$dir"/*; do
	case ${file##*/} in
	keys | out | err) ;;
	*) fail "it left ${file##*/} behind" ;;
	esac
	! grep -q 'SQLite format 3' "$file" || fail "$file is plaintext"
done
