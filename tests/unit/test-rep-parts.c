/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a score is made of: smoothness, shape, the sum, symmetry, and the level of a set. */
#include "health-models/rehab/score/rep_curve.h"
#include "health-models/rehab/score/rep_label.h"
#include "health-models/rehab/set/segmentation.h"
#include "health-models/rehab/set/set_events.h"
#include "health-models/rehab/score/spectral_arc.h"
#include "health-models/rehab/score/symmetry.h"

#include <glib.h>
#include <math.h>

enum { PROFILE = 100 };

static void speed_profile(float speed[PROFILE], float tremor)
{
	for (int i = 0; i < PROFILE; i++) {
		float u = (float)i / (PROFILE - 1);

		speed[i] = 30 * u * u * (1 - u) * (1 - u);
		speed[i] += tremor * sinf(50 * u) * sinf((float)G_PI * u);
	}
}

/* Of a movement of least jerk it is about -1.4, whatever its size and its time are
 * (Balasubramanian et al. 2015). */
static void test_spectral_arc(void)
{
	float speed[PROFILE];
	float smooth;

	speed_profile(speed, 0);
	smooth = spectral_arc(speed, PROFILE, 0.01F);
	g_assert_cmpfloat_with_epsilon(smooth, -1.40F, 0.01F);
	g_assert_cmpfloat_with_epsilon(spectral_arc(speed, PROFILE, 0.02F), smooth, 0.05F);
	for (int i = 0; i < PROFILE; i++)
		speed[i] *= 7;
	g_assert_cmpfloat_with_epsilon(spectral_arc(speed, PROFILE, 0.01F), smooth, 1e-4F);
	speed_profile(speed, 0.5F);
	g_assert_cmpfloat(spectral_arc(speed, PROFILE, 0.01F), <, smooth - 0.3F);
	g_assert_true(isnan(spectral_arc(speed, 3, 0.01F)));
	for (int i = 0; i < PROFILE; i++)
		speed[i] = 0;
	g_assert_true(isnan(spectral_arc(speed, PROFILE, 0.01F)));
}

static void test_curve(void)
{
	float along[200], curve[REP_CURVE_POINTS], late[REP_CURVE_POINTS], twice[REP_CURVE_POINTS];
	float spread[REP_CURVE_POINTS];

	for (int i = 0; i < REP_CURVE_POINTS; i++)
		spread[i] = 0.05F;
	for (int i = 0; i < 200; i++) /* with a rest that moved by 10 degrees */
		along[i] = 60 * sinf((float)G_PI * (float)i / 199) + (float)i / 20;
	rep_curve_make(along, 200, curve);
	g_assert_cmpfloat_with_epsilon(curve[0], 0, 1e-5F);
	g_assert_cmpfloat_with_epsilon(curve[REP_CURVE_POINTS - 1], 0, 1e-4F);
	g_assert_cmpfloat_with_epsilon(curve[REP_CURVE_POINTS / 2], 1, 0.01F);
	g_assert_cmpfloat(rep_curve_distance(curve, curve, spread), ==, 0);
	for (int i = 0; i < 200; i++) { /* the same a little later, and two humps */
		float u = (float)i / 199;

		along[i] = 60 * sinf((float)G_PI * u * u * (1.6F - 0.6F * u));
	}
	rep_curve_make(along, 200, late);
	for (int i = 0; i < 200; i++)
		along[i] = 60 * fabsf(sinf(2 * (float)G_PI * (float)i / 199));
	rep_curve_make(along, 200, twice);
	g_assert_cmpfloat(rep_curve_distance(late, curve, spread), <, 2);
	g_assert_cmpfloat(rep_curve_distance(twice, curve, spread), >, 3);
}

static void test_score(void)
{
	struct rep_differences d = {.z = {0.5F, -1, 1, 0, 0.9F}};
	float part[EXERCISE_PARTS];
	float half;

	g_assert_cmpfloat(rep_score(&d, exercise_default.weight, part), ==, 100);
	d.z[EXERCISE_PART_ROM] = 3;
	half = rep_score(&d, exercise_default.weight, part);
	g_assert_cmpfloat_with_epsilon(half, 100 * expf(-0.3F * 2), 0.01F);
	g_assert_cmpfloat_with_epsilon(part[EXERCISE_PART_ROM], 100 * expf(-2), 0.01F);
	g_assert_cmpfloat(part[EXERCISE_PART_TEMPO], ==, 100);
	d.z[EXERCISE_PART_TEMPO] = NAN; /* its weight goes to the others */
	g_assert_cmpfloat_with_epsilon(rep_score(&d, exercise_default.weight, part),
				       100 * expf(-0.3F * 2 / 0.85F), 0.01F);
	g_assert_true(isnan(part[EXERCISE_PART_TEMPO]));
}

static void test_level(void)
{
	struct rom_level level;

	rom_level_init(&level);
	rom_level_take(&level, REP_OK, 60);
	rom_level_take(&level, REP_OK, 70);
	rom_level_take(&level, REP_PARTIAL, 30);
	rom_level_take(&level, REP_FAST, 90);
	g_assert_cmpfloat(rom_level_deg(&level), ==, 0); /* two are too few */
	rom_level_take(&level, REP_SLOW, 65);
	g_assert_cmpfloat(rom_level_deg(&level), ==, 65);
	for (int i = 0; i < 20; i++)
		rom_level_take(&level, REP_OK, 80);
	g_assert_cmpfloat(rom_level_deg(&level), ==, 80);
}

static void test_symmetry(void)
{
	g_assert_cmpfloat_with_epsilon(symmetry_percent(90, 110), 20, 1e-4F);
	g_assert_cmpfloat_with_epsilon(symmetry_lead_percent(90, 110), -20, 1e-4F);
	g_assert_cmpfloat(symmetry_percent(50, 50), ==, 0);
	g_assert_true(isnan(symmetry_percent(0, 50)));
	g_assert_true(isnan(symmetry_percent(50, NAN)));
}

static unsigned count_ends(const float *along, unsigned count)
{
	struct segmentation s;
	unsigned ends = 0;

	segmentation_init(&s, 60, 10);
	for (unsigned i = 0; i < count; i++)
		ends += segmentation_push(&s, along[i]) == SEGMENT_ENDED;
	return ends + (segmentation_finish(&s) == SEGMENT_ENDED);
}

/* Without a pause, with a dip at the turn, with a rest that wanders, with a tail cut off. */
static void test_segments(void)
{
	enum { ROWS = 1000 };
	float along[ROWS];

	for (int i = 0; i < ROWS; i++)
		along[i] = 30 - 30 * cosf(2 * (float)G_PI * (float)i / 100);
	g_assert_cmpuint(count_ends(along, ROWS), ==, 10);
	for (int i = 0; i < ROWS; i++)
		along[i] += (float)i / 10 - 20; /* rest goes from -20 to 80 */
	g_assert_cmpuint(count_ends(along, ROWS), ==, 10);
	for (int i = 0; i < ROWS; i++) {
		float u = (float)(i % 100) / 100;

		along[i] = 60 * sinf((float)G_PI * u) - 15 * expf(-powf((u - 0.5F) / 0.08F, 2));
	}
	g_assert_cmpuint(count_ends(along, ROWS), ==, 10);
	g_assert_cmpuint(count_ends(along, 95), ==, 1);
	g_assert_cmpuint(count_ends(along, 60), ==, 0);
}

/* Too many events: repetitions stay. */
static void test_events(void)
{
	struct set_events q;
	struct set_event event = {.kind = SET_REPETITION, .t_ns = 1};

	set_events_init(&q);
	set_events_put(&q, &event);
	event.kind = SET_REFUSED;
	for (int i = 0; i < 3 * SET_EVENTS_MAX; i++) {
		event.t_ns = 2 + i;
		set_events_put(&q, &event);
	}
	g_assert_cmpint(set_events_get(&q, &event), ==, 1);
	g_assert_cmpint(event.kind, ==, SET_REPETITION);
	g_assert_cmpint(set_events_get(&q, &event), ==, 1);
	g_assert_cmpint(event.t_ns, ==, 2 + 3 * SET_EVENTS_MAX - (SET_EVENTS_MAX - 1));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/parts/spectral-arc", test_spectral_arc);
	g_test_add_func("/parts/shape-of-a-curve", test_curve);
	g_test_add_func("/parts/score", test_score);
	g_test_add_func("/parts/level-of-a-set", test_level);
	g_test_add_func("/parts/symmetry", test_symmetry);
	g_test_add_func("/parts/segments", test_segments);
	g_test_add_func("/parts/events-keep-repetitions", test_events);
	return g_test_run();
}
