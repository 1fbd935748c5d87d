/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set of an exercise of which the person's own reference is known: ready, repetitions with label
 * and score, and what is wrong. exercise_set.h is its outside. Pure C.
 */
#pragma once

#include "health-models/rehab/set/movement_watch.h"
#include "health-models/rehab/score/rep_label.h"
#include "health-models/rehab/set/rest_watch.h"
#include "health-models/rehab/set/segmentation.h"
#include "health-models/rehab/set/set_events.h"
#include "health-models/rehab/score/set_fatigue.h"
#include "health-models/rehab/set/trunk_watch.h"

struct scored_set {
	struct rep_reference reference;
	struct rom_level level;
	struct set_fatigue fatigue;
	float excursion_deg; /* from rest, now */
	bool ready;
	unsigned count;
	/* private */
	struct motion_rows rows;
	struct excursion excursion;
	struct rest_watch rest;
	struct movement_watch movement;
	struct segmentation segmentation;
	struct rep_trace trace;
	struct trunk_watch trunk;
	bool has_trunk;
	bool mirrored;            /* it is on the other side of rest */
	enum rest_pose pose;      /* held now */
	enum rest_pose told_pose; /* the wrong one that was told */
	float pose_rows;          /* for so long */
	float stall_rows;
	int64_t limb_ns; /* of the newest sample */
};

void scored_set_init(struct scored_set *s, const struct exercise *exercise,
		     const struct rep_reference *reference);
void scored_set_push_limb(struct scored_set *s, const struct exercise *exercise,
			  const struct imu_sample *sample, struct set_events *events);
void scored_set_push_trunk(struct scored_set *s, const struct imu_sample *sample,
			   struct set_events *events);
void scored_set_finish(struct scored_set *s, const struct exercise *exercise,
		       struct set_events *events);
/* Start of the open movement, or INT64_MIN. */
int64_t scored_set_open_ns(const struct scored_set *s);
