/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/quality/quality_log.h"

#include <string.h>

enum {
	MINUTE = 60,
	HOUR = 3600,
	WORST_COUNTS_TO = 4, /* seconds: up to so many, none is passed over */
	PASSED_OVER = 4,     /* else one in so many */
};

void quality_log_init(struct quality_log *l)
{
	memset(l, 0, sizeof *l);
}

void quality_log_add(struct quality_log *l, enum signal_quality grade)
{
	uint8_t *minute = l->minute[l->seconds / MINUTE % QUALITY_LOG_MINUTES];
	uint16_t *hour = l->hour[l->seconds / HOUR % QUALITY_LOG_HOURS];

	if (l->seconds % MINUTE == 0)
		memset(minute, 0, sizeof l->minute[0]);
	if (l->seconds % HOUR == 0)
		memset(hour, 0, sizeof l->hour[0]);
	minute[grade]++;
	hour[grade]++;
	l->second[l->seconds++ % QUALITY_LOG_SECONDS] = (uint8_t)grade;
}

/* Adds what is known of second s, or of the minute or hour that it is in. Returns the first second
 * after that. */
static int64_t count(const struct quality_log *l, int64_t s, uint32_t *seconds)
{
	int64_t newest = l->seconds - 1;

	if (s > newest - QUALITY_LOG_SECONDS) {
		seconds[l->second[s % QUALITY_LOG_SECONDS]]++;
		return s + 1;
	}
	if (s / MINUTE > newest / MINUTE - QUALITY_LOG_MINUTES) {
		for (int i = 0; i < QUALITY_GRADES; i++)
			seconds[i] += l->minute[s / MINUTE % QUALITY_LOG_MINUTES][i];
		return (s / MINUTE + 1) * MINUTE;
	}
	for (int i = 0; i < QUALITY_GRADES; i++)
		seconds[i] += l->hour[s / HOUR % QUALITY_LOG_HOURS][i];
	return (s / HOUR + 1) * HOUR;
}

enum signal_quality quality_log_grade(const struct quality_log *l, double from_s, double to_s)
{
	uint32_t seconds[QUALITY_GRADES] = {0}, known, below = 0;
	int64_t first = (l->seconds - 1) / HOUR - QUALITY_LOG_HOURS + 1;
	int64_t s = from_s > 0 ? (int64_t)from_s : 0;

	if (s < first * HOUR)
		s = first * HOUR;
	while (s < l->seconds && (double)s < to_s)
		s = count(l, s, seconds);
	known = seconds[QUALITY_UNREADABLE] + seconds[QUALITY_RHYTHM_ONLY] + seconds[QUALITY_FULL];
	for (int grade = QUALITY_UNREADABLE; grade <= QUALITY_FULL; grade++) {
		below += seconds[grade];
		if (below > (known > WORST_COUNTS_TO ? known / PASSED_OVER : 0))
			return (enum signal_quality)grade;
	}
	return QUALITY_UNKNOWN;
}
