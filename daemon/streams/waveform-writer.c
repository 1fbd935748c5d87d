/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/waveform-writer.h"

#include "common/timebase.h"
#include "common/wave_record.h"
#include "common/waveform.h"

#include <string.h>

enum { UV_NV = 1000 }; /* ECG blocks are in microvolts */

typedef struct {
	gint64 end_utc_ns;
	guint64 samples;
} Uncommitted;

struct _HtWaveformWriter {
	HtWriter *writer;
	const char *person, *stream;
	const struct timeline *timeline;
	HtSamples format;
	guint second;                         /* samples of a record */
	gint32 chunk[WAVE_RECORD_VALUES_MAX]; /* not yet written */
	guint count;                          /* samples in it */
	gint64 index;                         /* of the first of them */
	GQueue uncommitted;
};

HtWaveformWriter *ht_waveform_writer_new(HtWriter *writer, const char *person, const char *stream,
					 const struct timeline *timeline, const HtSamples *format)
{
	HtWaveformWriter *waveform = g_new0(HtWaveformWriter, 1);

	waveform->writer = writer;
	waveform->person = person;
	waveform->stream = stream;
	waveform->timeline = timeline;
	waveform->format = *format;
	waveform->second =
	    CLAMP(timeline->rate_mhz / 1000, 1, (guint)WAVE_RECORD_VALUES_MAX / format->channels);
	g_queue_init(&waveform->uncommitted);
	return waveform;
}

void ht_waveform_writer_free(HtWaveformWriter *waveform)
{
	if (!waveform)
		return;
	g_queue_clear_full(&waveform->uncommitted, g_free);
	g_free(waveform);
}

static struct record record_of(const HtWaveformWriter *waveform)
{
	gint64 end = waveform->index + waveform->count;
	struct record record = {
	    .kind = RECORD_ECG_WAVEFORM,
	    .version = WAVEFORM_VERSION,
	    .start_utc_ns = timeline_utc_ns(waveform->timeline, waveform->index),
	    .end_utc_ns = timeline_utc_ns(waveform->timeline, end),
	    .number = {(double)waveform->index, waveform->count},
	};

	g_strlcpy(record.person, waveform->person, sizeof record.person);
	g_strlcpy(record.stream, waveform->stream, sizeof record.stream);
	return record;
}

static void await_commit(HtWaveformWriter *waveform, gint64 end_utc_ns)
{
	Uncommitted *uncommitted = g_new(Uncommitted, 1);

	uncommitted->end_utc_ns = end_utc_ns;
	uncommitted->samples = waveform->count;
	g_queue_push_tail(&waveform->uncommitted, uncommitted);
}

static void append(HtWaveformWriter *waveform, struct record *record, const guint8 *blob, long size)
{
	g_return_if_fail(size > 0);
	record->blob = blob;
	record->blob_size = (gsize)size;
	ht_writer_append(waveform->writer, record);
	await_commit(waveform, record->end_utc_ns);
}

static void write_ecg(HtWaveformWriter *waveform)
{
	const struct waveform header = {waveform->timeline->rate_mhz, UV_NV, waveform->count};
	guint8 blob[WAVEFORM_HEADER_SIZE + 3 * WAVE_RECORD_VALUES_MAX];
	struct record record = record_of(waveform);

	append(waveform, &record, blob,
	       waveform_encode(&header, waveform->chunk, blob, sizeof blob));
}

static void write_wave(HtWaveformWriter *waveform)
{
	const HtSamples *format = &waveform->format;
	const struct wave_record header = {.quantity = (uint16_t)format->quantity,
					   .channels = format->channels,
					   .is_float = format->is_float,
					   .has_time = format->has_time,
					   .rate_mhz = format->span.rate_mhz,
					   .scale = format->scale,
					   .samples = waveform->count};
	guint8 blob[WAVE_RECORD_HEADER_SIZE + 4 * WAVE_RECORD_VALUES_MAX];
	struct record record = record_of(waveform);

	record.kind = RECORD_WAVE;
	record.version = WAVE_RECORD_VERSION;
	record.number[0] = format->quantity;
	record.number[1] = waveform->count;
	record.number[2] = format->span.rate_mhz;
	record.number[3] = format->channels;
	append(waveform, &record, blob,
	       wave_record_encode(&header, waveform->chunk, blob, sizeof blob));
}

void ht_waveform_writer_flush(HtWaveformWriter *waveform)
{
	if (waveform->count == 0)
		return;
	if (waveform->format.quantity == HT_QUANTITY_ECG)
		write_ecg(waveform);
	else
		write_wave(waveform);
	waveform->count = 0;
}

/* Samples whose rate is not known are counted by their time. */
static gboolean is_full(const HtWaveformWriter *waveform)
{
	gint64 end = waveform->index + waveform->count;

	if (waveform->count >= waveform->second)
		return TRUE;
	return waveform->format.span.rate_mhz == 0 &&
	       timeline_utc_ns(waveform->timeline, end) -
		       timeline_utc_ns(waveform->timeline, waveform->index) >=
		   NS_PER_S;
}

gboolean ht_waveform_writer_push(HtWaveformWriter *waveform, gint64 index, const gint32 *raw)
{
	guint channels = waveform->format.channels;

	if (waveform->count == 0)
		waveform->index = index;
	memcpy(&waveform->chunk[waveform->count * channels], raw, channels * sizeof *raw);
	waveform->count++;
	if (!is_full(waveform))
		return FALSE;
	ht_waveform_writer_flush(waveform);
	return TRUE;
}

guint64 ht_waveform_writer_committed(HtWaveformWriter *waveform, gint64 stored_until_utc_ns)
{
	guint64 samples = 0;
	const Uncommitted *head;

	while ((head = g_queue_peek_head(&waveform->uncommitted)) &&
	       head->end_utc_ns <= stored_until_utc_ns) {
		samples += head->samples;
		g_free(g_queue_pop_head(&waveform->uncommitted));
	}
	return samples;
}

gboolean ht_waveform_writer_settled(const HtWaveformWriter *waveform)
{
	return waveform->uncommitted.length == 0;
}
