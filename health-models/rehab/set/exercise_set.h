/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One set of an exercise, live: samples in; ready, repetitions and what is wrong out.
 *
 * Nothing is counted before "ready": the sensor rests as it did in the reference (or, without one,
 * rests at all) for half a second. A repetition is told at most 0.3 s (sample time) after its end.
 * What comes out never depends on how the input was cut. State is saved by an encoder and comes
 * back after a restart with the count and the open repetition's start. Pure C, no allocation.
 */
#pragma once

#include "common/imu_sample.h"
#include "health-models/motion/unit_gate.h"
#include "health-models/rehab/free/free_count.h"
#include "health-models/rehab/reference/rep_reference.h"
#include "health-models/rehab/set/scored_set.h"

enum {
	SET_SENSOR_LIMB = 0,  /* the sensor that the exercise names */
	SET_SENSOR_TRUNK = 1, /* a second one on the chest: how much the trunk helped */
	SET_SENSORS = 2,
	EXERCISE_SET_VERSION = 1,
	EXERCISE_SET_SIZE_MAX = 128, /* bytes of exercise_set_encode() */
};

/* The caller owns the memory: some 180 kB. */
struct exercise_set {
	/* private */
	struct exercise exercise;
	bool has_reference;
	bool started[SET_SENSORS];
	int64_t last_ns[SET_SENSORS];
	int64_t acc_ns; /* of the limb's newest acceleration */
	struct unit_gate gate;
	bool rate_awaited, rate_told; /* an angular rate, by an exercise that needs it */
	int64_t rate_awaited_ns;      /* since */
	bool unusable;                /* the limb's samples are not what they say */
	bool free_ready;              /* counting without a reference */
	unsigned counted_before;      /* a restart */
	struct set_events events;
	union {
		struct scored_set scored; /* with a reference */
		struct {
			struct motion_rows rows;
			struct rest_watch rest;
			struct free_count count;
		} free; /* without one */
	} of;
};

/* exercise and reference are copied. reference NULL: repetitions are counted and not scored.
 * rate_hz: of the limb's acceleration as the sensor says it, 0 = not known. -EINVAL for an exercise
 * that makes no sense. */
int exercise_set_init(struct exercise_set *s, const struct exercise *exercise,
		      const struct rep_reference *reference, float rate_hz);
/* sensor: SET_SENSOR_LIMB or SET_SENSOR_TRUNK; times of one sensor do not go back. Returns 1 while
 * events wait, 0, or -EINVAL for a sample that holds no number or comes out of order: nothing has
 * changed then. Events that nobody gets are lost, the oldest first, but for repetitions. */
int exercise_set_push(struct exercise_set *s, unsigned sensor, const struct imu_sample *sample);
/* Returns 1 and the oldest event, or 0. */
int exercise_set_get(struct exercise_set *s, struct set_event *event);
/* No more samples: a movement that is complete is told, one that is not is refused. */
int exercise_set_finish(struct exercise_set *s);
/* What the limb's samples look like: says more than SET_REASON_BAD_UNITS. */
enum unit_verdict exercise_set_units(const struct exercise_set *s);
bool exercise_set_is_ready(const struct exercise_set *s);
unsigned exercise_set_count(const struct exercise_set *s);
/* Degrees from rest now, for a display. */
float exercise_set_excursion_deg(const struct exercise_set *s);
/* Of the repetitions that were scored; all 0 without a reference. */
struct set_fatigue exercise_set_fatigue(const struct exercise_set *s);
/* What was counted and whether it was ready; the samples of an open movement are not kept. Returns
 * the bytes used or -ENOBUFS. */
long exercise_set_encode(const struct exercise_set *s, uint8_t *out, size_t size);
/* Into a set that was just made of the same exercise and reference: it goes on counting once the
 * ready pose is seen again. 0, -EBADMSG or -EPROTONOSUPPORT. */
int exercise_set_decode(struct exercise_set *s, uint16_t version, const uint8_t *data, size_t size);
