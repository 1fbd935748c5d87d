/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seconds of a stream as one record: each comes back as it was, and a hole ends the record. */
#include "privacy/pack/record-pack.h"

#include "common/timebase.h"
#include "common/wave_record.h"
#include "common/waveform.h"

#include <math.h>
#include <string.h>

enum { SECONDS = 60, RATE_HZ = 130, BLOB_MAX = 1024, CHANNELS = 3 };
#define START (G_GINT64_CONSTANT(1764201600) * NS_PER_S)

typedef struct {
	struct record record[SECONDS];
	guint8 blob[SECONDS][BLOB_MAX];
} Minute;

static void set_record(Minute *m, guint i, guint16 kind, long size)
{
	struct record *r = &m->record[i];

	g_assert_cmpint(size, >=, 0);
	*r = (struct record){.person = "p",
			     .stream = "s",
			     .kind = kind,
			     .version = 1,
			     /* A wearable whose clock is 12.3 us a second slow. */
			     .start_utc_ns = START + i * (NS_PER_S + 12300),
			     .end_utc_ns = START + (i + 1) * (NS_PER_S + 12300),
			     .blob = m->blob[i],
			     .blob_size = (size_t)size};
}

static void make_ecg(Minute *m)
{
	const struct waveform head = {RATE_HZ * 1000, 1000, RATE_HZ};
	gint32 uv[RATE_HZ];

	for (guint i = 0; i < SECONDS; i++) {
		for (int k = 0; k < RATE_HZ; k++)
			uv[k] = (gint32)((k == 60 ? 525 : (k * 7 + (int)i) % 40 - 20) * 2.2827);
		set_record(m, i, RECORD_ECG_WAVEFORM,
			   waveform_encode(&head, uv, m->blob[i], BLOB_MAX));
		m->record[i].number[0] = 1000 + i * RATE_HZ;
		m->record[i].number[1] = RATE_HZ;
	}
}

static void make_wave(Minute *m, gboolean is_float)
{
	const struct wave_record head = {.quantity = QUANTITY_ACCELERATION,
					 .channels = CHANNELS,
					 .is_float = is_float,
					 .rate_mhz = 25000,
					 .scale = 0.00980665,
					 .samples = 25};
	gint32 raw[25 * CHANNELS];

	for (guint i = 0; i < SECONDS; i++) {
		for (guint k = 0; k < G_N_ELEMENTS(raw); k++) {
			float number = (float)((k * 37 + i * 11) % 200) / 64.0f - 1.5f;

			raw[k] = (gint32)(1000.0f * number);
			if (is_float)
				memcpy(&raw[k], &number, sizeof number);
		}
		set_record(m, i, RECORD_WAVE, wave_record_encode(&head, raw, m->blob[i], BLOB_MAX));
		m->record[i].number[0] = QUANTITY_ACCELERATION;
		m->record[i].number[1] = 25;
		m->record[i].number[2] = 25000;
		m->record[i].number[3] = CHANNELS;
	}
}

/* None, one or two rows of 21 bytes behind a head of four. */
static void make_beats(Minute *m)
{
	for (guint i = 0; i < SECONDS; i++) {
		guint rows = i % 3;

		for (guint k = 0; k < 4 + 21 * rows; k++)
			m->blob[i][k] = (guint8)(i * k);
		set_record(m, i, RECORD_BEATS, 4 + 21 * (long)rows);
		m->record[i].number[0] = i * RATE_HZ;
		m->record[i].number[1] = i * RATE_HZ + 100;
		m->record[i].number[2] = i == 7 ? 129.98 : RATE_HZ;
		m->record[i].number[3] = i == 8 ? (double)NAN : -0.0;
	}
}

static void make_heart_rates(Minute *m)
{
	for (guint i = 0; i < SECONDS; i++) {
		set_record(m, i, RECORD_HEART_RATE, 0);
		m->record[i].number[0] = 60 + i % 3;
	}
}

static gboolean assert_next(gpointer context, const struct record *record)
{
	const struct record **expected = context;
	const struct record *e = (*expected)++;

	g_assert_cmpint(record->kind, ==, e->kind);
	g_assert_cmpint(record->version, ==, 1);
	g_assert_cmpstr(record->person, ==, e->person);
	g_assert_cmpstr(record->stream, ==, e->stream);
	g_assert_cmpint(record->start_utc_ns, ==, e->start_utc_ns);
	g_assert_cmpint(record->end_utc_ns, ==, e->end_utc_ns);
	g_assert_true(memcmp(record->number, e->number, sizeof e->number) == 0);
	g_assert_cmpuint(record->blob_size, ==, e->blob_size);
	g_assert_true(e->blob_size == 0 || memcmp(record->blob, e->blob, e->blob_size) == 0);
	return TRUE;
}

/* Returns the size of the packed blob. */
static gsize assert_back(const struct record *records, guint count, guint expected)
{
	g_autoptr(GByteArray) blob = g_byte_array_new();
	const struct record *next = records;
	struct record packed;

	g_assert_cmpuint(ht_record_pack(records, count, &packed, blob), ==, expected);
	if (expected == 0)
		return 0;
	g_assert_true(ht_record_is_packed(&packed));
	g_assert_cmpint(packed.start_utc_ns, ==, records[0].start_utc_ns);
	g_assert_cmpint(packed.end_utc_ns, ==, records[expected - 1].end_utc_ns);
	g_assert_true(ht_record_unpack(&packed, assert_next, &next));
	g_assert_true(next == records + expected);
	return packed.blob_size;
}

static void test_ecg(void)
{
	g_autofree Minute *m = g_new0(Minute, 1);
	g_autoptr(GByteArray) blob = g_byte_array_new();
	struct record packed;
	gsize size;

	make_ecg(m);
	size = assert_back(m->record, SECONDS, SECONDS);
	g_assert_cmpuint(size, <, SECONDS * RATE_HZ);
	g_assert_cmpuint(ht_record_pack(m->record, SECONDS, &packed, blob), ==, SECONDS);
	g_assert_cmpfloat(packed.number[0], ==, 1000);
	g_assert_cmpfloat(packed.number[1], ==, SECONDS * RATE_HZ);
	assert_back(m->record, 1, 1);
}

static void test_waves(void)
{
	g_autofree Minute *m = g_new0(Minute, 1);

	make_wave(m, FALSE);
	g_assert_cmpuint(assert_back(m->record, SECONDS, SECONDS), <, SECONDS * 25 * CHANNELS * 2);
	make_wave(m, TRUE);
	g_assert_cmpuint(assert_back(m->record, SECONDS, SECONDS), <, SECONDS * 25 * CHANNELS * 4);
}

static void test_rows(void)
{
	g_autofree Minute *m = g_new0(Minute, 1);

	make_beats(m);
	assert_back(m->record, SECONDS, SECONDS);
	make_heart_rates(m);
	g_assert_cmpuint(assert_back(m->record, SECONDS, SECONDS), <, 6 * SECONDS);
}

static void test_hole(void)
{
	g_autofree Minute *m = g_new0(Minute, 1);

	make_ecg(m);
	m->record[20].number[0]++;
	assert_back(m->record, SECONDS, 20);
	make_ecg(m);
	for (guint i = 30; i < SECONDS; i++) {
		m->record[i].start_utc_ns += 4 * NS_PER_MS;
		m->record[i].end_utc_ns += 4 * NS_PER_MS;
	}
	assert_back(m->record, SECONDS, 30);
	make_wave(m, FALSE);
	for (guint i = 40; i < SECONDS; i++) {
		m->record[i].start_utc_ns += NS_PER_S;
		m->record[i].end_utc_ns += NS_PER_S;
	}
	assert_back(m->record, SECONDS, 40);
}

static void test_unlike(void)
{
	const struct waveform other = {RATE_HZ * 1000 + 1, 1000, RATE_HZ};
	g_autofree Minute *m = g_new0(Minute, 1);
	gint32 uv[RATE_HZ] = {0};

	make_ecg(m);
	m->record[10].stream[0] = 't';
	assert_back(m->record, SECONDS, 10);
	make_ecg(m);
	m->record[11].person[0] = 'q';
	assert_back(m->record, SECONDS, 11);
	make_ecg(m);
	m->record[12].version = HT_PACKED_VERSION;
	assert_back(m->record, SECONDS, 12);
	make_ecg(m);
	waveform_encode(&other, uv, m->blob[13], BLOB_MAX);
	assert_back(m->record, SECONDS, 13);
}

/* What could not be unpacked to the same is left alone. */
static void test_left_alone(void)
{
	g_autofree Minute *m = g_new0(Minute, 1);

	make_ecg(m);
	m->record[0].blob_size--;
	assert_back(m->record, SECONDS, 0);
	make_ecg(m);
	m->record[0].number[2] = 1; /* a number that version 1 never had there */
	m->record[1].number[2] = 2;
	assert_back(m->record, SECONDS, 0);
	make_ecg(m);
	for (guint i = 0; i < SECONDS; i++)
		m->record[i].kind = RECORD_TWIN_STATE;
	assert_back(m->record, SECONDS, 0);
	assert_back(m->record, 0, 0);
}

/* A blob as it was packed when the format was made: whichever libraries are here must read it. */
static void check_golden(const Minute *m, const char *name, guint count)
{
	const char *top = g_getenv("top_srcdir");
	g_autofree char *path =
	    g_build_filename(top ? top : ".", "tests", "fuzz", "corpus", "fuzz-pack", name, NULL);
	const struct record *next = m->record;
	struct record packed = m->record[0];
	g_autofree char *data = NULL;
	gsize size;

	g_assert_true(g_file_get_contents(path, &data, &size, NULL));
	g_assert_cmpuint(size, >, 1);
	g_assert_cmpint(data[0], ==, packed.kind); /* as the fuzz target has it */
	packed.version = HT_PACKED_VERSION;
	packed.blob = (const guint8 *)data + 1;
	packed.blob_size = size - 1;
	g_assert_true(ht_record_unpack(&packed, assert_next, &next));
	g_assert_true(next == m->record + count);
}

static void test_golden(void)
{
	g_autofree Minute *m = g_new0(Minute, 1);

	make_ecg(m);
	check_golden(m, "ecg-3-seconds", 3);
	make_wave(m, FALSE);
	check_golden(m, "wave-3-seconds", 3);
	make_wave(m, TRUE);
	check_golden(m, "floats-3-seconds", 3);
	make_beats(m);
	check_golden(m, "beats-9-seconds", 9);
	make_heart_rates(m);
	check_golden(m, "heart-rates", SECONDS);
}

static gboolean never(gpointer context, const struct record *record)
{
	(void)context;
	(void)record;
	g_assert_not_reached();
}

static void check_cut(const Minute *m)
{
	g_autoptr(GByteArray) blob = g_byte_array_new();
	struct record packed;

	g_assert_cmpuint(ht_record_pack(m->record, SECONDS, &packed, blob), ==, SECONDS);
	for (gsize cut = 0; cut < blob->len; cut++) {
		g_autofree guint8 *part = g_memdup2(blob->data, MAX(cut, 1));

		packed.blob = part;
		packed.blob_size = cut;
		g_assert_false(ht_record_unpack(&packed, never, NULL));
	}
}

static void test_cut(void)
{
	g_autofree Minute *m = g_new0(Minute, 1);

	make_ecg(m);
	check_cut(m);
	make_wave(m, TRUE);
	check_cut(m);
	make_beats(m);
	check_cut(m);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/record-pack/a-minute-of-ecg-comes-back", test_ecg);
	g_test_add_func("/record-pack/a-minute-of-waves-comes-back", test_waves);
	g_test_add_func("/record-pack/beats-and-heart-rates-come-back", test_rows);
	g_test_add_func("/record-pack/a-hole-ends-a-record", test_hole);
	g_test_add_func("/record-pack/other-streams-and-formats-end-it", test_unlike);
	g_test_add_func("/record-pack/what-would-not-come-back-is-left-alone", test_left_alone);
	g_test_add_func("/record-pack/blobs-of-before-are-read", test_golden);
	g_test_add_func("/record-pack/a-cut-blob-is-refused", test_cut);
	return g_test_run();
}
