/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beat_record.h"
#include "health-models/ecg/finding_record.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

static const struct ecg_beat BEATS[] = {
    {.sample_index = 0, .label = BEAT_NORMAL, .confidence = 1},
    {.sample_index = 111,
     .label = BEAT_VENTRICULAR,
     .confidence = 0.75F,
     .rr_ms = 853.8F,
     .qrs_ms = 140},
    {.sample_index = INT64_C(1) << 40, .label = BEAT_NORMAL, .confidence = 0, .rr_ms = 1e6F},
};
enum { BEATS_COUNT = G_N_ELEMENTS(BEATS) };

static void test_beats_round_trip(void)
{
	uint8_t blob[128];
	struct ecg_beat read[BEATS_COUNT];
	long size = beat_record_encode(BEATS, BEATS_COUNT, blob, sizeof blob);

	g_assert_cmpint(size, ==, (long)beat_record_encoded_size(BEATS_COUNT));
	g_assert_cmpint(size, ==, 4 + 3 * 21);
	g_assert_cmpint(
	    beat_record_decode(BEAT_RECORD_VERSION, blob, (size_t)size, read, BEATS_COUNT), ==,
	    BEATS_COUNT);
	for (size_t i = 0; i < BEATS_COUNT; i++) {
		g_assert_cmpint(read[i].sample_index, ==, BEATS[i].sample_index);
		g_assert_cmpint(read[i].label, ==, BEATS[i].label);
		g_assert_cmpfloat(read[i].confidence, ==, BEATS[i].confidence);
		g_assert_cmpfloat(read[i].rr_ms, ==, BEATS[i].rr_ms);
		g_assert_cmpfloat(read[i].qrs_ms, ==, BEATS[i].qrs_ms);
	}
}

/* The bytes on disk, written out: they are never to change under version 1. */
static void test_beats_layout(void)
{
	/* count, sample_index, label, confidence, rr_ms, qrs_ms */
	static const uint8_t expected[] = "\1\0\0\0"
					  "\x2a\0\0\0\0\0\0\0"
					  "V"
					  "\0\0\0\x3f"
					  "\0\0\x7a\x44"
					  "\0\0\xc8\x42";
	const struct ecg_beat beat = {.sample_index = 42,
				      .label = BEAT_VENTRICULAR,
				      .confidence = 0.5F,
				      .rr_ms = 1000,
				      .qrs_ms = 100};
	uint8_t blob[64];

	g_assert_cmpint(beat_record_encode(&beat, 1, blob, sizeof blob), ==, 25);
	g_assert_cmpuint(sizeof expected - 1, ==, 25);
	g_assert_true(memcmp(blob, expected, 25) == 0);
}

static void test_beats_refused(void)
{
	struct ecg_beat b = BEATS[1], two[2] = {BEATS[1], BEATS[0]};
	uint8_t blob[128];

	g_assert_cmpint(beat_record_encode(BEATS, BEATS_COUNT, blob, 66), ==, -ENOBUFS);
	g_assert_cmpint(beat_record_encode(two, 2, blob, sizeof blob), ==, -EINVAL);
	b.label = BEAT_NONE;
	g_assert_cmpint(beat_record_encode(&b, 1, blob, sizeof blob), ==, -EINVAL);
	b = BEATS[1];
	b.rr_ms = NAN;
	g_assert_cmpint(beat_record_encode(&b, 1, blob, sizeof blob), ==, -EINVAL);
	b = BEATS[1];
	b.confidence = 1.5F;
	g_assert_cmpint(beat_record_encode(&b, 1, blob, sizeof blob), ==, -EINVAL);
	g_assert_cmpint(beat_record_encode(NULL, 0, blob, sizeof blob), ==, 4);
}

static void test_lying_beats(void)
{
	uint8_t blob[128];
	struct ecg_beat read[BEATS_COUNT];
	size_t size = (size_t)beat_record_encode(BEATS, BEATS_COUNT, blob, sizeof blob);

	g_assert_cmpint(beat_record_decode(2, blob, size, read, 3), ==, -EPROTONOSUPPORT);
	g_assert_cmpint(beat_record_decode(1, blob, size, read, 2), ==, -ENOBUFS);
	for (size_t cut = 0; cut < size; cut++)
		g_assert_cmpint(beat_record_decode(1, blob, cut, read, 3), ==, -EBADMSG);
	blob[0] = 2;
	g_assert_cmpint(beat_record_decode(1, blob, size, read, 3), ==, -EBADMSG);
	memset(blob, 0xff, 4);
	g_assert_cmpint(beat_record_decode(1, blob, size, read, 3), ==, -EBADMSG);
	memcpy(blob, "\3\0\0\0", 4);
	blob[12] = 'X';
	g_assert_cmpint(beat_record_decode(1, blob, size, read, 3), ==, -EBADMSG);
}

static const struct ecg_finding FINDING = {.kind = FINDING_VENTRICULAR_RUN,
					   .start_index = 1000,
					   .end_index = 1234,
					   .confidence = 0.875F,
					   .number = {4, 133.5F}};

static void test_finding_round_trip(void)
{
	uint8_t blob[FINDING_RECORD_SIZE];
	struct ecg_finding read;

	g_assert_cmpint(finding_record_encode(&FINDING, blob, sizeof blob), ==,
			FINDING_RECORD_SIZE);
	g_assert_cmpint(finding_record_decode(FINDING_RECORD_VERSION, blob, sizeof blob, &read), ==,
			0);
	g_assert_cmpint(read.kind, ==, FINDING.kind);
	g_assert_cmpint(read.start_index, ==, FINDING.start_index);
	g_assert_cmpint(read.end_index, ==, FINDING.end_index);
	g_assert_cmpfloat(read.confidence, ==, FINDING.confidence);
	g_assert_cmpfloat(read.number[0], ==, FINDING.number[0]);
	g_assert_cmpfloat(read.number[1], ==, FINDING.number[1]);
}

static void test_lying_finding(void)
{
	uint8_t blob[FINDING_RECORD_SIZE + 1] = {0};
	struct ecg_finding f = FINDING, read;

	g_assert_cmpint(finding_record_encode(&f, blob, FINDING_RECORD_SIZE - 1), ==, -ENOBUFS);
	f.end_index = f.start_index - 1;
	g_assert_cmpint(finding_record_encode(&f, blob, sizeof blob), ==, -EINVAL);
	finding_record_encode(&FINDING, blob, sizeof blob);
	g_assert_cmpint(finding_record_decode(2, blob, FINDING_RECORD_SIZE, &read), ==,
			-EPROTONOSUPPORT);
	g_assert_cmpint(finding_record_decode(1, blob, FINDING_RECORD_SIZE + 1, &read), ==,
			-EBADMSG);
	for (size_t cut = 0; cut < FINDING_RECORD_SIZE; cut++)
		g_assert_cmpint(finding_record_decode(1, blob, cut, &read), ==, -EBADMSG);
	blob[0] = 99;
	g_assert_cmpint(finding_record_decode(1, blob, FINDING_RECORD_SIZE, &read), ==, -EBADMSG);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ecg-records/beats-round-trip", test_beats_round_trip);
	g_test_add_func("/ecg-records/beats-layout", test_beats_layout);
	g_test_add_func("/ecg-records/beats-refused", test_beats_refused);
	g_test_add_func("/ecg-records/lying-beats", test_lying_beats);
	g_test_add_func("/ecg-records/finding-round-trip", test_finding_round_trip);
	g_test_add_func("/ecg-records/lying-finding", test_lying_finding);
	return g_test_run();
}
