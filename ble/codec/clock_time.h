/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Date Time, characteristic 0x2A08, as it stands inside the measurements of other services. */
#pragma once

#include "common/bytes.h"
#include "common/sample.h"

enum { CLOCK_TIME_SIZE = 7 };

/* Reads 7 bytes. Returns false, and leaves clock alone, for what no calendar has (a device whose
 * clock was never set may send anything; its measurement is none the worse for it). */
bool clock_time_decode(struct byte_reader *r, struct clock_time *clock);
void clock_time_encode(const struct clock_time *clock, struct byte_writer *w);
/* The calendar of seconds since 2000-01-01. Returns false, and leaves clock alone, outside of the
 * years 2000 to 9999. */
bool clock_time_of_seconds(int64_t seconds, struct clock_time *clock);
