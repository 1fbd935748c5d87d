/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/driver-table.h"

static const struct packet power[] = {
    {"power", "00 00 FA 00", 0, "reading measuring: power 250\n"},
    {"backwards", "00 00 9C FF", 0, "reading measuring: power -100\n"},
    {"wheel and crank", "30 00 FA 00 A0 86 01 00 00 80 F4 01 00 04", 0,
     "reading measuring: power 250, wheel 100000, wheel-at 16, crank 500, crank-at 1\n"},
    {"balance of the left pedal", "03 00 FA 00 65", 0,
     "reading measuring status 0x2: power 250, balance 50.5\n"},
    {"torque at the crank", "0C 00 FA 00 10 00", 0,
     "reading measuring status 0x8: power 250, torque 0.5\n"},
    {"energy behind what is left out",
     "C0 0F FA 00 01 00 02 00 03 00 04 00 11 22 33 05 00 06 00 2A 00", 0,
     "reading measuring: power 250, energy 42\n"},
    {"everything",
     "FF 1F FA 00 64 20 03 A0 86 01 00 00 80 F4 01 00 04 01 00 02 00 03 00 04 00 11 22 33 05 00 "
     "06 00 2A 00",
     0,
     "reading measuring status 0xa: power 250, balance 50, torque 25, wheel 100000, "
     "wheel-at 16, crank 500, crank-at 1, energy 42\n"},
};

static const struct packet speed[] = {
    {"wheel", "01 39 30 00 00 E8 03", 0, "reading measuring: wheel 12345, wheel-at 0.9765625\n"},
    {"crank", "02 59 01 D0 07", 0, "reading measuring: crank 345, crank-at 1.953125\n"},
    {"both", "03 39 30 00 00 E8 03 59 01 D0 07", 0,
     "reading measuring: wheel 12345, wheel-at 0.9765625, crank 345, crank-at 1.953125\n"},
    {"neither", "00", 0, "reading measuring\n"},
};

static void test_power(void)
{
	check_packets("cycling power", power, G_N_ELEMENTS(power));
}

static void test_speed(void)
{
	check_packets("cycling speed", speed, G_N_ELEMENTS(speed));
}

static void test_cut(void)
{
	check_cuts("cycling power", power[6].hex);
	check_cuts("cycling speed", speed[2].hex);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cycling-power/power", test_power);
	g_test_add_func("/cycling-power/speed", test_speed);
	g_test_add_func("/cycling-power/cut", test_cut);
	return g_test_run();
}
