/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any blocks at any time: each step is a byte that says what to do, 8 bytes of device time to go on
 * by, 8 of arrival, 4 of rate, one of count and one that makes the values. Reasons are of the
 * checks, and hub time never goes back but where the fit begins anew.
 */
#include "ble/trust/stream_check.h"

#include <stdlib.h>
#include <string.h>

enum { STEP_SIZE = 23, STEPS_MAX = 4000 };

static const unsigned ALL =
    TRUST_REASON_TIME | TRUST_REASON_RATE | TRUST_REASON_QUANTISATION | TRUST_REASON_REPLAY;

struct step {
	uint8_t what;
	uint64_t device_step;
	int64_t arrival_ns;
	uint32_t rate_mhz;
	uint8_t count, seed;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct step read_step(const uint8_t *data)
{
	struct step step = {.what = data[0], .count = data[21], .seed = data[22]};

	memcpy(&step.device_step, data + 1, 8);
	memcpy(&step.arrival_ns, data + 9, 8);
	memcpy(&step.rate_mhz, data + 17, 4);
	return step;
}

static unsigned push_ecg(struct trust_stream *s, const struct step *step, uint64_t device_ns)
{
	struct ecg_block block = {
	    .device_ns = device_ns, .rate_mhz = step->rate_mhz, .count = step->count};

	for (int i = 0; i < ECG_BLOCK_MAX; i++)
		block.uv[i] = (int32_t)((uint32_t)i * step->seed * 2654435761U);
	return trust_stream_ecg(s, &block, step->arrival_ns);
}

static unsigned push_wave(struct trust_stream *s, const struct step *step, uint64_t device_ns)
{
	struct wave_block block = {
	    .has_time = step->what & 4,
	    .device_ns = device_ns,
	    .rate_mhz = step->rate_mhz,
	    .channels = step->what >> 3,
	    .is_float = step->seed & 1,
	    .count = step->count,
	};

	for (int i = 0; i < WAVE_VALUES_MAX; i++)
		block.raw[i] = (int32_t)((uint32_t)i * step->seed * 2654435761U);
	return trust_stream_wave(s, &block, step->arrival_ns);
}

static void check_fit(struct clock_fit *f, uint64_t device_ns, int64_t arrival_ns)
{
	int64_t before = clock_fit_hub_ns(f, device_ns);
	int64_t newest = f->started ? clock_fit_hub_ns(f, f->newest_ns) : 0;
	bool known = f->started && (int64_t)(device_ns - f->newest_ns) <= 0 &&
		     (int64_t)(f->newest_ns - device_ns) < 1000000000;
	int ret = clock_fit_push(f, device_ns, arrival_ns);

	if (clock_fit_uncertainty_ns(f) <= 0 || !(clock_fit_rate(f) > 0.97) ||
	    !(clock_fit_rate(f) < 1.03))
		abort();
	if (ret == 0 && known && f->knots < CLOCK_FIT_KNOTS &&
	    clock_fit_hub_ns(f, device_ns) != before)
		abort();
	if (ret == 0 && !known && f->knots > 1 && clock_fit_hub_ns(f, f->newest_ns) < newest)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trust_stream s;
	struct clock_fit f;
	uint64_t device_ns = 0;

	trust_stream_init(&s, &trust_stream_settings_default);
	clock_fit_init(&f, &clock_fit_settings_default);
	if (size > 0 && data[0] & 1)
		trust_stream_set_model(&s, "H10");
	for (size_t at = 1; at + STEP_SIZE <= size && at < STEPS_MAX * STEP_SIZE; at += STEP_SIZE) {
		struct step step = read_step(data + at);

		device_ns += step.device_step;
		if (step.what & 1)
			trust_stream_begin(&s);
		if ((step.what & 2 ? push_ecg : push_wave)(&s, &step, device_ns) & ~ALL)
			abort();
		check_fit(&f, device_ns, step.arrival_ns);
	}
	return 0;
}
