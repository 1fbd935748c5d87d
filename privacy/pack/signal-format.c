/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/signal-format.h"

#include "common/wave_record.h"
#include "common/waveform.h"
#include "privacy/pack/varint.h"

#include <math.h>
#include <string.h>

enum { FLAG_FLOAT = 1 << 0, FLAG_TIME = 1 << 1 };
static HtSignalFormat of_ecg(const struct waveform *w)
{
	return (HtSignalFormat){.is_ecg = TRUE,
				.rate_mhz = w->rate_mhz,
				.scale_nv = w->scale_nv,
				.scale = 1.0,
				.channels = 1,
				.samples = w->count};
}

static HtSignalFormat of_wave(const struct wave_record *w)
{
	return (HtSignalFormat){.rate_mhz = w->rate_mhz,
				.quantity = w->quantity,
				.is_float = w->is_float,
				.has_time = w->has_time,
				.scale = w->scale,
				.channels = w->channels,
				.samples = w->samples};
}

static struct wave_record wave_of(const HtSignalFormat *format)
{
	return (struct wave_record){.quantity = format->quantity,
				    .channels = (uint8_t)format->channels,
				    .is_float = format->is_float,
				    .has_time = format->has_time,
				    .rate_mhz = format->rate_mhz,
				    .scale = format->scale,
				    .samples = format->samples};
}

gboolean ht_signal_read(const struct record *record, HtSignalFormat *format, GArray *values)
{
	/* A value takes a byte or more. */
	guint before = values->len, room = (guint)MIN(record->blob_size, G_MAXUINT16);
	struct waveform ecg;
	struct wave_record wave;
	gint32 *out;
	long n = -1;

	g_array_set_size(values, before + room);
	out = &g_array_index(values, gint32, before);
	if (record->kind == RECORD_ECG_WAVEFORM) {
		n = waveform_decode(record->version, record->blob, record->blob_size, &ecg, out,
				    room);
		*format = n > 0 ? of_ecg(&ecg) : *format;
	} else if (record->kind == RECORD_WAVE) {
		n = wave_record_decode(record->version, record->blob, record->blob_size, &wave, out,
				       room);
		*format = n > 0 ? of_wave(&wave) : *format;
	}
	g_array_set_size(values, before + (guint)MAX(n, 0));
	return n > 0;
}

gboolean ht_signal_formats_are_alike(const HtSignalFormat *a, const HtSignalFormat *b)
{
	/* Bit for bit: 0 and -0 are two scales. */
	return a->is_ecg == b->is_ecg && a->rate_mhz == b->rate_mhz && a->scale_nv == b->scale_nv &&
	       a->quantity == b->quantity && a->is_float == b->is_float &&
	       a->has_time == b->has_time && memcmp(&a->scale, &b->scale, sizeof a->scale) == 0 &&
	       a->channels == b->channels;
}

void ht_signal_format_put(const HtSignalFormat *format, GByteArray *table)
{
	ht_put_varint(table, format->rate_mhz);
	if (format->is_ecg) {
		ht_put_varint(table, format->scale_nv);
		return;
	}
	ht_put_varint(table, format->quantity);
	ht_put_varint(table, format->channels);
	ht_put_varint(table,
		      (format->is_float ? FLAG_FLOAT : 0u) | (format->has_time ? FLAG_TIME : 0u));
	ht_put_double(table, format->scale);
}

/* Larger ones are made invalid here, and refused by ht_signal_write(). */
static guint32 get_number(struct byte_reader *table, guint32 max)
{
	guint64 number = ht_get_varint(table);

	table->failed |= number > max;
	return (guint32)number;
}

gboolean ht_signal_format_get(HtSignalFormat *format, guint16 kind, struct byte_reader *table)
{
	guint32 flags = 0;

	*format =
	    (HtSignalFormat){.is_ecg = kind == RECORD_ECG_WAVEFORM, .scale = 1.0, .channels = 1};
	format->rate_mhz = get_number(table, G_MAXUINT32);
	if (format->is_ecg) {
		format->scale_nv = get_number(table, G_MAXUINT32);
		return !table->failed;
	}
	format->quantity = (guint16)get_number(table, G_MAXUINT16);
	format->channels = get_number(table, WAVE_CHANNELS_MAX);
	flags = get_number(table, FLAG_FLOAT | FLAG_TIME);
	format->scale = get_f64(table);
	format->is_float = (flags & FLAG_FLOAT) != 0;
	format->has_time = (flags & FLAG_TIME) != 0;
	return !table->failed && format->channels >= 1;
}

gsize ht_signal_write(const HtSignalFormat *format, const gint32 *values, GByteArray *out)
{
	const struct waveform ecg = {format->rate_mhz, format->scale_nv, format->samples};
	const struct wave_record wave = wave_of(format);
	gsize room = format->is_ecg
			 ? waveform_encoded_max(format->samples)
			 : wave_record_encoded_max((gsize)format->samples * format->channels);
	guint before = out->len;
	long size;

	g_byte_array_set_size(out, before + (guint)room);
	size = format->is_ecg ? waveform_encode(&ecg, values, out->data + before, room)
			      : wave_record_encode(&wave, values, out->data + before, room);
	g_byte_array_set_size(out, before + (guint)MAX(size, 0));
	return (gsize)MAX(size, 0);
}
