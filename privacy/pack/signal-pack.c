/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/signal-pack.h"

#include "common/count_grid.h"
#include "privacy/pack/sample-pack.h"
#include "privacy/pack/signal-format.h"
#include "privacy/pack/varint.h"

/* Where the rate is not known, samples are dated by arrival. */
#define TOLERANCE_NS G_GINT64_CONSTANT(20000000)

/* Without a hole: samples follow each other by index, which only ECG has, and by time. */
static gboolean follows(const struct record *before, const struct record *next,
			const HtSignalFormat *format)
{
	gint64 gap_ns = next->start_utc_ns - before->end_utc_ns;
	gint64 tolerance_ns =
	    format->rate_mhz ? G_GINT64_CONSTANT(500000000000) / format->rate_mhz : TOLERANCE_NS;

	if (format->is_ecg && next->number[0] != before->number[0] + before->number[1])
		return FALSE;
	return gap_ns <= tolerance_ns && gap_ns >= -tolerance_ns;
}

typedef struct {
	HtSignalFormat format; /* samples: of all */
	GArray *values;
	GByteArray *lengths;
} Joined;

static gboolean fits(const Joined *joined, const HtSignalFormat *next)
{
	guint samples = joined->format.samples + next->samples;

	return samples <= HT_SAMPLE_PACK_SAMPLES_MAX &&
	       samples <= HT_SAMPLE_PACK_VALUES_MAX / next->channels;
}

/* How many of the records, from the first, go together. */
static guint join(const struct record *records, guint count, Joined *joined)
{
	HtSignalFormat next;
	guint before = 0, n;

	for (n = 0; n < count; n++) {
		guint values = joined->values->len;

		if (!ht_signal_read(&records[n], &next, joined->values))
			break;
		if (n == 0) {
			joined->format = next;
			joined->format.samples = 0;
		}
		if (!fits(joined, &next) ||
		    (n > 0 && (!ht_signal_formats_are_alike(&joined->format, &next) ||
			       !follows(&records[n - 1], &records[n], &next)))) {
			g_array_set_size(joined->values, values);
			break;
		}
		ht_put_signed(joined->lengths, (gint64)next.samples - before);
		before = next.samples;
		joined->format.samples += next.samples;
	}
	return n;
}

static void put_grid(GByteArray *table, const struct count_grid *grid)
{
	guint8 rule = (guint8)grid->rule;

	g_byte_array_append(table, &rule, 1);
	ht_put_double(table, grid->step);
}

static gboolean get_grid(struct byte_reader *table, struct count_grid *grid)
{
	guint8 rule = get_u8(table);

	grid->step = get_f64(table);
	if (rule > COUNT_GRID_ROUNDED)
		return FALSE;
	grid->rule = (enum count_grid_rule)rule;
	return count_grid_is_sound(grid);
}

static struct count_grid to_counts(gint32 *values, gsize count, gboolean is_float)
{
	struct count_grid grid = {COUNT_GRID_NONE, 1.0};

	if (is_float || !count_grid_find(values, count, &grid))
		return grid;
	for (gsize i = 0; i < count; i++)
		(void)count_grid_count(&grid, values[i], &values[i]);
	return grid;
}

static gboolean from_counts(gint32 *values, gsize count, const struct count_grid *grid)
{
	gboolean ok = TRUE;

	for (gsize i = 0; ok && i < count; i++)
		ok = count_grid_value(grid, values[i], &values[i]);
	return ok;
}

static gboolean pack_joined(const Joined *joined, struct record *packed, GByteArray *table,
			    GByteArray *content)
{
	const HtSignalFormat *format = &joined->format;
	gint32 *values = (gint32 *)(gpointer)joined->values->data;
	struct count_grid grid = to_counts(values, joined->values->len, format->is_float);

	ht_signal_format_put(format, table);
	put_grid(table, &grid);
	g_byte_array_append(table, joined->lengths->data, joined->lengths->len);
	packed->number[1] = format->samples;
	return ht_sample_pack(values, format->samples, format->channels, format->is_float, content);
}

guint ht_signal_pack(const struct record *records, guint count, struct record *packed,
		     GByteArray *table, GByteArray *content)
{
	g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(gint32));
	g_autoptr(GByteArray) lengths = g_byte_array_new();
	Joined joined = {.values = values, .lengths = lengths};
	guint n = join(records, count, &joined);

	return n > 0 && pack_joined(&joined, packed, table, content) ? n : 0;
}

/* FALSE for lengths that are none; all samples together otherwise. */
static gboolean get_lengths(struct byte_reader *table, guint *length, guint count, guint *samples)
{
	gint64 now = 0;

	*samples = 0;
	for (guint i = 0; i < count; i++) {
		gint64 change = ht_get_signed(table);

		if (table->failed || ABS(change) > HT_SAMPLE_PACK_SAMPLES_MAX)
			return FALSE;
		now += change;
		if (now < 0 || now > HT_SAMPLE_PACK_SAMPLES_MAX - *samples)
			return FALSE;
		length[i] = (guint)now;
		*samples += (guint)now;
	}
	return *samples > 0;
}

static gboolean write_records(const struct record *packed, HtSignalFormat *format,
			      const guint *length, const gint32 *values, struct record *records,
			      guint count, GByteArray *blobs)
{
	double index = packed->number[0];

	for (guint i = 0; i < count; i++) {
		format->samples = length[i];
		records[i].blob_size = ht_signal_write(format, values, blobs);
		if (records[i].blob_size == 0)
			return FALSE;
		for (guint n = 0; n < RECORD_NUMBERS; n++)
			records[i].number[n] = packed->number[n];
		if (format->is_ecg)
			records[i].number[0] = index;
		records[i].number[1] = length[i];
		index += length[i];
		values += (gsize)length[i] * format->channels;
	}
	return TRUE;
}

gboolean ht_signal_unpack(const struct record *packed, struct byte_reader *table,
			  const guint8 *content, gsize size, struct record *records, guint count,
			  GByteArray *blobs)
{
	g_autofree guint *length = g_new(guint, count);
	g_autofree gint32 *values = NULL;
	HtSignalFormat format;
	struct count_grid grid;
	guint samples;

	if (!ht_signal_format_get(&format, packed->kind, table) || !get_grid(table, &grid) ||
	    !get_lengths(table, length, count, &samples) ||
	    samples > HT_SAMPLE_PACK_VALUES_MAX / format.channels)
		return FALSE;
	values = g_new(gint32, (gsize)samples * format.channels);
	return ht_sample_unpack(content, size, values, samples, format.channels) &&
	       from_counts(values, (gsize)samples * format.channels, &grid) &&
	       write_records(packed, &format, length, values, records, count, blobs);
}
