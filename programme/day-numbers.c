/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/day-numbers.h"

#include "common/bytes.h"

/* No heart is faster. */
enum { DBPM_MAX = 5000 };

gsize ht_day_numbers_encode(const HtDayNumbers *day, guint8 *out)
{
	struct byte_writer writer;

	byte_writer_init(&writer, out, HT_DAY_NUMBERS_SIZE_MAX);
	put_u16(&writer, day->worn_minutes);
	put_u16(&writer, day->af_minutes);
	put_u16(&writer, day->hr_mean_dbpm);
	put_u16(&writer, day->hr_rest_dbpm);
	put_u32(&writer, day->beats);
	put_u32(&writer, day->ventricular);
	put_u8(&writer, FINDING_KIND_MAX);
	for (guint kind = 1; kind <= FINDING_KIND_MAX; kind++)
		put_u32(&writer, day->findings[kind]);
	return writer.at;
}

static gboolean is_sound(const HtDayNumbers *day)
{
	return day->worn_minutes <= HT_DAY_MINUTES_MAX && day->af_minutes <= day->worn_minutes &&
	       day->hr_mean_dbpm <= DBPM_MAX && day->hr_rest_dbpm <= DBPM_MAX &&
	       day->ventricular <= day->beats;
}

gboolean ht_day_numbers_decode(guint16 version, const guint8 *blob, gsize size, HtDayNumbers *day)
{
	HtDayNumbers read = {0};
	struct byte_reader reader;
	guint kinds;

	if (version != HT_DAY_NUMBERS_VERSION)
		return FALSE;
	byte_reader_init(&reader, blob, size);
	read.worn_minutes = get_u16(&reader);
	read.af_minutes = get_u16(&reader);
	read.hr_mean_dbpm = get_u16(&reader);
	read.hr_rest_dbpm = get_u16(&reader);
	read.beats = get_u32(&reader);
	read.ventricular = get_u32(&reader);
	kinds = get_u8(&reader);
	for (guint kind = 1; kind <= kinds; kind++) {
		guint32 count = get_u32(&reader);

		if (kind <= FINDING_KIND_MAX)
			read.findings[kind] = count;
	}
	if (reader.failed || byte_reader_left(&reader) > 0 || !is_sound(&read))
		return FALSE;
	*day = read;
	return TRUE;
}
