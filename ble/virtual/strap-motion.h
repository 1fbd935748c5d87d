/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The acceleration that the strap feels on the chest, as its second stream: gravity, steps while
 * the wearer works, and the sensor's own noise. Pure; the same for the same seed.
 */
#pragma once

#include "ble/virtual/motion.h"
#include "ble/virtual/sample-clock.h"
#include "ble/virtual/wearable.h"

enum { STRAP_MOTION_FRAME_SAMPLES = 36 };

struct strap_motion {
	struct motion motion;
	struct sample_clock samples;
	bool started;
	uint16_t rate_hz;
	uint16_t range_g;
	uint64_t index;  /* samples sent since it was started */
	uint64_t due_ns; /* when the frame that is being filled is full */
};

/* Takes 25, 50, 100 or 200 Hz and 2, 4 or 8 g. now_ns is since the strap was switched on. */
void strap_motion_start(struct strap_motion *m, uint16_t rate_hz, uint16_t range_g,
			double rate_error, uint64_t now_ns);
/* The frame that is due at due_ns, stamped by clock. */
void strap_motion_frame(struct strap_motion *m, const struct wearable_clock *clock,
			struct wearable_packet *packet);
/* Time has gone by to now_ns with nobody listening: the frame begun is lost. */
void strap_motion_skip(struct strap_motion *m, uint64_t now_ns);
