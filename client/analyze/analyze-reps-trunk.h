/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recording of a second sensor, on the chest, beside that of the limb: on the same clock. */
#pragma once

#include "health-models/rehab/set/exercise_set.h"
#include "recordings/motion-csv.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtRepsTrunk HtRepsTrunk;

/* path is kept, not copied; limb is read to its end and gone back in. Two recordings of one length
 * that do not begin together were made together, by two clocks: the trunk's is not used then. NULL
 * with *message. */
HtRepsTrunk *ht_reps_trunk_open(const char *path, struct motion_csv *limb,
				struct recording_message *message);
void ht_reps_trunk_free(HtRepsTrunk *trunk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtRepsTrunk, ht_reps_trunk_free)

/* Pushes into the set what was measured until this time of the limb; what is from long before the
 * limb's first time is left out. 0, or -errno with *message. */
int ht_reps_trunk_follow(HtRepsTrunk *trunk, struct exercise_set *set, gint64 limb_ns,
			 struct recording_message *message);
/* No more of the limb. If nothing of the trunk was at the limb's time, the set is given it now, and
 * says that the clocks do not fit together. */
int ht_reps_trunk_end(HtRepsTrunk *trunk, struct exercise_set *set,
		      struct recording_message *message);

G_END_DECLS
