#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What must never be called or linked, because it writes plaintext or answers nothing, on one of the two
# SQLCiphers at least: kept out of the sources and of what is linked.
set -eu

fail()
{
	echo "test-store-traps: $*" >&2
	exit 1
}

# The backup API copies a keyed database into an unkeyed one in clear on 3.4.1; VACUUM INTO is a syntax
# error there; cipher_integrity_check is no PRAGMA there and says "nothing wrong"; PRAGMA key leaves the
# key in the SQL parser's memory.
traps='sqlite3_backup_init|VACUUM INTO|PRAGMA cipher_integrity_check|PRAGMA (re)?key *='
found=$(grep -rnEi --include='*.c' --include='*.h' "$traps" "$top_srcdir/privacy" "$top_srcdir/daemon" \
	"$top_srcdir/programme" "$top_srcdir/client" || true)
[ -z "$found" ] || fail "$found"
# That the search can find.
echo 'sqlite3_backup_init(' | grep -qE "$traps" || fail "the search is blind"

needed=$(readelf -d "$top_builddir/bin/health-twind" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p')
echo "$needed" | grep -q '^libsqlcipher\.so' || fail "health-twind is not linked with SQLCipher: $needed"
# Plain SQLite beside it would answer in its place.
! echo "$needed" | grep -q '^libsqlite3\.so' || fail "health-twind is linked with plain SQLite"
! ldd "$top_builddir/bin/health-twind" | grep -q 'libsqlite3\.so' || fail "a library brings plain SQLite"
