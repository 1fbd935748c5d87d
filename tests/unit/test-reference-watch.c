/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The candidates of a reference: found where they are, in every exercise; none before it was still.
 */
#include "common/timebase.h"
#include "health-models/rehab/reference/reference_watch.h"
#include "tests/unit/simulated-exercise.h"

#include <glib.h>
#include <math.h>

enum { SAMPLES = 20000, REPETITIONS = 3, NEAR_MS = 700 };

typedef struct {
	struct imu_sample sample[SAMPLES];
	struct simulated_limb limb;
	struct reference_watch watch;
	int64_t begin_ns[REPETITIONS], end_ns[REPETITIONS];
	struct set_event event[32];
	guint events;
} Play;

static Play *play_new(const struct simulated_exercise *exercise, enum exercise_signal signal)
{
	Play *play = g_new0(Play, 1);

	simulated_limb_init(&play->limb, &exercise->sensor, 7, 0, play->sample, SAMPLES);
	reference_watch_init(&play->watch, signal, exercise->sensor.rate_hz);
	return play;
}

static void push_all(Play *play)
{
	for (size_t i = 0; i < play->limb.count; i++)
		if (reference_watch_push(&play->watch, &play->sample[i]) > 0)
			while (reference_watch_get(&play->watch, &play->event[play->events]))
				g_assert_cmpuint(++play->events, <, G_N_ELEMENTS(play->event));
}

static guint count(const Play *play, enum set_event_kind kind)
{
	guint n = 0;

	for (guint i = 0; i < play->events; i++)
		n += play->event[i].kind == kind;
	return n;
}

static const struct {
	const char *name;
	enum exercise_signal signal;
} exercises[] = {
    {"biceps-curl", EXERCISE_SIGNAL_TILT},
    {"half-squat", EXERCISE_SIGNAL_TILT},
    {"heel-raise", EXERCISE_SIGNAL_TILT},
    {"heel-slide", EXERCISE_SIGNAL_TILT},
    {"marching-on-the-spot", EXERCISE_SIGNAL_TILT},
    {"shoulder-external-rotation", EXERCISE_SIGNAL_ROTATION},
    {"straight-leg-raise", EXERCISE_SIGNAL_TILT},
    {"wall-push-up", EXERCISE_SIGNAL_TILT},
};

static void check_candidate(const Play *play, const struct repetition *r, guint i)
{
	g_assert_cmpint(llabs(r->start_ns - play->begin_ns[i]) / 1000000, <, 2 * NEAR_MS);
	g_assert_cmpint(llabs(r->end_ns - play->end_ns[i]) / 1000000, <, NEAR_MS);
	g_assert_cmpint((int)r->label, ==, REP_NOT_SCORED);
	g_assert_cmpfloat((double)r->rom_deg, >, 10);
}

static void check_exercise(guint which)
{
	const struct simulated_exercise *exercise = simulated_exercise_find(exercises[which].name);
	Play *play = play_new(exercise, exercises[which].signal);
	guint found = 0;

	simulated_limb_rest(&play->limb, 4);
	for (guint i = 0; i < REPETITIONS; i++)
		play->begin_ns[i] = simulated_exercise_repeat(exercise, &play->limb,
							      EXECUTION_RIGHT, i, &play->end_ns[i]);
	simulated_limb_rest(&play->limb, 3);
	push_all(play);
	g_assert_cmpuint(count(play, SET_READY), ==, 1);
	g_assert_cmpuint(count(play, SET_REPETITION), ==, REPETITIONS);
	for (guint i = 0; i < play->events; i++)
		if (play->event[i].kind == SET_REPETITION)
			check_candidate(play, &play->event[i].repetition, found++);
	g_free(play);
}

static void test_exercises(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(exercises); i++)
		check_exercise(i);
}

/* It never rests for two seconds. */
static void test_never_still(void)
{
	const struct simulated_exercise *exercise = simulated_exercise_find("side-arm-raise");
	struct simulated_repetition sway = simulated_repetition_default;
	Play *play = play_new(exercise, EXERCISE_SIGNAL_TILT);

	sway.rom_deg = 30;
	sway.rest_s = 0;
	sway.hold_s = 0;
	for (guint i = 0; i < 6; i++)
		simulated_limb_repeat(&play->limb, &sway);
	push_all(play);
	g_assert_cmpuint(count(play, SET_READY), ==, 0);
	g_assert_cmpuint(count(play, SET_REPETITION), ==, 0);
	g_assert_cmpuint(count(play, SET_REFUSED), >=, 1);
	g_assert_cmpint((int)play->event[0].reason, ==, SET_REASON_NOT_READY);
	g_free(play);
}

/* A small movement is refused with a word, and numbers must be numbers. */
static void test_refused(void)
{
	const struct simulated_exercise *exercise = simulated_exercise_find("side-arm-raise");
	struct simulated_repetition small = simulated_repetition_default;
	Play *play = play_new(exercise, EXERCISE_SIGNAL_TILT);
	struct imu_sample bad = {.has = IMU_ACCELERATION, .acc_ms2 = {NAN, 0, 0}};

	g_assert_cmpint(reference_watch_push(&play->watch, &bad), <, 0);
	small.rom_deg = 8;
	simulated_limb_rest(&play->limb, 4);
	simulated_limb_repeat(&play->limb, &small);
	simulated_limb_rest(&play->limb, 2);
	push_all(play);
	g_assert_cmpuint(count(play, SET_REPETITION), ==, 0);
	g_assert_cmpint((int)play->event[play->events - 1].reason, ==, SET_REASON_TOO_SMALL);
	g_free(play);
}

/* Of a repetition that is held for 6 s nothing comes from its second second on. */
static void check_hole(gint64 seconds)
{
	const struct simulated_exercise *exercise = simulated_exercise_find("side-arm-raise");
	struct simulated_repetition held = simulated_repetition_default;
	Play *play = play_new(exercise, EXERCISE_SIGNAL_TILT);
	size_t kept = 0;
	gint64 from_ns;

	held.hold_s = 6;
	simulated_limb_rest(&play->limb, 8);
	from_ns = simulated_limb_repeat(&play->limb, &held) + 2 * NS_PER_S;
	simulated_limb_rest(&play->limb, 2);
	for (size_t i = 0; i < play->limb.count; i++)
		if (play->sample[i].t_ns < from_ns ||
		    play->sample[i].t_ns > from_ns + seconds * NS_PER_S)
			play->sample[kept++] = play->sample[i];
	play->limb.count = kept;
	push_all(play);
	g_assert_cmpuint(count(play, SET_READY), ==, 1);
	g_assert_cmpuint(count(play, SET_TROUBLE), ==, 1);
	g_assert_cmpuint(count(play, SET_REPETITION), ==, 0);
	g_assert_cmpuint(count(play, SET_REFUSED), ==, 1);
	g_assert_cmpint((int)play->event[play->events - 1].reason, ==, SET_REASON_HOLE);
	g_free(play);
}

static void test_holes(void)
{
	check_hole(1);
	check_hole(4); /* over which no rows are made up */
}

/* One at rest harms nothing, and is told once. */
static void test_hole_at_rest(void)
{
	const struct simulated_exercise *exercise = simulated_exercise_find("side-arm-raise");
	Play *play = play_new(exercise, EXERCISE_SIGNAL_TILT);

	simulated_limb_rest(&play->limb, 6);
	simulated_limb_hole(&play->limb, 2);
	simulated_limb_rest(&play->limb, 2);
	simulated_limb_repeat(&play->limb, &simulated_repetition_default);
	simulated_limb_rest(&play->limb, 1);
	push_all(play);
	g_assert_cmpuint(count(play, SET_TROUBLE), ==, 1);
	g_assert_cmpuint(count(play, SET_REPETITION), ==, 1);
	g_free(play);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reference-watch/candidates-of-each-exercise", test_exercises);
	g_test_add_func("/reference-watch/nothing-before-it-was-still", test_never_still);
	g_test_add_func("/reference-watch/small-movement-refused", test_refused);
	g_test_add_func("/reference-watch/holes-refused", test_holes);
	g_test_add_func("/reference-watch/hole-at-rest-told-once", test_hole_at_rest);
	return g_test_run();
}
