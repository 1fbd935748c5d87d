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

enum { DAY_S = 86400, DAYS_OF_400_YEARS = 146097, DAYS_TO_10000 = 20 * DAYS_OF_400_YEARS };

static unsigned int days_of_month(unsigned int year, unsigned int month)
{
	unsigned int day = 31;

	while (!is_date(year, month, day))
		day--;
	return day;
}

static unsigned int days_of_year(unsigned int year)
{
	return is_date(year, 2, 29) ? 366 : 365;
}

bool clock_time_of_seconds(int64_t seconds, struct clock_time *clock)
{
	unsigned int year = 2000, month = 1, days, second;

	if (seconds < 0 || seconds / DAY_S >= DAYS_TO_10000)
		return false;
	days = (unsigned int)(seconds / DAY_S);
	second = (unsigned int)(seconds % DAY_S);
	year += days / DAYS_OF_400_YEARS * 400;
	days %= DAYS_OF_400_YEARS;
	while (days >= days_of_year(year))
		days -= days_of_year(year++);
	while (days >= days_of_month(year, month))
		days -= days_of_month(year, month++);
	*clock = (struct clock_time){
	    .year = (uint16_t)year,
	    .month = (uint8_t)month,
	    .day = (uint8_t)(days + 1),
	    .hour = (uint8_t)(second / 3600),
	    .minute = (uint8_t)(second / 60 % 60),
	    .second = (uint8_t)(second % 60),
	};
	return true;
}
