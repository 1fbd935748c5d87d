/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/strap-motion.h"

#include "ble/codec/pmd.h"

#include <math.h>

enum { AXES = 3 };

static void begin_frame(struct strap_motion *m)
{
	m->due_ns = sample_clock_ns(&m->samples, m->index + STRAP_MOTION_FRAME_SAMPLES);
}

void strap_motion_start(struct strap_motion *m, uint16_t rate_hz, uint16_t range_g,
			double rate_error, uint64_t now_ns)
{
	m->started = true;
	m->rate_hz = rate_hz;
	m->range_g = range_g;
	m->index = 0;
	sample_clock_init(&m->samples, rate_hz, rate_error, now_ns);
	begin_frame(m);
}

static int32_t as_mg(double acceleration_ms2, uint16_t range_g)
{
	double mg = round(acceleration_ms2 / MOTION_GRAVITY_MS2 * 1000);
	double most = range_g * 1000.0;

	return (int32_t)fmax(-most, fmin(most, mg));
}

static void measure(struct strap_motion *m, int32_t *mg)
{
	struct motion_sample sample;

	for (unsigned i = 1; i <= STRAP_MOTION_FRAME_SAMPLES; i++) {
		motion_at(&m->motion, (double)sample_clock_ns(&m->samples, m->index + i) / 1e9,
			  &sample);
		for (int axis = 0; axis < AXES; axis++)
			*mg++ = as_mg(sample.acceleration_ms2[axis], m->range_g);
	}
}

void strap_motion_frame(struct strap_motion *m, const struct wearable_clock *clock,
			struct wearable_packet *packet)
{
	struct wave_block block = {
	    .device_ns = wearable_clock_stamp(clock, m->due_ns),
	    .channels = AXES,
	    .count = STRAP_MOTION_FRAME_SAMPLES,
	};
	long size;

	measure(m, block.raw);
	size = pmd_acc_frame_encode(&block, packet->data, sizeof(packet->data));
	packet->event = WEARABLE_PACKET;
	packet->content = CONTENT_WAVE;
	packet->uuid = PMD_DATA_UUID;
	packet->waited_for = true;
	packet->due_ns = m->due_ns;
	packet->samples = STRAP_MOTION_FRAME_SAMPLES;
	packet->size = size < 0 ? 0 : (uint16_t)size;
	m->index += STRAP_MOTION_FRAME_SAMPLES;
	begin_frame(m);
}

void strap_motion_skip(struct strap_motion *m, uint64_t now_ns)
{
	m->index = sample_clock_index(&m->samples, now_ns);
	begin_frame(m);
}
