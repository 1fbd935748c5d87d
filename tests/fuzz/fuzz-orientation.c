/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of any size, at any times: what comes out is a rotation, and a sample that is refused
 * changes nothing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "health-models/motion/orientation/orientation.h"
#include "health-models/motion/unit_gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SAMPLE_BYTES = 22 };

/* u8 sensors, u8 and i16 of time, then nine numbers: as f16 would be, an exponent and a fraction.
 */
static float number(const uint8_t *p)
{
	if (p[0] == 255)
		return p[1] & 1 ? NAN : INFINITY;
	return ldexpf((float)(int8_t)p[1], (int)(p[0] % 40) - 27);
}

static void check(const struct orientation *o)
{
	struct quaternion q = orientation_get(o);
	float length = q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z;
	float up[3];
	float bias[3];
	float sigma;

	if (!(fabsf(length - 1) < 0.001f))
		abort();
	orientation_up(o, up);
	orientation_bias(o, bias, &sigma);
	if (!isfinite(up[0] + up[1] + up[2]) || !isfinite(bias[0] + bias[1] + bias[2]) ||
	    !(sigma >= 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct orientation o;
	struct unit_gate gate;
	int64_t t_ns = 0;

	orientation_init(&o, NULL);
	unit_gate_init(&gate, size > 0 ? (float)data[0] : 0);
	for (; size >= SAMPLE_BYTES; data += SAMPLE_BYTES, size -= SAMPLE_BYTES) {
		struct imu_sample sample = {.has = data[0] & 7};
		struct orientation before = o;

		t_ns += (int64_t)(int16_t)(data[2] | data[3] << 8) * (data[1] ? 1000 : 1000000000);
		sample.t_ns = t_ns;
		for (int i = 0; i < 3; i++) {
			sample.acc_ms2[i] = number(data + 4 + 2 * i);
			sample.gyr_rads[i] = number(data + 10 + 2 * i);
			sample.mag_ut[i] = number(data + 16 + 2 * i);
		}
		unit_gate_push(&gate, &sample);
		if (orientation_push(&o, &sample) < 0 && memcmp(&o, &before, sizeof o) != 0)
			abort();
		check(&o);
	}
	unit_gate_finish(&gate);
	return 0;
}
