/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated person with a reference, and a set of an exercise that is fed with what moves. */
#pragma once

#include "health-models/rehab/set/exercise_set.h"
#include "tests/unit/simulated-limb.h"

#include <glib.h>

G_BEGIN_DECLS

enum { REPS_BENCH_SAMPLES = 1 << 15 };

typedef struct {
	struct exercise exercise;
	struct simulated_sensor sensor;
	struct rep_reference reference;
	struct imu_sample samples[REPS_BENCH_SAMPLES];
	struct simulated_limb limb;
	struct exercise_set set;
	GArray *events; /* of struct set_event */
} RepsBench;

/* The usual exercise and sensor; the reference is made of `repetitions` of rep. (transfer full) */
RepsBench *reps_bench_new(const struct exercise *exercise, const struct simulated_sensor *sensor,
			  const struct simulated_repetition *rep, unsigned repetitions);
void reps_bench_free(RepsBench *bench);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RepsBench, reps_bench_free)

/* Feeds what bench->limb has measured since, keeps the events, and leaves the limb empty. */
void reps_bench_feed(RepsBench *bench);
void reps_bench_finish(RepsBench *bench);
/* Rest of 1 s, the repetition `times` times, all fed. Returns when the last one began. */
gint64 reps_bench_do(RepsBench *bench, const struct simulated_repetition *rep, unsigned times);

unsigned reps_bench_count(const RepsBench *bench, enum set_event_kind kind);
/* How often that reason was given, by whichever kind of event. */
unsigned reps_bench_reasons(const RepsBench *bench, enum set_reason reason);
/* The repetition i; fails the test where there is none. */
const struct set_event *reps_bench_rep(const RepsBench *bench, unsigned i);

G_END_DECLS
