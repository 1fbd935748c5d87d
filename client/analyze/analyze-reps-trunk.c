/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-reps-trunk.h"

#include "common/timebase.h"

#include <errno.h>

#define APART_NS  (2 * NS_PER_S)
#define BEFORE_NS NS_PER_S /* of the limb's first sample */

enum { ENOUGH_TO_TELL = 100 }; /* samples that are far from the limb's time */

struct _HtRepsTrunk {
	struct motion_csv csv;
	struct imu_sample next;
	gboolean has_next;
	gboolean apart;  /* the two clocks are */
	gboolean began;  /* the limb did */
	gint64 first_ns; /* of the limb */
	guint64 pushed;
};

static int read_next(HtRepsTrunk *trunk, struct recording_message *message)
{
	int rc = motion_csv_next(&trunk->csv, &trunk->next, message);

	trunk->has_next = rc > 0;
	return rc < 0 ? rc : 0;
}

/* First and last time of a recording, which is rewound. */
static int read_span(struct motion_csv *csv, gint64 *first_ns, gint64 *last_ns,
		     struct recording_message *message)
{
	struct imu_sample sample;
	int rc = motion_csv_next(csv, &sample, message);

	*first_ns = rc > 0 ? sample.t_ns : 0;
	while (rc > 0)
		rc = motion_csv_next(csv, &sample, message);
	*last_ns = csv->last_t_ns;
	return rc < 0 ? rc : motion_csv_rewind(csv, message);
}

static int compare_clocks(HtRepsTrunk *trunk, struct motion_csv *limb,
			  struct recording_message *message)
{
	gint64 first_ns, last_ns, limb_first_ns, limb_last_ns;
	int rc = read_span(&trunk->csv, &first_ns, &last_ns, message);

	if (rc == 0)
		rc = read_span(limb, &limb_first_ns, &limb_last_ns, message);
	if (rc == 0)
		trunk->apart =
		    ABS(first_ns - limb_first_ns) > APART_NS &&
		    ABS((first_ns - limb_first_ns) - (last_ns - limb_last_ns)) < APART_NS;
	return rc;
}

HtRepsTrunk *ht_reps_trunk_open(const char *path, struct motion_csv *limb,
				struct recording_message *message)
{
	HtRepsTrunk *trunk = g_new0(HtRepsTrunk, 1);

	if (motion_csv_open(&trunk->csv, path, message) < 0) {
		g_free(trunk);
		return NULL;
	}
	if (!(trunk->csv.sensors & IMU_ACCELERATION))
		message_set(message, -EINVAL, "%s: has no acceleration (columns ax, ay, az)", path);
	else if (compare_clocks(trunk, limb, message) == 0 && read_next(trunk, message) == 0)
		return trunk;
	ht_reps_trunk_free(trunk);
	return NULL;
}

void ht_reps_trunk_free(HtRepsTrunk *trunk)
{
	motion_csv_close(&trunk->csv);
	g_free(trunk);
}

static void push(HtRepsTrunk *trunk, struct exercise_set *set)
{
	exercise_set_push(set, SET_SENSOR_TRUNK, &trunk->next);
	trunk->pushed++;
}

int ht_reps_trunk_follow(HtRepsTrunk *trunk, struct exercise_set *set, gint64 limb_ns,
			 struct recording_message *message)
{
	int rc = 0;

	if (!trunk->began)
		trunk->first_ns = limb_ns;
	trunk->began = TRUE;
	while (rc == 0 && !trunk->apart && trunk->has_next && trunk->next.t_ns <= limb_ns) {
		if (trunk->next.t_ns >= trunk->first_ns - BEFORE_NS)
			push(trunk, set);
		rc = read_next(trunk, message);
	}
	return rc;
}

int ht_reps_trunk_end(HtRepsTrunk *trunk, struct exercise_set *set,
		      struct recording_message *message)
{
	int rc;

	if (trunk->pushed > 0 || !trunk->began)
		return 0;
	rc = motion_csv_rewind(&trunk->csv, message);
	if (rc == 0)
		rc = read_next(trunk, message);
	while (rc == 0 && trunk->has_next && trunk->pushed < ENOUGH_TO_TELL) {
		push(trunk, set);
		rc = read_next(trunk, message);
	}
	return rc;
}
