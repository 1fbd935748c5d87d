#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows check-layers.sh a tree that breaks each of its rules once: it has to name each of them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' INT TERM
spdx='/* SPDX-License-Identifier: GPL-3.0-or-later */'
failed=0

check()
{
	sh "$here/check-layers.sh" "$tree" "$tree" 2>&1
}

# expect RULE TEXT: the checker fails and says TEXT.
expect()
{
	if said=$(check); then
		echo "not noticed: $1"
		failed=1
	elif ! echo "$said" | grep -q -e "$2"; then
		echo "$1: expected \"$2\", got: $said"
		failed=1
	fi
	rm -rf "${tree:?}"/*
	mkdir -p "$tree/common" "$tree/health-models" "$tree/packaging" "$tree/dbus" "$tree/docs"
}

# put FILE LINE...: a source file of these lines.
put()
{
	mkdir -p "$tree/$(dirname "$1")"
	file=$tree/$1
	shift
	printf '%s\n' "$@" >"$file"
}

object()
{
	put "$1.c" "$spdx" "$2"
	"${CC-cc}" -c -o "$tree/$1.o" "$tree/$1.c"
}

mkdir -p "$tree/common" "$tree/packaging" "$tree/dbus" "$tree/docs"
put common/good.c "$spdx" '#include "common/ring.h"' 'int x(void);'
if ! said=$(check); then
	echo "a good tree is refused: $said"
	failed=1
fi

put health-models/a.c "$spdx" '#include "privacy/store/store.h"'
expect "models include the store" "health-models may not include privacy/store/store.h"
put client/a.c "$spdx" '#include "daemon/hub.h"'
expect "the client includes the daemon" "client may not include daemon/hub.h"
put ble/codec/a.c "$spdx" '#include <glib.h>'
expect "a codec includes GLib" "ble/codec may not include <glib.h>"
put common/a.c "$spdx" '#include <stdio.h>'
expect "common includes stdio" "common may not include <stdio.h>"
put common/a.c "$spdx" '#include "../privacy/store/store.h"'
expect "an include by .." "by its path from the top"
put daemon/a.c 'int x;'
expect "no SPDX line" "SPDX line"
put packaging/a.sh '#!/bin/sh'
expect "no SPDX line in a script" "SPDX line"
put daemon/misc.c "$spdx"
expect "a file called misc" "say in the name"
put daemon/ht-utils.c "$spdx"
expect "a file called utils" "say in the name"
put daemon/a.c "$spdx" "$(yes 'int x(void);' | head -n 700)"
expect "701 lines" "701 lines; 700 is the most"
put daemon/a.c "$spdx" 'static int long_one(void)' '{' "$(yes '	;' | head -n 68)" '}'
expect "71 lines in a function" "long_one() has 71 lines"
object health-models/a 'int count_of_all;'
expect "a global variable" "count_of_all is a mutable variable"
object common/a 'int next(void); int next(void) { static int n = 7; return n++; }'
expect "a static in a function" "is a mutable variable"
object common/a 'void *malloc(unsigned long); void *x(void); void *x(void) { return malloc(7); }'
expect "malloc in a pure folder" "common may not call malloc"

object common/a 'extern const char *const names[]; const char *const names[] = { "a", "b" };'
if ! said=$(check); then
	echo "a constant table is refused: $said"
	failed=1
fi
exit $failed
