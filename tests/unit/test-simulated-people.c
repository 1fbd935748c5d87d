/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every exercise of the library done by people who differ: each repetition has a range, a tempo, a
 * pause, a tremor and a rest of its own, as far apart as people's are. What is right is told as
 * right, what is wrong as wrong, and every session is counted exactly.
 */
#include "health-models/rehab/set/exercise_set.h"
#include "programme/exercises/ht-exercise.h"
#include "programme/rehab-words.h"
#include "tests/unit/simulated-exercise.h"

#include <math.h>

enum { PEOPLE = 12, RIGHT_BEFORE = 4, WRONG = 3, RIGHT_AFTER = 3, SAMPLES_MAX = 20000 };

/* Each with the label that it is told by. */
static const struct {
	enum simulated_execution execution;
	enum rep_label label;
} wrong_ways[] = {
    {EXECUTION_HALF, REP_PARTIAL},
    {EXECUTION_FAST, REP_FAST},
    {EXECUTION_SLOW, REP_SLOW},
    {EXECUTION_LEAN, REP_COMPENSATED},
};

typedef struct {
	guint sessions, exact;
	guint right, right_ok;
	guint wrong, wrong_told, wrong_named;
	guint refused;
} Tally;

typedef struct {
	const struct simulated_exercise *exercise;
	GRand *random;
	struct imu_sample *samples;
	struct simulated_limb limb;
} Person;

static float normal(Person *person)
{
	double sum = 0;

	for (int i = 0; i < 12; i++)
		sum += g_rand_double(person->random);
	return (float)(sum - 6);
}

/* A hand trembles by 0.3 degrees at 7 Hz; a whole body on its ankles is too heavy to. */
static float tremor_deg(Person *person)
{
	float turn_rads = 2 * (float)G_PI * 7;
	float most = 0.5F / (turn_rads * turn_rads * person->exercise->sensor.lever_m);

	return fminf(0.3F * fabsf(normal(person)), most * 180 / (float)G_PI);
}

static int64_t repeat(Person *person, enum simulated_execution execution, float drift_deg,
		      int64_t *end_ns)
{
	struct simulated_repetition own = person->exercise->right;
	float tempo = expf(0.1F * normal(person));

	own.rom_deg *= 1 + 0.05F * normal(person);
	own.concentric_s *= tempo * expf(0.05F * normal(person));
	own.hold_s *= expf(0.25F * normal(person));
	own.eccentric_s *= tempo * expf(0.05F * normal(person));
	own.rest_s = 0.5F + 2 * (float)g_rand_double(person->random);
	own.tremor_hz = 7;
	own.tremor_deg = tremor_deg(person);
	own.compensation_deg = 2 * normal(person);
	own.end_offset_deg = drift_deg * normal(person);
	return simulated_exercise_repeat_own(person->exercise, &person->limb, execution, &own,
					     end_ns);
}

static void begin(Person *person, unsigned seed, float still_s)
{
	simulated_limb_init(&person->limb, &person->exercise->sensor, seed, 0, person->samples,
			    SAMPLES_MAX);
	simulated_limb_rest(&person->limb, still_s);
}

/* Three that a supervisor accepts: alike. */
static void record(Person *person, unsigned seed, const struct exercise *model,
		   struct rep_reference *reference)
{
	enum reference_fault fault = REFERENCE_UNLIKE;

	for (int tries = 0; fault == REFERENCE_UNLIKE && tries < 5; tries++) {
		struct rep_span spans[3];

		begin(person, seed, 4);
		for (int i = 0; i < 3; i++)
			spans[i].start_ns = repeat(person, EXECUTION_RIGHT, 0, &spans[i].end_ns);
		fault = rep_reference_make(person->samples, person->limb.count, spans, 3, model,
					   reference);
	}
	g_assert_cmpstr(ht_reference_fault_name(fault), ==, "good");
}

static void take(Tally *tally, const struct repetition *r, guint number, enum rep_label wanted)
{
	if (number < RIGHT_BEFORE || number >= RIGHT_BEFORE + WRONG) {
		tally->right_ok += r->label == REP_OK;
	} else {
		tally->wrong_told += r->label != REP_OK;
		tally->wrong_named += r->label == wanted;
	}
}

static void score(Person *person, const struct exercise *model,
		  const struct rep_reference *reference, enum rep_label wanted, Tally *tally)
{
	g_autofree struct exercise_set *set = g_new0(struct exercise_set, 1);
	struct set_event event;
	guint number = 0;

	g_assert_cmpint(exercise_set_init(set, model, reference, person->exercise->sensor.rate_hz),
			==, 0);
	for (gsize i = 0; i <= person->limb.count; i++) {
		if (i < person->limb.count)
			exercise_set_push(set, SET_SENSOR_LIMB, &person->samples[i]);
		else
			exercise_set_finish(set);
		while (exercise_set_get(set, &event)) {
			g_assert_cmpint(event.kind, !=, SET_TROUBLE);
			if (event.kind == SET_REPETITION)
				take(tally, &event.repetition, number++, wanted);
			tally->refused += event.kind == SET_REFUSED;
		}
	}
	tally->sessions++;
	tally->exact += number == RIGHT_BEFORE + WRONG + RIGHT_AFTER;
	tally->right += RIGHT_BEFORE + RIGHT_AFTER;
	tally->wrong += WRONG;
}

static void do_session(Person *person, unsigned seed, const struct exercise *model, Tally *tally)
{
	guint way = seed % G_N_ELEMENTS(wrong_ways);
	struct rep_reference reference;
	int64_t end_ns;

	record(person, seed, model, &reference);
	begin(person, seed + 1000, 2);
	for (int i = 0; i < RIGHT_BEFORE; i++)
		repeat(person, EXECUTION_RIGHT, 1, &end_ns);
	for (int i = 0; i < WRONG; i++)
		repeat(person, wrong_ways[way].execution, 1, &end_ns);
	for (int i = 0; i < RIGHT_AFTER; i++)
		repeat(person, EXECUTION_RIGHT, 1, &end_ns);
	simulated_limb_rest(&person->limb, 2);
	g_assert_cmpuint(person->limb.count, <, SAMPLES_MAX);
	score(person, model, &reference, wrong_ways[way].label, tally);
}

static void do_exercise(const HtExercise *exercise, Tally *tally)
{
	Person person = {.exercise = simulated_exercise_find(ht_exercise_id(exercise)),
			 .random = g_rand_new_with_seed(20261122),
			 .samples = g_new(struct imu_sample, SAMPLES_MAX)};

	g_assert_nonnull(person.exercise);
	for (unsigned i = 0; i < PEOPLE; i++)
		do_session(&person, i + 1, ht_exercise_model(exercise), tally);
	g_rand_free(person.random);
	g_free(person.samples);
}

static void test_people(void)
{
	g_autofree char *path =
	    g_build_filename(g_getenv("top_srcdir"), "programme/exercises/library", NULL);
	const char *const folders[] = {path, NULL};
	g_autoptr(GPtrArray) list = ht_exercise_list(folders, NULL);
	Tally tally = {0};

	g_assert_cmpuint(list->len, ==, 12);
	for (guint i = 0; i < list->len; i++)
		do_exercise(list->pdata[i], &tally);
	g_test_message(
	    "%u of %u sessions counted exactly; right: %u of %u ok; wrong: %u of %u told, "
	    "%u by their name; %u refused",
	    tally.exact, tally.sessions, tally.right_ok, tally.right, tally.wrong_told, tally.wrong,
	    tally.wrong_named, tally.refused);
	g_assert_cmpuint(tally.exact * 100, >=, tally.sessions * 97);
	g_assert_cmpuint(tally.right_ok * 100, >=, tally.right * 97);
	g_assert_cmpuint(tally.wrong_told * 100, >=, tally.wrong * 98);
	g_assert_cmpuint(tally.wrong_named * 100, >=, tally.wrong * 90);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/simulated-people/every-exercise", test_people);
	return g_test_run();
}
