/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What windows of five minutes add up to over hours; see hrv.h. */
#pragma once

#include "health-models/ecg/variability/hrv.h"

/* Takes a window with the intervals it was measured from. */
void hrv_hours_add(struct hrv_hours *hours, const struct hrv_window *w,
		   const struct hrv_interval *interval, unsigned count);
