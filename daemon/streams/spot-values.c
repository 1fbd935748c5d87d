/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/spot-values.h"

#include "common/intervals_record.h"
#include "common/reading_record.h"
#include "daemon/live/trace-line.h"

void ht_spot_heart_rate(const HtOutlets *outlets, const HtStream *stream,
			const struct heart_rate_block *block, gint64 utc_ns)
{
	struct record record = ht_stream_record(stream, RECORD_HEART_RATE, utc_ns, utc_ns);

	record.number[0] = block->hr_bpm;
	record.number[1] = block->contact_supported ? block->contact : -1;
	ht_writer_append(outlets->writer, &record);
}

void ht_spot_battery(const HtOutlets *outlets, const HtStream *stream,
		     const struct battery_block *block, gint64 utc_ns)
{
	struct record record = ht_stream_record(stream, RECORD_BATTERY, utc_ns, utc_ns);

	record.number[0] = block->percent;
	ht_writer_append(outlets->writer, &record);
}

static void append(const HtOutlets *outlets, struct record *record, const guint8 *blob, long size)
{
	g_return_if_fail(size > 0);
	record->blob = blob;
	record->blob_size = (gsize)size;
	ht_writer_append(outlets->writer, record);
}

void ht_spot_reading(const HtOutlets *outlets, const HtStream *stream,
		     const struct reading_block *block, gint64 utc_ns, enum sample_trust trust,
		     guint reasons)
{
	struct record record = ht_stream_record(stream, RECORD_READING, utc_ns, utc_ns);
	const char *person = ht_stream_person(stream);
	guint8 blob[READING_RECORD_SIZE_MAX];

	record.version = READING_RECORD_VERSION;
	if (block->count > 0) {
		record.number[0] = block->value[0].quantity;
		record.number[1] = block->value[0].value;
	}
	record.number[2] = trust;
	record.number[3] = reasons;
	append(outlets, &record, blob, reading_record_encode(block, blob, sizeof blob));
	ht_rehab_plan_reading(outlets->plan, person, block);
	if (*person && ht_live_wanted(outlets->live, person))
		ht_live_send(outlets->live, person, ht_trace_reading(utc_ns, block, trust));
}

void ht_spot_intervals(const HtOutlets *outlets, const HtStream *stream,
		       const struct intervals_block *block, gint64 start_utc_ns, gint64 end_utc_ns)
{
	struct record record = ht_stream_record(stream, RECORD_INTERVALS, start_utc_ns, end_utc_ns);
	guint8 blob[INTERVALS_RECORD_SIZE_MAX];

	record.version = INTERVALS_RECORD_VERSION;
	record.number[0] = block->count;
	append(outlets, &record, blob, intervals_record_encode(block, blob, sizeof blob));
}
