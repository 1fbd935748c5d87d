/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/waveform-writer.h"

#include "common/waveform.h"

enum {
	CHUNK_MAX = HT_WAVEFORM_RATE_MAX_MHZ / 1000, /* one second */
	UV_NV = 1000,                                /* blocks are in microvolts */
};

typedef struct {
	guint64 end_index;
	guint64 samples;
} Uncommitted;

struct _HtWaveformWriter {
	HtWriter *writer;
	const char *person, *stream;
	struct timeline timeline;
	gint32 chunk[CHUNK_MAX]; /* samples not yet written */
	guint count;
	gint64 index; /* of chunk[0] */
	GQueue uncommitted;
};

HtWaveformWriter *ht_waveform_writer_new(HtWriter *writer, const char *person, const char *stream,
					 const struct timeline *timeline)
{
	HtWaveformWriter *waveform = g_new0(HtWaveformWriter, 1);

	waveform->writer = writer;
	waveform->person = person;
	waveform->stream = stream;
	waveform->timeline = *timeline;
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

static struct record record_of(const HtWaveformWriter *waveform, gint64 end)
{
	struct record record = {
	    .kind = RECORD_ECG_WAVEFORM,
	    .version = WAVEFORM_VERSION,
	    .start_utc_ns = timeline_utc_ns(&waveform->timeline, waveform->index),
	    .end_utc_ns = timeline_utc_ns(&waveform->timeline, end),
	    .number = {(double)waveform->index, waveform->count},
	};

	g_strlcpy(record.person, waveform->person, sizeof record.person);
	g_strlcpy(record.stream, waveform->stream, sizeof record.stream);
	return record;
}

static void await_commit(HtWaveformWriter *waveform, gint64 end)
{
	Uncommitted *uncommitted = g_new(Uncommitted, 1);

	uncommitted->end_index = (guint64)end;
	uncommitted->samples = waveform->count;
	g_queue_push_tail(&waveform->uncommitted, uncommitted);
}

void ht_waveform_writer_flush(HtWaveformWriter *waveform)
{
	const struct waveform header = {waveform->timeline.rate_mhz, UV_NV, waveform->count};
	guint8 blob[WAVEFORM_HEADER_SIZE + CHUNK_MAX * 3];
	gint64 end = waveform->index + waveform->count;
	struct record record = record_of(waveform, end);
	long size;

	if (waveform->count == 0)
		return;
	size = waveform_encode(&header, waveform->chunk, blob, sizeof blob);
	g_return_if_fail(size > 0);
	record.blob = blob;
	record.blob_size = (gsize)size;
	ht_writer_append(waveform->writer, &record);
	await_commit(waveform, end);
	waveform->count = 0;
}

gboolean ht_waveform_writer_push(HtWaveformWriter *waveform, gint64 index, gint32 uv)
{
	if (waveform->count == 0)
		waveform->index = index;
	waveform->chunk[waveform->count++] = uv;
	if (waveform->count < MAX(1, waveform->timeline.rate_mhz / 1000))
		return FALSE;
	ht_waveform_writer_flush(waveform);
	return TRUE;
}

guint64 ht_waveform_writer_committed(HtWaveformWriter *waveform, guint64 end_index)
{
	guint64 samples = 0;
	const Uncommitted *head;

	while ((head = g_queue_peek_head(&waveform->uncommitted)) && head->end_index <= end_index) {
		samples += head->samples;
		g_free(g_queue_pop_head(&waveform->uncommitted));
	}
	return samples;
}

gboolean ht_waveform_writer_settled(const HtWaveformWriter *waveform)
{
	return waveform->uncommitted.length == 0;
}
