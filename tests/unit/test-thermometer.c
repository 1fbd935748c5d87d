/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/driver-table.h"

#include <errno.h>

static const struct packet results[] = {
    {"degrees Celsius", "00 70 01 00 FF", 0, "reading: body-temperature 36.8\n"},
    {"time and place", "06 B0 0E 00 FE DC 07 0C 05 0B 32 1B 04", 0,
     "reading 2012-12-05 11:50:27 status 0x4: body-temperature 37.6\n"},
    {"the same less a byte", "06 B0 0E 00 FE DC 07 0C 05 0B 32 1B", -EBADMSG, ""},
    {"degrees Fahrenheit", "01 DC 03 00 FF", 0, "reading: body-temperature 37.1111111\n"},
    {"freezing point", "01 20 00 00 00", 0, "reading: body-temperature 0\n"},
    {"not measured", "00 FF FF 7F 00", 0, "reading\n"},
    {"not at this resolution", "00 00 00 80 00", 0, "reading\n"},
    {"a time that is none", "02 70 01 00 FF EA 07 02 1E 00 00 00", 0,
     "reading: body-temperature 36.8\n"},
    {"reserved flags and what follows", "F8 70 01 00 FF 01", 0, "reading: body-temperature 36.8\n"},
};

static const struct packet intermediate[] = {
    {"still rising", "04 68 01 00 FF 06", 0, "reading measuring status 0x6: body-temperature 36\n"},
};

static void test_result(void)
{
	check_packets("thermometer", results, G_N_ELEMENTS(results));
}

static void test_intermediate(void)
{
	check_packets("thermometer intermediate", intermediate, G_N_ELEMENTS(intermediate));
}

static void test_cut(void)
{
	check_cuts("thermometer", results[1].hex);
	check_cuts("thermometer intermediate", intermediate[0].hex);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/thermometer/result", test_result);
	g_test_add_func("/thermometer/intermediate", test_intermediate);
	g_test_add_func("/thermometer/cut", test_cut);
	return g_test_run();
}
