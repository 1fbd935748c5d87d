# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by tests: small made-up recordings, and checks on what twinctl says about files.
twinctl=${top_builddir:?run by make check}/bin/twinctl
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# make_record NAME RATE_HZ SECONDS KIND: one lead in format 80, 50 counts per mV. KIND is heart (a beat
# of 1 mV every 0.8 s, every tenth one early, wide and upside down), couplets (every ninth one as well), flat
# or missing.
make_record() {
	printf '%s 1 %s %d\n%s.dat 80 50\n' "$1" "$2" "$(($2 * $3))" "$1" >"$folder/$1.hea"
	LC_ALL=C awk -v rate="$2" -v seconds="$3" -v kind="$4" '
	function bump(at, centre, width, height) {
		at = (at - centre) / width
		return height * exp(-at * at)
	}
	BEGIN {
		for (i = 0; i < rate * seconds; i++) {
			beat = int(i / rate / 0.8)
			t = i / rate - beat * 0.8
			mv = bump(t, 0.16, 0.03, 0.1) + bump(t, 0.55, 0.06, 0.25)
			if (beat % 10 == 9 || (kind == "couplets" && beat % 10 == 8))
				mv = bump(t, 0.2, 0.06, -1.3) + bump(t, 0.45, 0.08, 0.4)
			else
				mv += bump(t, 0.3, 0.012, 1.1) - bump(t, 0.33, 0.015, 0.25)
			count = kind == "heart" || kind == "couplets" ? int(mv * 50 + 60.5) - 60 : kind == "flat" ? 3 : -128
			printf "%c", count + 128
		}
	}' | if [ "$4" = missing ]; then head -c "$(($2 * $3))" /dev/zero; else cat; fi >"$folder/$1.dat"
}

# make_edf NAME RATE_HZ SECONDS: the samples of the record NAME as NAME.edf, in data records of a second.
make_edf() {
	{
		printf '%-8s%-80s%-80s%-8s%-8s%-8s%-44s%-8s%-8s%-4s' 0 X X 02.01.26 03.04.05 512 '' "$3" 1 1
		printf '%-16s%-80s%-8s%-8s%-8s%-8s%-8s%-80s%-8s%-32s' ECG '' uV -655360 655340 -32768 32767 '' "$2" ''
		od -An -v -tu1 -w1 "$folder/$1.dat" | LC_ALL=C awk '{
			count = $1 - 128
			printf "%c%c", count < 0 ? count + 256 : count, count < 0 ? 255 : 0
		}'
	} >"$folder/$1.edf"
}

fail() {
	echo "not ok: $*" >&2
	failures=$((failures + 1))
}

# refused STATUS TEXT ARGUMENT...: twinctl analyze ecg ends so, says TEXT in one line on stderr and
# nothing on stdout.
refused() {
	wanted=$1 text=$2
	shift 2
	status=0
	"$twinctl" analyze ecg "$@" >"$folder/.out" 2>"$folder/.err" || status=$?
	[ "$status" -eq "$wanted" ] || fail "$*: exit status $status, not $wanted"
	[ "$(wc -l <"$folder/.err")" -eq 1 ] || fail "$*: not one line: $(cat "$folder/.err")"
	grep -qF -- "$text" "$folder/.err" || fail "$*: \"$(cat "$folder/.err")\" does not say \"$text\""
}

# accepted ARGUMENT...: twinctl analyze ecg ends well and says nothing on stderr; its output is in
# $folder/.out.
accepted() {
	"$twinctl" analyze ecg "$@" >"$folder/.out" 2>"$folder/.err" || fail "$*: exit status $?"
	[ ! -s "$folder/.err" ] || fail "$*: said $(cat "$folder/.err")"
}

# says PATTERN: the last output matches the basic regular expression.
says() {
	grep -q -- "$1" "$folder/.out" || fail "\"$(cat "$folder/.out")\" does not match \"$1\""
}

# says_not PATTERN
says_not() {
	if grep -q -- "$1" "$folder/.out"; then fail "\"$(cat "$folder/.out")\" matches \"$1\""; fi
}

finish() {
	[ "$failures" -eq 0 ] && echo "all checks passed"
	exit $((failures > 0))
}
