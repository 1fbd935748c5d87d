/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/voltage-unit.h"

#include <string.h>
#include <strings.h>

/* The micro sign in Latin-1, in UTF-8, and the Greek letter that looks the same. */
static const struct {
	const char *name;
	double uv;
} units[] = {
    {"uV", 1},     {"\xb5V", 1},   {"\xc2\xb5V", 1},   {"\xce\xbcV", 1}, {"microvolt", 1},
    {"uVolt", 1},  {"mV", 1e3},    {"millivolt", 1e3}, {"mVolt", 1e3},   {"V", 1e6},
    {"Volt", 1e6}, {"Volts", 1e6}, {"nV", 1e-3},       {"uVolts", 1},    {"mVolts", 1e3},
};

double voltage_unit_uv(const char *text, size_t size)
{
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strlen(units[i].name) == size && strncasecmp(units[i].name, text, size) == 0)
			return units[i].uv;
	}
	return 0;
}
