/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/driver-table.h"

#include <errno.h>

static const struct packet packets[] = {
    {"everything", "07 00 03 12 56 00 01 00 00 F0", 0,
     "reading measuring status 0x1: speed 3, cadence 18, stride 0.86, distance 402653184\n"},
    {"one byte short", "07 00 03 12 56 00 01 00 00", -EBADMSG, ""},
    {"walking", "00 66 01 74", 0, "reading measuring: speed 1.3984375, cadence 116\n"},
    {"distance alone", "02 66 01 74 39 30 00 00", 0,
     "reading measuring: speed 1.3984375, cadence 116, distance 1234.5\n"},
};

static void test_packets(void)
{
	check_packets("running", packets, G_N_ELEMENTS(packets));
}

static void test_cut(void)
{
	check_cuts("running", packets[0].hex);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/running-speed-cadence/packets", test_packets);
	g_test_add_func("/running-speed-cadence/cut", test_cut);
	return g_test_run();
}
