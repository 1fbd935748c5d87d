/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/driver-table.h"

/* Made from the layouts of the Weight Scale and the Body Composition Service. */
static const struct packet weights[] = {
    {"kilograms", "00 D8 36", 0, "reading: weight 70.2\n"},
    {"pounds", "01 78 3C", 0, "reading: weight 70.2160989\n"},
    {"everything", "0E D8 36 EA 07 0B 15 17 11 34 01 E5 00 D6 06", 0,
     "reading 2026-11-21 23:17:52 user 1: weight 70.2, bmi 22.9, height 1.75\n"},
    {"inches", "09 78 3C E5 00 B1 02", 0, "reading: weight 70.2160989, bmi 22.9, height 1.75006\n"},
    {"user not told", "04 D8 36 FF", 0, "reading: weight 70.2\n"},
    {"did not succeed", "00 FF FF", 0, "reading questionable\n"},
    {"did not succeed, for somebody", "04 FF FF 02", 0, "reading questionable user 2\n"},
};

static const struct packet bodies[] = {
    {"fat, impedance, weight", "00 06 E6 00 03 14 D8 36", 0,
     "reading: fat 23, impedance 512.3, weight 70.2\n"},
    {"everything",
     "FE 0F E6 00 EA 07 0B 15 17 11 34 01 58 1B 90 01 40 1F 98 3A E0 2E 50 46 03 14 D8 36 D6 06", 0,
     "reading 2026-11-21 23:17:52 user 1: fat 23, basal 7000, muscle 40, muscle-mass 40, "
     "fat-free-mass 75, soft-lean-mass 60, water-mass 90, impedance 512.3, weight 70.2, "
     "height 1.75\n"},
    {"pounds and inches", "01 0C E6 00 78 3C B1 02", 0,
     "reading: fat 23, weight 70.2160989, height 1.75006\n"},
    {"first of several packets", "00 10 E6 00", 0, "reading: fat 23\n"},
    {"did not succeed", "00 00 FF FF", 0, "reading questionable\n"},
};

static void test_weight(void)
{
	check_packets("weight scale", weights, G_N_ELEMENTS(weights));
}

static void test_body(void)
{
	check_packets("body composition", bodies, G_N_ELEMENTS(bodies));
}

static void test_cut(void)
{
	check_cuts("weight scale", weights[2].hex);
	check_cuts("body composition", bodies[1].hex);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/weight-scale/weight", test_weight);
	g_test_add_func("/weight-scale/body-composition", test_body);
	g_test_add_func("/weight-scale/cut", test_cut);
	return g_test_run();
}
