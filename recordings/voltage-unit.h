/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that recordings give to volts. */
#pragma once

#include <stddef.h>

/* Microvolts in one of the unit that `size` bytes of text name, whatever their case; 0 = it is no
 * voltage. */
double voltage_unit_uv(const char *text, size_t size);
