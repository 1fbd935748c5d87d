/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/driver-table.h"

#include <errno.h>

/* Made from the layout of the Pulse Oximeter Service. */
static const struct packet continuous[] = {
    {"plain", "00 61 00 48 00", 0, "reading measuring: spo2 97, pulse 72\n"},
    {"no finger", "00 FF 07 FF 07", 0, "reading measuring\n"},
    {"below and above what it can measure", "00 02 08 FE 07", 0, "reading measuring\n"},
    {"fast", "01 61 00 48 00 CF F3 D3 F2", 0,
     "reading measuring: spo2 97, pulse 72, spo2-fast 97.5, pulse-fast 72.3\n"},
    {"slow", "02 61 00 48 00 60 00 47 00", 0,
     "reading measuring: spo2 97, pulse 72, spo2-slow 96, pulse-slow 71\n"},
    {"amplitude", "10 61 00 48 00 23 F0", 0,
     "reading measuring: spo2 97, pulse 72, pulse-amplitude 3.5\n"},
    {"validated", "04 61 00 48 00 80 00", 0, "reading measuring status 0x80: spo2 97, pulse 72\n"},
    {"questionable", "04 61 00 48 00 00 40", 0,
     "reading measuring questionable status 0x4000: spo2 97, pulse 72\n"},
    {"demonstration data", "04 61 00 48 00 00 04", 0,
     "reading measuring questionable status 0x400: spo2 97, pulse 72\n"},
    {"cold finger", "08 61 00 48 00 20 00 00", 0,
     "reading measuring status 0x200000: spo2 97, pulse 72\n"},
    {"sensor fell off", "08 61 00 48 00 00 08 00", 0,
     "reading measuring questionable status 0x8000000: spo2 97, pulse 72\n"},
    {"reserved sensor bits", "08 61 00 48 00 00 00 FF", 0,
     "reading measuring: spo2 97, pulse 72\n"},
    {"everything", "1F 61 00 48 00 CF F3 D3 F2 60 00 47 00 20 80 01 00 00 05 F0", 0,
     "reading measuring questionable status 0x18020: spo2 97, pulse 72, spo2-fast 97.5, "
     "pulse-fast 72.3, spo2-slow 96, pulse-slow 71, pulse-amplitude 0.5\n"},
    {"reserved flags and what follows", "E0 61 00 48 00 01 02", 0,
     "reading measuring: spo2 97, pulse 72\n"},
    {"nothing", "", -EBADMSG, ""},
};

static const struct packet spot[] = {
    {"plain", "00 62 00 3D 00", 0, "reading: spo2 98, pulse 61\n"},
    {"fully qualified, at a time", "03 62 00 3D 00 EA 07 0B 15 17 11 34 00 01", 0,
     "reading 2026-11-21 23:17:52 status 0x100: spo2 98, pulse 61\n"},
    {"the clock was never set", "11 62 00 3D 00 EA 07 0B 15 17 11 34", 0,
     "reading: spo2 98, pulse 61\n"},
    {"no such time", "01 62 00 3D 00 EA 07 0B 1F 17 11 34", 0, "reading: spo2 98, pulse 61\n"},
    {"still measuring", "02 62 00 3D 00 20 00", 0,
     "reading measuring status 0x20: spo2 98, pulse 61\n"},
    {"invalid", "02 62 00 3D 00 00 80", 0,
     "reading questionable status 0x8000: spo2 98, pulse 61\n"},
    {"everything", "0F 62 00 3D 00 EA 07 0B 15 17 11 34 80 00 10 00 00 0C 10", 0,
     "reading questionable 2026-11-21 23:17:52 status 0x100080: spo2 98, pulse 61, "
     "pulse-amplitude 120\n"},
};

static void test_continuous(void)
{
	check_packets("pulse oximeter", continuous, G_N_ELEMENTS(continuous));
}

static void test_spot(void)
{
	check_packets("pulse oximeter spot check", spot, G_N_ELEMENTS(spot));
}

static void test_cut(void)
{
	check_cuts("pulse oximeter", continuous[12].hex);
	check_cuts("pulse oximeter spot check", spot[6].hex);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pulse-oximeter/continuous", test_continuous);
	g_test_add_func("/pulse-oximeter/spot-check", test_spot);
	g_test_add_func("/pulse-oximeter/cut", test_cut);
	return g_test_run();
}
