/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/driver-table.h"

#include <errno.h>

/* The acceleration is that of a device at rest; the rest is made from the layout. */
static const struct packet raw[] = {
    {"at rest", "FA FF F4 FF F6 03 20 00 C0 FF 01 00 40 01 F8 FF 01 00", 0,
     "wave acceleration: -0.0574608398 -0.11492168 9.71088193\n"
     "wave angular-rate: 0.0174532925 -0.034906585 0.000545415391\n"
     "wave magnetic-field: 20 -0.5 0.0625\n"},
};

static const struct packet quaternions[] = {
    {"unit", "00 00 00 40 00 00 00 00 00 00 00 C0 01 00 00 00", 0,
     "wave orientation: 1 0 -1 9.31322575e-10\n"},
};

static const struct packet eulers[] = {
    {"angles", "00 00 5A 00 00 80 D2 FF 01 00 00 00", 0,
     "wave euler: 1.57079633 -0.79412481 2.66316109e-07\n"},
};

static const struct packet headings[] = {
    {"east", "00 00 5A 00", 0, "wave heading: 1.57079633\n"},
};

static const struct packet gravities[] = {
    {"upside down", "00 00 00 00 CD CC 1C C1 00 00 00 3F", 0, "wave gravity: 0 -9.80000019 0.5\n"},
    {"infinite", "00 00 00 00 00 00 80 7F 00 00 00 3F", -EBADMSG, ""},
    {"no number", "00 00 00 00 CD CC 1C C1 00 00 C0 FF", -EBADMSG, ""},
};

static const struct packet steps[] = {
    {"steps", "39 30 00 00 10 27 00 00", 0, "reading measuring: steps 12345\n"},
    {"the most", "FF FF FF FF 00 00 00 00", 0, "reading measuring: steps 4.2949673e+09\n"},
};

static const struct packet taps[] = {
    {"twice from the left", "03 02", 0, "reading status 0x2: tap 3\n"},
};

static const struct {
	const char *driver;
	const struct packet *packets;
	gsize count;
} rows[] = {
    {"Thingy raw", raw, G_N_ELEMENTS(raw)},
    {"Thingy quaternion", quaternions, G_N_ELEMENTS(quaternions)},
    {"Thingy Euler", eulers, G_N_ELEMENTS(eulers)},
    {"Thingy heading", headings, G_N_ELEMENTS(headings)},
    {"Thingy gravity", gravities, G_N_ELEMENTS(gravities)},
    {"Thingy steps", steps, G_N_ELEMENTS(steps)},
    {"Thingy tap", taps, G_N_ELEMENTS(taps)},
};

static void test_packets(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		check_packets(rows[i].driver, rows[i].packets, rows[i].count);
}

static void test_cut(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		check_cuts(rows[i].driver, rows[i].packets[0].hex);
}

static void test_one_more(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *hex = g_strconcat(rows[i].packets[0].hex, " 00", NULL);
		const struct packet packet = {"one byte more", hex, -EBADMSG, ""};

		check_packets(rows[i].driver, &packet, 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/thingy/packets", test_packets);
	g_test_add_func("/thingy/cut", test_cut);
	g_test_add_func("/thingy/one-byte-more", test_one_more);
	return g_test_run();
}
