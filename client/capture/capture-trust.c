/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/capture/capture-trust.h"

#include "ble/trust/stream_check.h"
#include "health-models/trust/plausibility.h"

#include <math.h>

/* No quantity has this number. */
enum { KEY_ECG = 0 };

struct _HtCaptureTrust {
	gboolean virtual_time;
	GHashTable *streams; /* quantity or KEY_ECG -> struct trust_stream */
	struct plausible_gravity gravity;
};

HtCaptureTrust *ht_capture_trust_new(gboolean virtual_time)
{
	HtCaptureTrust *trust = g_new0(HtCaptureTrust, 1);

	trust->virtual_time = virtual_time;
	trust->streams = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	plausible_gravity_init(&trust->gravity, &plausible_gravity_settings_default);
	return trust;
}

void ht_capture_trust_free(HtCaptureTrust *trust)
{
	if (!trust)
		return;
	g_hash_table_unref(trust->streams);
	g_free(trust);
}

void ht_capture_trust_begin(HtCaptureTrust *trust)
{
	GHashTableIter iter;
	gpointer stream;

	g_hash_table_iter_init(&iter, trust->streams);
	while (g_hash_table_iter_next(&iter, NULL, &stream))
		trust_stream_begin(stream);
}

static struct trust_stream *stream_of(HtCaptureTrust *trust, guint key)
{
	struct trust_stream *stream = g_hash_table_lookup(trust->streams, GUINT_TO_POINTER(key));

	if (stream)
		return stream;
	stream = g_new0(struct trust_stream, 1);
	if (trust_stream_init(stream, &trust_stream_settings_default) < 0)
		g_error("the usual settings of the checks make no sense");
	g_hash_table_insert(trust->streams, GUINT_TO_POINTER(key), stream);
	return stream;
}

/* What the hub would not keep says nothing of gravity. */
static gboolean is_acceleration(const struct wave_block *block)
{
	return block->quantity == QUANTITY_ACCELERATION && block->count > 0 &&
	       block->device_ns <= G_MAXINT64 / 2 && isfinite(block->scale);
}

static guint of_wave(HtCaptureTrust *trust, const struct wave_block *block, gint64 arrival_ns)
{
	guint reasons = trust_stream_wave(stream_of(trust, block->quantity), block, arrival_ns);

	if (is_acceleration(block) && plausible_gravity_push(&trust->gravity, block))
		reasons |= TRUST_REASON_PHYSIOLOGY;
	return reasons;
}

guint ht_capture_trust_block(HtCaptureTrust *trust, const struct sample_block *block,
			     gint64 arrival_ns)
{
	if (trust->virtual_time)
		arrival_ns = 0;
	switch (block->kind) {
	case SAMPLE_ECG:
		return trust_stream_ecg(stream_of(trust, KEY_ECG), &block->ecg, arrival_ns);
	case SAMPLE_WAVE:
		return of_wave(trust, &block->wave, arrival_ns);
	case SAMPLE_READING:
		return plausible_reading(&block->reading) ? 0 : TRUST_REASON_PHYSIOLOGY;
	case SAMPLE_HEART_RATE:
	case SAMPLE_BATTERY:
	case SAMPLE_INTERVALS:
		break;
	}
	return 0;
}
