/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/reps-bench.h"

#include "common/timebase.h"

static void make_reference(RepsBench *b, const struct simulated_repetition *rep,
			   unsigned repetitions)
{
	const double seconds = (double)(rep->concentric_s + rep->hold_s + rep->eccentric_s);
	struct rep_span spans[REP_REFERENCE_MAX];
	struct simulated_limb limb;

	simulated_limb_init(&limb, &b->sensor, 1, 0, b->samples, REPS_BENCH_SAMPLES);
	simulated_limb_rest(&limb, 2);
	for (unsigned i = 0; i < repetitions; i++) {
		spans[i].start_ns = simulated_limb_repeat(&limb, rep);
		spans[i].end_ns = spans[i].start_ns + (gint64)(seconds * 1e9);
	}
	g_assert_cmpint(rep_reference_make(b->samples, limb.count, spans, repetitions, &b->exercise,
					   &b->reference),
			==, REFERENCE_GOOD);
}

RepsBench *reps_bench_new(const struct exercise *exercise, const struct simulated_sensor *sensor,
			  const struct simulated_repetition *rep, unsigned repetitions)
{
	RepsBench *b = g_new0(RepsBench, 1);

	b->exercise = *exercise;
	b->sensor = *sensor;
	b->events = g_array_new(FALSE, FALSE, sizeof(struct set_event));
	make_reference(b, rep, repetitions);
	g_assert_cmpint(exercise_set_init(&b->set, exercise, &b->reference, sensor->rate_hz), ==,
			0);
	simulated_limb_init(&b->limb, sensor, 2, 100 * NS_PER_S, b->samples, REPS_BENCH_SAMPLES);
	return b;
}

void reps_bench_free(RepsBench *bench)
{
	g_array_unref(bench->events);
	g_free(bench);
}

static void take_events(RepsBench *b)
{
	struct set_event event;

	while (exercise_set_get(&b->set, &event))
		g_array_append_val(b->events, event);
}

void reps_bench_feed(RepsBench *b)
{
	for (gsize i = 0; i < b->limb.count; i++) {
		g_assert_cmpint(exercise_set_push(&b->set, SET_SENSOR_LIMB, &b->samples[i]), >=, 0);
		take_events(b);
	}
	b->limb.count = 0;
}

void reps_bench_finish(RepsBench *b)
{
	exercise_set_finish(&b->set);
	take_events(b);
}

gint64 reps_bench_do(RepsBench *b, const struct simulated_repetition *rep, unsigned times)
{
	gint64 start_ns = 0;

	simulated_limb_rest(&b->limb, 1);
	for (unsigned i = 0; i < times; i++)
		start_ns = simulated_limb_repeat(&b->limb, rep);
	reps_bench_feed(b);
	return start_ns;
}

unsigned reps_bench_count(const RepsBench *b, enum set_event_kind kind)
{
	unsigned count = 0;

	for (guint i = 0; i < b->events->len; i++)
		count += g_array_index(b->events, struct set_event, i).kind == kind;
	return count;
}

unsigned reps_bench_reasons(const RepsBench *b, enum set_reason reason)
{
	unsigned count = 0;

	for (guint i = 0; i < b->events->len; i++) {
		const struct set_event *e = &g_array_index(b->events, struct set_event, i);

		count += e->kind != SET_RESUMED && e->reason == reason;
	}
	return count;
}

const struct set_event *reps_bench_rep(const RepsBench *b, unsigned i)
{
	for (guint k = 0; k < b->events->len; k++) {
		const struct set_event *e = &g_array_index(b->events, struct set_event, k);

		if (e->kind == SET_REPETITION && i-- == 0)
			return e;
	}
	g_assert_not_reached();
}
