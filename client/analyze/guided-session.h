/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guided test, of a file or as it goes. */
#pragma once

#include <glib.h>

#include "health-models/motion/guided/chair_stand.h"
#include "health-models/motion/guided/timed_up_and_go.h"
#include "health-models/motion/unit_gate.h"
#include "health-models/motion/guided/walk_test.h"

G_BEGIN_DECLS

typedef enum {
	HT_GUIDED_NONE,
	HT_GUIDED_WALK,
	HT_GUIDED_CHAIR,
	HT_GUIDED_UP_AND_GO,
} HtGuided;

typedef struct {
	HtGuided test;
	double go_s;       /* from the first row; < 0 = with the first movement */
	double distance_m; /* of the laps walked; 0 = not known */
	double step_m;     /* length of a step; 0 = not known */
} HtGuidedWishes;

/* What is of the test that was wished for. */
typedef struct {
	HtGuided test;
	double start_s;
	double distance_m; /* 0 = not known */
	struct walk_test_result walk;
	struct chair_stand_result chair;
	struct up_and_go_result go;
} HtGuidedResult;

/* private */
typedef struct {
	const HtGuidedWishes *wishes;
	struct unit_gate gate;
	struct motion_grid grid;
	struct walk_test walk;
	struct chair_stand chair;
	struct up_and_go go;
	gboolean started;
	gint64 first_ns;
} HtGuidedSession;

/* "six-minute-walk", "chair-stand", "timed-up-and-go"; HT_GUIDED_NONE for another word. */
HtGuided ht_guided_parse(const char *name);
const char *ht_guided_name(HtGuided test);
/* Why there is no result, and what to do. */
const char *ht_guided_refusal_words(enum guided_refusal refusal);

/* The wishes must outlive it. */
void ht_guided_session_init(HtGuidedSession *session, const HtGuidedWishes *wishes);
/* Times are any clock's. 0, or -EINVAL for what is no motion sample. */
int ht_guided_session_push(HtGuidedSession *session, const struct imu_sample *sample);
enum guided_state ht_guided_session_state(const HtGuidedSession *session);
/* What the samples are in; those in another unit are to be refused. */
enum unit_verdict ht_guided_session_units(const HtGuidedSession *session);
/* No more samples. GUIDED_FITS = *result is filled. */
enum guided_refusal ht_guided_session_finish(HtGuidedSession *session, HtGuidedResult *result);

G_END_DECLS
