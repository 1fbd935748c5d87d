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
    {.sample_index = 112, .label = BEAT_SUPRAVENTRICULAR, .confidence = 0.5F},
    {.sample_index = 112, .label = BEAT_FUSION, .confidence = 0.5F},
    {.sample_index = 113, .label = BEAT_UNKNOWN, .confidence = 0.5F},
    {.sample_index = INT64_C(1) << 40, .label = BEAT_NORMAL, .confidence = 0, .rr_ms = 1e6F},
};
enum { BEATS_COUNT = G_N_ELEMENTS(BEATS) };

static void test_beats_round_trip(void)
{
	uint8_t blob[256];
	struct ecg_beat read[BEATS_COUNT];
	long size = beat_record_encode(BEATS, BEATS_COUNT, blob, sizeof blob);

	g_assert_cmpint(size, ==, (long)beat_record_encoded_size(BEATS_COUNT));
	g_assert_cmpint(size, ==, 4 + 6 * 21);
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
	uint8_t blob[256];

	g_assert_cmpint(beat_record_encode(BEATS, BEATS_COUNT, blob, 129), ==, -ENOBUFS);
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
	uint8_t blob[256];
	struct ecg_beat read[BEATS_COUNT];
	size_t size = (size_t)beat_record_encode(BEATS, BEATS_COUNT, blob, sizeof blob);

	g_assert_cmpint(beat_record_decode(2, blob, size, read, BEATS_COUNT), ==, -EPROTONOSUPPORT);
	g_assert_cmpint(beat_record_decode(1, blob, size, read, BEATS_COUNT - 1), ==, -ENOBUFS);
	for (size_t cut = 0; cut < size; cut++)
		g_assert_cmpint(beat_record_decode(1, blob, cut, read, BEATS_COUNT), ==, -EBADMSG);
	blob[0] = 2;
	g_assert_cmpint(beat_record_decode(1, blob, size, read, BEATS_COUNT), ==, -EBADMSG);
	memset(blob, 0xff, 4);
	g_assert_cmpint(beat_record_decode(1, blob, size, read, BEATS_COUNT), ==, -EBADMSG);
	memcpy(blob, "\6\0\0\0", 4);
	blob[12] = 'X';
	g_assert_cmpint(beat_record_decode(1, blob, size, read, BEATS_COUNT), ==, -EBADMSG);
}

static const struct ecg_finding FINDING = {.kind = FINDING_VENTRICULAR_TACHYCARDIA,
					   .start_index = 1000,
					   .end_index = 1234,
					   .confidence = 0.875F,
					   .quality = QUALITY_RHYTHM_ONLY,
					   .reason = REASON_BEATS_IN_A_ROW,
					   .number = {4, 133.5F, -1, 0.25F}};

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
	g_assert_cmpint(read.quality, ==, FINDING.quality);
	g_assert_cmpint(read.reason, ==, FINDING.reason);
	for (int i = 0; i < FINDING_NUMBERS; i++)
		g_assert_cmpfloat(read.number[i], ==, FINDING.number[i]);
}

/* The bytes on disk, written out: they are never to change under version 2. */
static void test_finding_layout(void)
{
	/* kind, start_index, end_index, confidence, quality, reason, number[0 .. 3] */
	static const uint8_t expected[] = "\7"
					  "\xe8\3\0\0\0\0\0\0"
					  "\xd2\4\0\0\0\0\0\0"
					  "\0\0\x60\x3f"
					  "\2\3"
					  "\0\0\x80\x40"
					  "\0\x80\5\x43"
					  "\0\0\x80\xbf"
					  "\0\0\x80\x3e";
	uint8_t blob[FINDING_RECORD_SIZE];

	g_assert_cmpuint(sizeof expected - 1, ==, sizeof blob);
	finding_record_encode(&FINDING, blob, sizeof blob);
	g_assert_true(memcmp(blob, expected, sizeof blob) == 0);
}

/* What is in the stores of people who had version 1. */
static void test_finding_version_1(void)
{
	/* kind, start_index, end_index, confidence, number[0], number[1] */
	uint8_t blob[] = "\2"
			 "\xe8\3\0\0\0\0\0\0"
			 "\xd2\4\0\0\0\0\0\0"
			 "\0\0\x60\x3f"
			 "\0\0\x80\x40"
			 "\0\x80\5\x43";
	static const enum finding_reason reasons[] = {REASON_BEATS_IN_A_ROW, REASON_BEATS_IN_A_ROW,
						      REASON_NO_SIGNAL, REASON_IRREGULARITY};
	struct ecg_finding read;

	for (uint8_t kind = FINDING_COUPLET; kind <= FINDING_IRREGULAR; kind++) {
		blob[0] = kind;
		g_assert_cmpint(finding_record_decode(1, blob, sizeof blob - 1, &read), ==, 0);
		g_assert_cmpint(read.kind, ==, kind);
		g_assert_cmpint(read.start_index, ==, 1000);
		g_assert_cmpint(read.end_index, ==, 1234);
		g_assert_cmpint(read.quality, ==, QUALITY_UNKNOWN);
		g_assert_cmpint(read.reason, ==, reasons[kind - 1]);
		g_assert_cmpfloat(read.number[0], ==, kind == FINDING_COUPLET ? 2 : 4);
		g_assert_cmpfloat(read.number[1], ==, kind == FINDING_COUPLET ? 0 : 133.5);
		g_assert_cmpfloat(read.number[2], ==, 0);
	}
	/* It knew no more kinds, and its findings were shorter. */
	blob[0] = FINDING_BIGEMINY;
	g_assert_cmpint(finding_record_decode(1, blob, sizeof blob - 1, &read), ==, -EBADMSG);
	blob[0] = FINDING_COUPLET;
	g_assert_cmpint(finding_record_decode(2, blob, sizeof blob - 1, &read), ==, -EBADMSG);
	g_assert_cmpint(finding_record_decode(1, blob, sizeof blob - 2, &read), ==, -EBADMSG);
}

static void test_lying_finding(void)
{
	uint8_t blob[FINDING_RECORD_SIZE + 1] = {0};
	struct ecg_finding f = FINDING, read;

	g_assert_cmpint(finding_record_encode(&f, blob, FINDING_RECORD_SIZE - 1), ==, -ENOBUFS);
	f.end_index = f.start_index - 1;
	g_assert_cmpint(finding_record_encode(&f, blob, sizeof blob), ==, -EINVAL);
	f = FINDING;
	f.number[3] = INFINITY;
	g_assert_cmpint(finding_record_encode(&f, blob, sizeof blob), ==, -EINVAL);
	finding_record_encode(&FINDING, blob, sizeof blob);
	g_assert_cmpint(finding_record_decode(3, blob, FINDING_RECORD_SIZE, &read), ==,
			-EPROTONOSUPPORT);
	g_assert_cmpint(finding_record_decode(2, blob, FINDING_RECORD_SIZE + 1, &read), ==,
			-EBADMSG);
	for (size_t cut = 0; cut < FINDING_RECORD_SIZE; cut++)
		g_assert_cmpint(finding_record_decode(2, blob, cut, &read), ==, -EBADMSG);
	for (size_t at = 0; at < 23; at += at == 0 ? 21 : 1) { /* kind, quality, reason */
		uint8_t was = blob[at];

		blob[at] = 99;
		g_assert_cmpint(finding_record_decode(2, blob, FINDING_RECORD_SIZE, &read), ==,
				-EBADMSG);
		blob[at] = was;
	}
	g_assert_cmpint(finding_record_decode(2, blob, FINDING_RECORD_SIZE, &read), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ecg-records/beats-round-trip", test_beats_round_trip);
	g_test_add_func("/ecg-records/beats-layout", test_beats_layout);
	g_test_add_func("/ecg-records/beats-refused", test_beats_refused);
	g_test_add_func("/ecg-records/lying-beats", test_lying_beats);
	g_test_add_func("/ecg-records/finding-round-trip", test_finding_round_trip);
	g_test_add_func("/ecg-records/finding-layout", test_finding_layout);
	g_test_add_func("/ecg-records/finding-version-1", test_finding_version_1);
	g_test_add_func("/ecg-records/lying-finding", test_lying_finding);
	return g_test_run();
}
