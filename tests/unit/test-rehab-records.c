/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repetitions and sessions as blobs: there and back, and nothing that lies. */
#include "health-models/rehab/session_record.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

static struct repetition_record a_repetition(void)
{
	struct repetition_record r = {.session = "r1.2",
				      .exercise = "half-squat",
				      .side = REHAB_SIDE_LEFT,
				      .set = 2,
				      .number = 7};

	r.repetition = (struct repetition){.start_ns = 1000,
					   .turn_ns = 3000,
					   .end_ns = 5000,
					   .label = REP_PARTIAL,
					   .score = 61.5f,
					   .part = {40, 90, NAN, 80, 100},
					   .rom_deg = 31,
					   .rom_percent = 55,
					   .smoothness_sparc = -2.5f,
					   .compensation_deg = NAN};
	return r;
}

static void test_repetition(void)
{
	const struct repetition_record in = a_repetition();
	guint8 blob[REPETITION_RECORD_SIZE_MAX];
	long size = repetition_record_encode(&in, blob, sizeof blob);
	struct repetition_record out;

	g_assert_cmpint(size, >, 0);
	g_assert_cmpint(repetition_record_decode(1, blob, (size_t)size, 91000, 95000, &out), ==, 0);
	g_assert_cmpstr(out.session, ==, in.session);
	g_assert_cmpstr(out.exercise, ==, in.exercise);
	g_assert_cmpint((int)out.side, ==, REHAB_SIDE_LEFT);
	g_assert_cmpint(out.set, ==, 2);
	g_assert_cmpint(out.number, ==, 7);
	/* Dated anew, it keeps its shape. */
	g_assert_cmpint(out.repetition.turn_ns, ==, 93000);
	g_assert_cmpfloat((double)out.repetition.score, ==, 61.5);
	g_assert_true(isnan(out.repetition.part[EXERCISE_PART_SHAPE]));
	g_assert_cmpfloat((double)out.repetition.smoothness_sparc, ==, -2.5);
	g_assert_cmpint(repetition_record_decode(2, blob, (size_t)size, 0, 4000, &out), ==,
			-EPROTONOSUPPORT);
	/* The turn would lie behind the end. */
	g_assert_cmpint(repetition_record_decode(1, blob, (size_t)size, 0, 1999, &out), ==,
			-EBADMSG);
	g_assert_cmpint(repetition_record_decode(1, blob, (size_t)size, 5, 4, &out), ==, -EBADMSG);
	for (long n = 0; n < size; n++)
		g_assert_cmpint(repetition_record_decode(1, blob, (size_t)n, 0, 4000, &out), <, 0);
}

/* Exercise files have names of 48 characters at most: health-twin-exercise(5). */
static void test_longest_name(void)
{
	static const char name[] = "stand-up-from-a-chair-without-arms-and-sit-again";
	struct repetition_record r = a_repetition(), out;
	guint8 blob[REPETITION_RECORD_SIZE_MAX];
	long size;

	G_STATIC_ASSERT(sizeof name == 49);
	g_assert_cmpuint(g_strlcpy(r.exercise, name, sizeof r.exercise), <, sizeof r.exercise);
	size = repetition_record_encode(&r, blob, sizeof blob);
	g_assert_cmpint(size, >, 0);
	g_assert_cmpint(repetition_record_decode(1, blob, (size_t)size, 0, 4000, &out), ==, 0);
	g_assert_cmpstr(out.exercise, ==, name);
}

static void refuse(const struct repetition_record *r)
{
	guint8 blob[REPETITION_RECORD_SIZE_MAX];

	g_assert_cmpint(repetition_record_encode(r, blob, sizeof blob), ==, -EINVAL);
}

static void test_refused(void)
{
	struct repetition_record r = a_repetition();
	guint8 little[20];

	g_assert_cmpint(repetition_record_encode(&r, little, sizeof little), ==, -ENOBUFS);
	r.repetition.turn_ns = 6000;
	refuse(&r);
	r = a_repetition();
	r.repetition.score = 101;
	refuse(&r);
	r = a_repetition();
	r.repetition.rom_deg = INFINITY;
	refuse(&r);
	r = a_repetition();
	strcpy(r.exercise, "../x");
	refuse(&r);
	r = a_repetition();
	r.number = 0;
	refuse(&r);
	r = a_repetition();
	memset(r.session, 'a', sizeof r.session);
	refuse(&r);
}

static struct session_record a_session(void)
{
	struct session_record s = {.session = "r1.2",
				   .exercise = "half-squat",
				   .end = SESSION_END_STOPPED,
				   .stops = 6,
				   .sets_planned = 3,
				   .repetitions_planned = 10,
				   .duration_planned_s = 120,
				   .exercised_s = 70000,
				   .reference_version = 1,
				   .sets = 2};

	memset(s.reference_hash, 0xa5, sizeof s.reference_hash);
	s.set[0] = (struct session_set){
	    .repetitions = 10, .label = {9, 1}, .median_score = 90, .velocity_loss = 0.1f};
	s.set[1] = (struct session_set){.median_score = NAN, .velocity_loss = NAN};
	return s;
}

static void test_session(void)
{
	struct session_record in = a_session(), out;
	guint8 blob[SESSION_RECORD_SIZE_MAX];
	long size = session_record_encode(&in, blob, sizeof blob);

	g_assert_cmpint(size, >, 0);
	g_assert_cmpint(session_record_decode(1, blob, (size_t)size, &out), ==, 0);
	g_assert_cmpint((int)out.end, ==, SESSION_END_STOPPED);
	g_assert_cmpuint(out.stops, ==, 6);
	g_assert_cmpuint(out.duration_planned_s, ==, 120);
	g_assert_cmpuint(out.exercised_s, ==, 70000);
	g_assert_cmpint(out.set[0].label[REP_PARTIAL], ==, 1);
	g_assert_true(isnan(out.set[1].median_score));
	g_assert_cmpint(memcmp(out.reference_hash, in.reference_hash, sizeof in.reference_hash), ==,
			0);
	for (long n = 0; n < size; n++)
		g_assert_cmpint(session_record_decode(1, blob, (size_t)n, &out), ==, -EBADMSG);
	g_assert_cmpint(session_record_decode(0, blob, (size_t)size, &out), ==, -EPROTONOSUPPORT);
	/* Labels that do not add up. */
	in.set[0].label[REP_OK] = 8;
	g_assert_cmpint(session_record_encode(&in, blob, sizeof blob), ==, -EINVAL);
}

static void test_most(void)
{
	struct session_record in = a_session();
	guint8 blob[SESSION_RECORD_SIZE_MAX];

	memset(in.session, 0, sizeof in.session);
	memset(in.session, 'x', sizeof in.session - 1);
	memset(in.exercise, 0, sizeof in.exercise);
	memset(in.exercise, 'y', sizeof in.exercise - 1);
	in.sets = SESSION_SETS_MAX;
	g_assert_cmpint(session_record_encode(&in, blob, sizeof blob), >, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rehab-records/repetition-there-and-back", test_repetition);
	g_test_add_func("/rehab-records/impossible-repetition-refused", test_refused);
	g_test_add_func("/rehab-records/session-there-and-back", test_session);
	g_test_add_func("/rehab-records/largest-session-fits", test_most);
	g_test_add_func("/rehab-records/longest-name", test_longest_name);
	return g_test_run();
}
