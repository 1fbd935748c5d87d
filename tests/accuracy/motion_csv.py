# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion as the CSV that twinctl analyze reads: t,ax,ay,az[,gx,gy,gz][,mx,my,mz] in s, m/s2, rad/s, uT."""

G_MS2 = 9.80665
SENSORS = {"a": "ax,ay,az", "g": "gx,gy,gz", "m": "mx,my,mz"}


def write(path, streams):
    """streams: sensor ("a", "g", "m") -> [(t, x, y, z)], each at its own times; a row holds what is new then."""
    order = [sensor for sensor in SENSORS if sensor in streams]
    rows = {}
    for sensor in order:
        for t, *axes in streams[sensor]:
            rows.setdefault(round(t, 6), {})[sensor] = ",".join("%.7g" % v for v in axes)
    with open(path, "w", encoding="ascii") as file:
        file.write("t,%s\n" % ",".join(SENSORS[sensor] for sensor in order))
        for t in sorted(rows):
            file.write("%.6f,%s\n" % (t, ",".join(rows[t].get(sensor, ",,") for sensor in order)))
