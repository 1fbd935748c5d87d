/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What packed waveforms take: each database of HEALTH_TWIN_DATA/ecg as a strap sends it (--device
 * h10: 130 Hz, steps of 2.2827 uV), in records of one second as the daemon writes them, packed into
 * minutes as it packs them, and compared bit for bit with what went in. Then motion in floats,
 * three channels at a time. Ends with 1 if a record did not come back, or an ECG sample takes more
 * than a byte in the mean of any database.
 */
#include "common/timebase.h"
#include "common/wave_record.h"
#include "common/waveform.h"
#include "privacy/pack/record-pack.h"
#include "recordings/device.h"
#include "recordings/recording.h"
#include "recordings/resample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS = 300, RATE_HZ = 130, BLOB_MAX = 4096, CHANNELS = 3, FLOATS_HZ = 50 };
enum { VALUES_MAX = 160 };

/* The second that is being filled, and the minute of full ones. */
typedef struct {
	gint32 values[VALUES_MAX];
	guint count; /* of values */
	struct record record[SECONDS];
	guint8 blob[SECONDS][BLOB_MAX];
	gint32 expected[SECONDS][VALUES_MAX];
	guint seconds;
	guint64 index; /* samples since the start */
	gboolean is_float;
	/* Of a database. */
	guint64 samples, bytes, plain_bytes;
	guint lost;
} Packing;

static guint channels_of(const Packing *p)
{
	return p->is_float ? CHANNELS : 1;
}

static long encode(const Packing *p, guint8 *blob)
{
	const struct waveform ecg = {RATE_HZ * 1000, 1000, p->count};
	const struct wave_record wave = {.quantity = QUANTITY_ACCELERATION,
					 .channels = CHANNELS,
					 .is_float = true,
					 .rate_mhz = FLOATS_HZ * 1000,
					 .scale = 1,
					 .samples = p->count / CHANNELS};

	return p->is_float ? wave_record_encode(&wave, p->values, blob, BLOB_MAX)
			   : waveform_encode(&ecg, p->values, blob, BLOB_MAX);
}

typedef struct {
	const Packing *packing;
	guint at;
	gboolean same;
} Restoring;

/* The samples themselves, by the readers of version 1. */
static gboolean compare(gpointer context, const struct record *record)
{
	Restoring *r = context;
	const gint32 *expected = r->packing->expected[r->at++];
	gint32 values[VALUES_MAX];
	struct waveform ecg;
	struct wave_record wave;
	long n = r->packing->is_float
		     ? wave_record_decode(record->version, record->blob, record->blob_size, &wave,
					  values, VALUES_MAX)
		     : waveform_decode(record->version, record->blob, record->blob_size, &ecg,
				       values, VALUES_MAX);

	r->same &= n > 0 && memcmp(values, expected, (size_t)n * sizeof *values) == 0;
	return TRUE;
}

static void pack_minute(Packing *p)
{
	g_autoptr(GByteArray) blob = g_byte_array_new();
	Restoring restoring = {.packing = p, .same = TRUE};
	struct record packed;

	if (p->seconds == 0)
		return;
	if (ht_record_pack(p->record, p->seconds, &packed, blob) != p->seconds ||
	    !ht_record_unpack(&packed, compare, &restoring) || !restoring.same ||
	    restoring.at != p->seconds)
		p->lost++;
	p->bytes += packed.blob_size;
	p->seconds = 0;
}

static void end_second(Packing *p)
{
	struct record *record = &p->record[p->seconds];
	guint samples = p->count / channels_of(p);
	guint rate = p->is_float ? FLOATS_HZ : RATE_HZ;
	long size = encode(p, p->blob[p->seconds]);

	if (p->count == 0)
		return;
	*record = (struct record){
	    .person = "p",
	    .stream = "s",
	    .kind = p->is_float ? RECORD_WAVE : RECORD_ECG_WAVEFORM,
	    .version = 1,
	    .start_utc_ns = (gint64)(p->index * (guint64)NS_PER_S / rate),
	    .end_utc_ns = (gint64)((p->index + samples) * (guint64)NS_PER_S / rate),
	    .blob = p->blob[p->seconds],
	    .blob_size = (size_t)size,
	};
	record->number[0] = p->is_float ? QUANTITY_ACCELERATION : (double)p->index;
	record->number[1] = samples;
	record->number[2] = p->is_float ? FLOATS_HZ * 1000 : 0;
	record->number[3] = p->is_float ? CHANNELS : 0;
	memcpy(p->expected[p->seconds], p->values, p->count * sizeof *p->values);
	p->plain_bytes += (guint64)size;
	p->samples += p->count;
	p->index += samples;
	p->count = 0;
	if (++p->seconds == SECONDS)
		pack_minute(p);
}

static void push(Packing *p, gint32 value)
{
	guint second = p->is_float ? FLOATS_HZ * CHANNELS : RATE_HZ;

	p->values[p->count++] = value;
	if (p->count == second)
		end_second(p);
}

/* What follows is another stream. */
static void end_stream(Packing *p)
{
	p->count -= p->count % channels_of(p);
	end_second(p);
	pack_minute(p);
	p->index = 0;
}

static gboolean pack_record(Packing *p, const char *path)
{
	struct recording_message message;
	struct resampler *resampler;
	struct recording *recording;
	float uv[1024], y;
	unsigned channel;
	long n = -1;

	if (recording_open(&recording, path, &message) < 0)
		return FALSE;
	if (recording_find_ecg(recording, &channel, &message) < 0) {
		recording_close(recording);
		return FALSE;
	}
	resampler = resampler_new(recording_channel(recording, channel)->rate_hz, RATE_HZ);
	while (resampler &&
	       (n = recording_read(recording, channel, uv, G_N_ELEMENTS(uv), &message)) > 0) {
		for (long i = 0; i < n; i++) {
			resampler_push(resampler, uv[i]);
			while (resampler_get(resampler, &y))
				push(p, device_quantise_uv(&device_h10, y));
		}
	}
	end_stream(p);
	resampler_free(resampler);
	recording_close(recording);
	return n == 0;
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* (transfer full) (element-type utf8) Sorted paths of what ends so; the folders for "". */
static GPtrArray *list(const char *dir, const char *suffix)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
	const char *name;

	while (open && (name = g_dir_read_name(open)))
		if (g_str_has_suffix(name, suffix))
			g_ptr_array_add(paths, g_build_filename(dir, name, NULL));
	g_ptr_array_sort(paths, by_name);
	return paths;
}

/* Returns whether everything came back, and took no more than max bytes a value (0 = any). */
static gboolean tell(const char *name, guint records, const Packing *p, double max)
{
	double bytes = (double)p->bytes / (double)p->samples;

	printf("%-16s %4u recordings %10" G_GUINT64_FORMAT " samples: %.3f bytes a sample (%.2f in "
	       "seconds), %s\n",
	       name, records, p->samples, bytes, (double)p->plain_bytes / (double)p->samples,
	       p->lost ? "NOT RESTORED" : "restored bit for bit");
	return p->lost == 0 && (max <= 0 || bytes <= max);
}

static gboolean pack_database(const char *dir)
{
	g_autoptr(GPtrArray) headers = list(dir, ".hea");
	g_autofree char *name = g_path_get_basename(dir);
	g_autofree Packing *p = g_new0(Packing, 1);
	guint records = 0;

	for (guint i = 0; i < headers->len; i++)
		records += (guint)pack_record(p, headers->pdata[i]);
	if (records == 0)
		return TRUE; /* annotations only */
	return tell(name, records, p, 1.0);
}

/* Rows of 14 binary32: gyroscope, accelerometer, magnetometer, three each. */
static gboolean pack_broad(const char *dir)
{
	enum { COLUMNS = 14, TURNS = 3 };
	g_autoptr(GPtrArray) paths = list(dir, ".f32");
	g_autofree Packing *p = g_new0(Packing, 1);

	p->is_float = TRUE;
	for (guint i = 0; i < TURNS * paths->len; i++) {
		g_autofree char *data = NULL;
		gsize size = 0, sensor = i % TURNS;

		g_file_get_contents(paths->pdata[i / TURNS], &data, &size, NULL);
		for (gsize row = 0; row < size / (COLUMNS * sizeof(float)); row++)
			for (gsize c = 0; c < CHANNELS; c++) {
				gint32 bits;

				memcpy(&bits, data + (row * COLUMNS + sensor * 3 + c) * sizeof bits,
				       sizeof bits);
				push(p, bits);
			}
		end_stream(p);
	}
	return p->samples == 0 || tell("broad (floats)", paths->len, p, 0);
}

static void push_line(Packing *p, const char *line)
{
	g_auto(GStrv) fields = g_strsplit(line, ",", 0);

	for (guint c = 0; c < CHANNELS && g_strv_length(fields) >= 6; c++) {
		float number = (float)g_ascii_strtod(fields[3 + c], NULL);
		gint32 bits;

		memcpy(&bits, &number, sizeof bits);
		push(p, bits);
	}
}

static gboolean pack_barbell(const char *dir)
{
	g_autoptr(GPtrArray) paths = list(dir, ".csv");
	g_autofree Packing *p = g_new0(Packing, 1);

	p->is_float = TRUE;
	for (guint i = 0; i < paths->len; i++) {
		g_autofree char *text = NULL;
		g_auto(GStrv) lines = NULL;

		if (!g_file_get_contents(paths->pdata[i], &text, NULL, NULL))
			continue;
		lines = g_strsplit(text, "\n", 0);
		for (guint l = 1; lines[0] && lines[l]; l++)
			push_line(p, lines[l]);
		end_stream(p);
	}
	return p->samples == 0 || tell("barbell (floats)", paths->len, p, 0);
}

int main(void)
{
	const char *data = g_getenv("HEALTH_TWIN_DATA");
	gboolean ok = TRUE;

	if (!data) {
		fprintf(stderr, "pack-databases: HEALTH_TWIN_DATA names the recordings\n");
		return 77;
	}
	{
		g_autofree char *ecg = g_build_filename(data, "ecg", NULL);
		g_autofree char *broad = g_build_filename(data, "motion", "broad", NULL);
		g_autofree char *barbell =
		    g_build_filename(data, "motion", "barbell_metamotion", NULL);
		g_autoptr(GPtrArray) databases = list(ecg, "");

		for (guint i = 0; i < databases->len; i++)
			ok &= pack_database(databases->pdata[i]);
		ok &= pack_broad(broad);
		ok &= pack_barbell(barbell);
	}
	return ok ? 0 : 1;
}
