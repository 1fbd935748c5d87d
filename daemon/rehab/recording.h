/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of a reference while it is recorded, in memory alone. Main thread only. */
#pragma once

#include "common/imu_sample.h"
#include "health-models/rehab/reference/rep_reference.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtRehabRecording HtRehabRecording;

HtRehabRecording *ht_rehab_recording_new(void);
void ht_rehab_recording_free(HtRehabRecording *recording);
/* FALSE: there is no room for more. */
gboolean ht_rehab_recording_add(HtRehabRecording *recording, const struct imu_sample *sample);
void ht_rehab_recording_clear(HtRehabRecording *recording);

/* candidates: HtRehabRepetition, whose place is their number less 1. HT_ERROR_INVALID with the
 * words of what is wrong; *reference is untouched then. */
gboolean ht_rehab_recording_make(const HtRehabRecording *recording, const struct exercise *exercise,
				 const GArray *candidates, const guint *numbers, gsize count,
				 struct rep_reference *reference, GError **error);

G_END_DECLS
