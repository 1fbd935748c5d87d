#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes docs/demo.png anew from a real run of ./quickstart demo: the monitor's screen at its ventricular
# run, and the report. Needs tmux, rsvg-convert (librsvg2-bin), pdftoppm (poppler-utils) and imagemagick.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'tmux kill-session -t ht-demo 2>/dev/null || true; rm -rf "$work"' EXIT

./quickstart build
tmux -u new-session -d -s ht-demo -x 104 -y 32 "LC_ALL=C.UTF-8 ./quickstart demo; touch '$work/done'; sleep 60"
# Keep the newest screen of the alarm at the ventricular tachycardia.
while [ ! -e "$work/done" ]; do
	tmux capture-pane -t ht-demo -p -e -N >"$work/screen"
	if grep -q 'VENTRICULAR TACHYCARDIA since' "$work/screen"; then
		cp "$work/screen" "$work/best"
	fi
	sleep 0.03
done
docs/demo-picture.py <"$work/best" >"$work/screen.svg"
rsvg-convert -h 760 -o "$work/screen.png" "$work/screen.svg"
pdftoppm -r 93 -png build/demo-report.pdf "$work/report"
convert "$work"/report-1.png -resize x760 -bordercolor '#b8bec8' -border 1 "$work/report.png"
convert "$work/screen.png" \( -size 16x1 xc:none \) "$work/report.png" -background white -gravity center +append \
	+dither -colors 255 -strip PNG8:docs/demo.png
