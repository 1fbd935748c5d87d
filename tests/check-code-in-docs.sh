#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: check-code-in-docs.sh [SOURCE_TREE]
# The C that docs/adding-a-wearable.md shows is that of the tree: each block stands, as it is, in one of
# the files that the page names.
set -eu
cd "${1-${top_srcdir-.}}"
page=docs/adding-a-wearable.md
# shellcheck disable=SC2016  # the backquotes are the page's
files=$(grep -o '`[a-z]*/[a-z/_-]*\.[ch]`' "$page" | tr -d '`' | sort -u)
# shellcheck disable=SC2086  # a list of files
awk -v page="$page" '
	FILENAME != page { text[FILENAME] = text[FILENAME] $0 "\n"; next }
	/^```c$/ { inside = 1; first = FNR; block = ""; next }
	/^```$/ && inside {
		inside = 0
		blocks++
		found = 0
		for (file in text)
			found = found || index(text[file], block)
		if (!found) {
			print page ":" first ": this code is in none of the files that the page names"
			failed = 1
		}
	}
	inside { block = block $0 "\n" }
	END {
		if (blocks < 5) {
			print page ": only " blocks + 0 " blocks of code"
			failed = 1
		}
		exit failed
	}
' $files "$page"
