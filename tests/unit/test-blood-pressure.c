/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/driver-table.h"

static const struct packet results[] = {
    {"everything", "1E 8A 00 58 00 78 00 00 00 04 11 14 29 3B 3C 00 01 27 00", 0,
     "reading questionable 0000-04-17 20:41:59 user 1 status 0x27: systolic 138, "
     "diastolic 88, mean 120, pulse 60\n"},
    {"kilopascal", "15 BD F0 0B 00 9F F0 3C 00 12 00", 0,
     "reading questionable status 0x12: systolic 141.761638, diastolic 82.5067733, "
     "mean 119.259791, pulse 60\n"},
    {"no options", "00 BD F0 0B 00 9F F0", 0, "reading: systolic 18.9, diastolic 11, mean 15.9\n"},
    {"no mean", "00 8A 00 58 00 FF 07", 0, "reading: systolic 138, diastolic 88\n"},
    {"irregular pulse", "10 8A 00 58 00 78 00 04 00", 0,
     "reading status 0x4: systolic 138, diastolic 88, mean 120\n"},
    {"moved", "10 8A 00 58 00 78 00 01 00", 0,
     "reading questionable status 0x1: systolic 138, diastolic 88, mean 120\n"},
    {"cuff too loose", "10 8A 00 58 00 78 00 02 00", 0,
     "reading questionable status 0x2: systolic 138, diastolic 88, mean 120\n"},
    {"wrong position", "10 8A 00 58 00 78 00 20 00", 0,
     "reading questionable status 0x20: systolic 138, diastolic 88, mean 120\n"},
    {"user not told", "08 8A 00 58 00 78 00 FF", 0,
     "reading: systolic 138, diastolic 88, mean 120\n"},
};

static const struct packet cuff[] = {
    {"deflating", "00 96 00 FF 07 FF 07", 0, "reading measuring: cuff 150\n"},
    {"deflating, in kilopascal", "01 14 00 FF 07 FF 07", 0, "reading measuring: cuff 150.012315\n"},
    {"everything", "1E 96 00 FF 07 FF 07 EA 07 0B 15 17 11 34 48 00 02 01 00", 0,
     "reading measuring questionable 2026-11-21 23:17:52 user 2 status 0x1: cuff 150, "
     "pulse 72\n"},
};

static void test_result(void)
{
	check_packets("blood pressure", results, G_N_ELEMENTS(results));
}

static void test_cuff(void)
{
	check_packets("blood pressure cuff", cuff, G_N_ELEMENTS(cuff));
}

static void test_cut(void)
{
	check_cuts("blood pressure", results[0].hex);
	check_cuts("blood pressure cuff", cuff[2].hex);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/blood-pressure/result", test_result);
	g_test_add_func("/blood-pressure/cuff", test_cuff);
	g_test_add_func("/blood-pressure/cut", test_cut);
	return g_test_run();
}
