/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's reference: what is measured of it, why a recording is none, and its bytes. */
#include "common/bytes.h"
#include "common/timebase.h"
#include "tests/unit/simulated-limb.h"

#include "health-models/rehab/reference/rep_reference.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

enum { SAMPLES = 1 << 14 };

typedef struct {
	struct imu_sample samples[SAMPLES];
	struct simulated_limb limb;
	struct rep_span spans[REP_REFERENCE_MAX];
	unsigned count;
	struct rep_reference reference;
} Recording;

static Recording *recording_of(const struct simulated_sensor *sensor)
{
	Recording *r = g_new0(Recording, 1);

	simulated_limb_init(&r->limb, sensor, 7, 5 * NS_PER_S, r->samples, SAMPLES);
	simulated_limb_rest(&r->limb, 2);
	return r;
}

static void add(Recording *r, const struct simulated_repetition *rep)
{
	double seconds = (double)(rep->concentric_s + rep->hold_s + rep->eccentric_s);
	struct rep_span *span = &r->spans[r->count++];

	span->start_ns = simulated_limb_repeat(&r->limb, rep);
	span->end_ns = span->start_ns + (gint64)(seconds * 1e9);
}

static enum reference_fault make(Recording *r)
{
	return rep_reference_make(r->samples, r->limb.count, r->spans, r->count, &exercise_default,
				  &r->reference);
}

static void test_measures(void)
{
	g_autofree Recording *r = recording_of(&simulated_sensor_default);
	struct simulated_repetition rep = simulated_repetition_default;
	const float up[3] = {1, 0, 0}, axis[3] = {0, 0, 1};

	add(r, &rep);
	rep.rom_deg = 82;
	add(r, &rep);
	rep.rom_deg = 66;
	add(r, &rep);
	g_assert_cmpint(make(r), ==, REFERENCE_GOOD);
	g_assert_cmpuint(r->reference.repetitions, ==, 3);
	g_assert_cmpfloat_with_epsilon(r->reference.rom_deg, 73, 3);
	g_assert_cmpfloat_with_epsilon(r->reference.duration_s, 2.9F, 0.3F); /* of 3.5 s */
	g_assert_cmpfloat(r->reference.rom_spread_deg, >, 7); /* 5.6 if all were alike */
	g_assert_cmpfloat(r->reference.compensation_deg, <, 2);
	g_assert_true(r->reference.has_rate);
	for (int i = 0; i < 3; i++) {
		g_assert_cmpfloat_with_epsilon(r->reference.rest_gravity[i], up[i], 0.03F);
		g_assert_cmpfloat_with_epsilon(r->reference.axis[i], axis[i], 0.03F);
	}
	for (int i = 0; i < REP_CURVE_POINTS; i++)
		g_assert_cmpfloat(r->reference.curve_spread[i], >, 0);
	g_assert_cmpfloat_with_epsilon(r->reference.curve[REP_CURVE_POINTS / 2], 1, 0.05F);
}

/* One repetition has no spread of its own: the usual one stands for it. */
static void test_single(void)
{
	g_autofree Recording *r = recording_of(&simulated_sensor_default);

	add(r, &simulated_repetition_default);
	g_assert_cmpint(make(r), ==, REFERENCE_GOOD);
	g_assert_cmpfloat_with_epsilon(r->reference.rom_spread_deg, 7, 0.5F);
	g_assert_cmpfloat(r->reference.duration_spread_s, >, 0.3F);
}

static void test_faults(void)
{
	g_autofree Recording *still = recording_of(&simulated_sensor_default);
	g_autofree Recording *small = recording_of(&simulated_sensor_default);
	g_autofree Recording *unlike = recording_of(&simulated_sensor_default);
	g_autofree Recording *none = recording_of(&simulated_sensor_default);
	struct simulated_repetition rep = simulated_repetition_default;

	/* "Still" is the way back of another repetition. */
	rep.rest_s = 0;
	simulated_limb_repeat(&still->limb, &rep);
	rep.rest_s = simulated_repetition_default.rest_s;
	add(still, &rep);
	g_assert_cmpint(make(still), ==, REFERENCE_NOT_STILL);
	g_assert_cmpuint(still->reference.repetitions, ==, 1);
	g_assert_cmpfloat_with_epsilon(still->reference.rom_deg, 70, 5);
	rep.rom_deg = 2;
	add(small, &rep);
	g_assert_cmpint(make(small), ==, REFERENCE_NO_MOVEMENT);
	add(unlike, &simulated_repetition_default);
	rep.rom_deg = 25;
	add(unlike, &rep);
	g_assert_cmpint(make(unlike), ==, REFERENCE_UNLIKE);
	g_assert_cmpint(make(none), ==, REFERENCE_TOO_SHORT);
	g_assert_cmpuint(none->reference.repetitions, ==, 0);
}

/* Takes out what was measured from `from_s` after the start of the first repetition on. */
static void cut(Recording *r, gint64 from_s, gint64 seconds)
{
	gint64 from_ns = r->spans[0].start_ns + from_s * NS_PER_S;
	gsize kept = 0;

	for (gsize i = 0; i < r->limb.count; i++)
		if (r->samples[i].t_ns < from_ns ||
		    r->samples[i].t_ns > from_ns + seconds * NS_PER_S)
			r->samples[kept++] = r->samples[i];
	r->limb.count = kept;
}

static void test_holes(void)
{
	g_autofree Recording *r = recording_of(&simulated_sensor_default);

	add(r, &simulated_repetition_default);
	cut(r, 1, 1);
	g_assert_cmpint(make(r), ==, REFERENCE_HOLES);
}

/* Over a long hole no rows are made up: the repetition only looks shorter. */
static void test_breaks(void)
{
	struct simulated_repetition rep = simulated_repetition_default;
	g_autofree Recording *within = NULL, *at_the_end = NULL, *behind = NULL;

	rep.hold_s = 6;
	rep.rest_s = 6;
	within = recording_of(&simulated_sensor_default);
	add(within, &rep);
	cut(within, 2, 4);
	g_assert_cmpint(make(within), ==, REFERENCE_HOLES);
	at_the_end = recording_of(&simulated_sensor_default);
	add(at_the_end, &rep);
	cut(at_the_end, 8, 5);
	g_assert_cmpint(make(at_the_end), ==, REFERENCE_HOLES);
	behind = recording_of(&simulated_sensor_default);
	add(behind, &rep);
	cut(behind, 10, 4);
	g_assert_cmpint(make(behind), ==, REFERENCE_GOOD);
}

static void test_units(void)
{
	struct simulated_sensor sensor = simulated_sensor_default;
	g_autofree Recording *r = NULL;

	sensor.acc_scale = 1 / 9.81F;
	r = recording_of(&sensor);
	add(r, &simulated_repetition_default);
	g_assert_cmpint(make(r), ==, REFERENCE_BAD_UNITS);
}

static void test_wrong_spans(void)
{
	g_autofree Recording *r = recording_of(&simulated_sensor_default);

	add(r, &simulated_repetition_default);
	add(r, &simulated_repetition_default);
	r->spans[1].start_ns = r->spans[0].start_ns; /* they overlap */
	g_assert_cmpint(make(r), ==, REFERENCE_TOO_SHORT);
	r->count = 1;
	r->spans[0].start_ns += 1000 * NS_PER_S; /* not in the recording */
	r->spans[0].end_ns += 1000 * NS_PER_S;
	g_assert_cmpint(make(r), !=, REFERENCE_GOOD);
}

static void test_bytes(void)
{
	g_autofree Recording *r = recording_of(&simulated_sensor_default);
	struct rep_reference back = {.repetitions = 9};
	guint8 bytes[REP_REFERENCE_SIZE_MAX], again[REP_REFERENCE_SIZE_MAX];
	struct byte_writer w;
	long size;

	add(r, &simulated_repetition_default);
	g_assert_cmpint(make(r), ==, REFERENCE_GOOD);
	size = rep_reference_encode(&r->reference, bytes, sizeof bytes);
	g_assert_cmpint(size, >, 0);
	g_assert_cmpint(rep_reference_encode(&r->reference, bytes, (gsize)size - 1), ==, -ENOBUFS);
	for (gsize cut = 0; cut < (gsize)size; cut++)
		g_assert_cmpint(rep_reference_decode(REP_REFERENCE_VERSION, bytes, cut, &back), ==,
				-EBADMSG);
	g_assert_cmpint(rep_reference_decode(REP_REFERENCE_VERSION + 1, bytes, (gsize)size, &back),
			==, -EPROTONOSUPPORT);
	g_assert_cmpuint(back.repetitions, ==, 9);
	rep_reference_encode(&r->reference, bytes, sizeof bytes);
	g_assert_cmpint(rep_reference_decode(REP_REFERENCE_VERSION, bytes, (gsize)size, &back), ==,
			0);
	g_assert_cmpint(rep_reference_encode(&back, again, sizeof again), ==, size);
	g_assert_true(memcmp(bytes, again, (gsize)size) == 0);
	/* An axis of no length, which no recording gives. */
	byte_writer_init(&w, bytes + 2 + 3 * 4, 12);
	for (int i = 0; i < 3; i++)
		put_f32(&w, 0);
	g_assert_cmpint(rep_reference_decode(REP_REFERENCE_VERSION, bytes, (gsize)size, &back), ==,
			-EBADMSG);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reference/measures-what-was-accepted", test_measures);
	g_test_add_func("/reference/one-repetition-has-the-usual-spread", test_single);
	g_test_add_func("/reference/not-still-no-movement-unlike-too-short", test_faults);
	g_test_add_func("/reference/holes", test_holes);
	g_test_add_func("/reference/breaks", test_breaks);
	g_test_add_func("/reference/bad-units", test_units);
	g_test_add_func("/reference/wrong-spans", test_wrong_spans);
	g_test_add_func("/reference/bytes-come-back", test_bytes);
	return g_test_run();
}
