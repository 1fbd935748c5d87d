/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/clock_time.h"

enum { YEAR_FIRST = 1582, YEAR_LAST = 9999 };

/* 0 stands for "not known" in a date, and then anything goes with it. */
static bool is_date(unsigned int year, unsigned int month, unsigned int day)
{
	static const uint8_t days[] = {31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year == 0 || (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year != 0 && (year < YEAR_FIRST || year > YEAR_LAST))
		return false;
	if (month > 12 || day > days[month])
		return false;
	return month != 2 || day != 29 || leap;
}

bool clock_time_decode(struct byte_reader *r, struct clock_time *clock)
{
	struct clock_time read = {.year = get_u16(r)};

	read.month = get_u8(r);
	read.day = get_u8(r);
	read.hour = get_u8(r);
	read.minute = get_u8(r);
	read.second = get_u8(r);
	if (r->failed || !is_date(read.year, read.month, read.day) || read.hour > 23 ||
	    read.minute > 59 || read.second > 59)
		return false;
	*clock = read;
	return true;
}

void clock_time_encode(const struct clock_time *clock, struct byte_writer *w)
{
	put_u16(w, clock->year);
	put_u8(w, clock->month);
	put_u8(w, clock->day);
	put_u8(w, clock->hour);
	put_u8(w, clock->minute);
	put_u8(w, clock->second);
}
