/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a recorded reference: how the sensor hangs at rest and about which axis it moves. Pure C. */
#pragma once

#include "health-models/rehab/set/excursion.h"
#include "health-models/rehab/reference/rep_reference.h"

/* REFERENCE_GOOD or REFERENCE_NOT_STILL (frame then rests where it was calmest);
 * REFERENCE_NO_MOVEMENT, REFERENCE_NO_RATE or REFERENCE_TOO_SHORT, and there is no frame. */
enum reference_fault reference_frame_find(const struct imu_sample *samples, size_t count,
					  const struct rep_span *spans, size_t span_count,
					  enum exercise_signal signal,
					  struct excursion_frame *frame, bool *has_rate);
