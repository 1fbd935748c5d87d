#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every test that docs/threat-model.md names is there and is run by make check, each part of one too;
# and every file that it names is there.
# shellcheck disable=SC2016  # make's variables and Markdown's quotes
set -eu
: "${top_srcdir:?run by make check}" "${top_builddir:?run by make check}"

page=$top_srcdir/docs/threat-model.md

wrong()
{
	echo "docs/threat-model.md: $*"
}

# Asked anew: TESTS may have been narrowed on the command line of the make that runs this.
run=$(cd "$top_builddir" && printf 'include Makefile\nprint-tests: ; @echo $(TESTS)\n' |
	env -u MAKEFLAGS -u MFLAGS -u MAKEOVERRIDES -u TESTS make --no-print-directory -s -f - print-tests)

# Lines "file part" for each part named behind a test, "file" for the test itself.
named=$(grep -oE '`[A-Za-z0-9_./-]+`' "$page" | tr -d '`' | awk '
	/\.[ch]$/ { next }
	/^tests\// { test = $0; print test; next }
	/^\// { print test " " $0; next }')

check_test()
{
	case " $run " in
	*" $1 "*) ;;
	*) wrong "$1 is not run by make check" ;;
	esac
}

# Some parts make no sense under a sanitizer and are not built into such a test: then its source is to
# name them.
sanitized=$(sed -n 's/^SANITIZER_FLAGS = *//p' "$top_builddir/Makefile")

is_left_out()
{
	[ -n "$sanitized" ] && grep -qF -- "/${2##*/}\"" "$top_srcdir/$1.c"
}

check_part()
{
	program=$top_builddir/$1
	[ -x "$program" ] || { wrong "$1 is not built"; return; }
	# GLib of Debian 13 puts "# " before each.
	"$program" -l 2>/dev/null | sed "s/^# //" | grep -qx -- "$2" || is_left_out "$1" "$2" ||
		wrong "$1 has no part $2"
}

check_named()
{
	[ -n "$named" ] || wrong "names no test"
	echo "$named" | sort -u | while read -r test part; do
		if [ -n "$part" ]; then
			check_part "$test" "$part"
		else
			check_test "$test"
		fi
	done
}

check_files()
{
	for file in $(grep -oE '`(ble|common|daemon|health-models|privacy|programme)/[A-Za-z0-9_./-]+`' "$page" | tr -d '`' | sort -u); do
		[ -e "$top_srcdir/$file" ] || wrong "there is no $file"
	done
}

found=$(check_named; check_files)
[ -z "$found" ] || { echo "$found"; exit 1; }
