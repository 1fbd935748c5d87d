/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/trust/plausibility.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const struct plausible_heart_settings plausible_heart_settings_default = {
    .rr_min_ms = 200,
    .rr_max_ms = 3000,
    .out_max = 5,
    .step_factor = 4,
    .steps_max = 10,
    .slope_factor = 4,
};

const struct plausible_gravity_settings plausible_gravity_settings_default = {
    .still_s = 5,
    .still_ms2 = 0.6F,
    .low_ms2 = 8.3F,
    .high_ms2 = 11.3F,
};

void plausible_heart_init(struct plausible_heart *h,
			  const struct plausible_heart_settings *settings)
{
	*h = (struct plausible_heart){.settings = *settings};
}

void plausible_heart_break(struct plausible_heart *h)
{
	h->count = 0;
	h->at = 0;
}

/* The i-th oldest of a full ring. */
static float interval(const struct plausible_heart *h, unsigned i)
{
	return h->rr_ms[(h->at + i) % PLAUSIBLE_INTERVALS];
}

static bool is_far(float a, float b, float factor)
{
	return !(a <= b * factor && b <= a * factor);
}

bool plausible_heart_push(struct plausible_heart *h, float rr_ms)
{
	const struct plausible_heart_settings *s = &h->settings;
	unsigned out = 0, steps = 0;
	float before = 0, after = 0;

	h->rr_ms[h->at] = rr_ms;
	h->at = (h->at + 1) % PLAUSIBLE_INTERVALS;
	if (h->count < PLAUSIBLE_INTERVALS && ++h->count < PLAUSIBLE_INTERVALS)
		return false;
	for (unsigned i = 0; i < PLAUSIBLE_INTERVALS; i++) {
		float rr = interval(h, i);

		out += !(rr >= s->rr_min_ms && rr <= s->rr_max_ms);
		steps += i > 0 && is_far(rr, interval(h, i - 1), s->step_factor);
		/* A hole is one odd interval, not eight slow ones. */
		*(i < PLAUSIBLE_INTERVALS / 2 ? &before : &after) +=
		    fminf(fmaxf(rr, s->rr_min_ms), s->rr_max_ms);
	}
	return out > s->out_max || steps > s->steps_max || is_far(before, after, s->slope_factor);
}

void plausible_gravity_init(struct plausible_gravity *g,
			    const struct plausible_gravity_settings *settings)
{
	*g = (struct plausible_gravity){.settings = *settings};
}

static float value_of(const struct wave_block *block, unsigned i)
{
	float value;

	if (!block->is_float)
		return (float)(block->raw[i] * block->scale);
	memcpy(&value, &block->raw[i], sizeof value);
	return (float)((double)value * block->scale);
}

static void judge_rest(struct plausible_gravity *g)
{
	const struct plausible_gravity_settings *s = &g->settings;
	double square = 0, norm;
	bool still = true;

	for (int k = 0; k < 3; k++) {
		double mean = g->sum[k] / g->in_window;

		still = still && g->high[k] - g->low[k] <= s->still_ms2;
		square += mean * mean;
	}
	norm = sqrt(square);
	g->wrong = still && !(norm >= (double)s->low_ms2 && norm <= (double)s->high_ms2);
}

static void add(struct plausible_gravity *g, const float value[3])
{
	for (int k = 0; k < 3; k++) {
		bool first = g->in_window == 0;

		g->low[k] = first ? value[k] : fminf(g->low[k], value[k]);
		g->high[k] = first ? value[k] : fmaxf(g->high[k], value[k]);
		g->sum[k] = (first ? 0 : g->sum[k]) + (double)value[k];
	}
	g->in_window++;
	if (g->in_window < g->settings.still_s * g->rate_mhz / 1e3)
		return;
	judge_rest(g);
	g->in_window = 0;
}

bool plausible_gravity_push(struct plausible_gravity *g, const struct wave_block *block)
{
	if (block->quantity != QUANTITY_ACCELERATION || block->channels != 3 ||
	    block->rate_mhz == 0 || block->count > WAVE_VALUES_MAX / 3)
		return g->wrong;
	if (block->rate_mhz != g->rate_mhz) {
		g->rate_mhz = block->rate_mhz;
		g->in_window = 0;
	}
	for (unsigned i = 0; i < block->count; i++) {
		const float value[3] = {value_of(block, 3 * i), value_of(block, 3 * i + 1),
					value_of(block, 3 * i + 2)};

		add(g, value);
	}
	return g->wrong;
}

/* The coldest survivor had 11.8 degrees, the hottest 46.5; pressures to 370 mmHg were measured in
 * weight lifters (MacDougall 1985). */
static const struct {
	enum quantity quantity;
	double low, high;
} living[] = {
    {QUANTITY_SKIN_TEMPERATURE, -5, 50},
    {QUANTITY_BODY_TEMPERATURE, 11, 47},
    {QUANTITY_SPO2, 20, 100},
    {QUANTITY_SPO2_FAST, 20, 100},
    {QUANTITY_SPO2_SLOW, 20, 100},
    {QUANTITY_PULSE_RATE, 10, 300},
    {QUANTITY_PULSE_RATE_FAST, 10, 300},
    {QUANTITY_PULSE_RATE_SLOW, 10, 300},
    {QUANTITY_HEART_RATE, 10, 300},
    {QUANTITY_SYSTOLIC, 30, 400},
    {QUANTITY_DIASTOLIC, 10, 300},
    {QUANTITY_MEAN_ARTERIAL, 15, 350},
    {QUANTITY_WEIGHT, 0.3, 650},
    {QUANTITY_HEIGHT, 0.2, 2.8},
    {QUANTITY_BMI, 5, 210},
    {QUANTITY_BODY_FAT, 1, 80},
    {QUANTITY_RR_INTERVAL, 150, 6000},
};

static const double *find(const struct reading_block *reading, enum quantity quantity)
{
	for (unsigned i = 0; i < reading->count && i < READING_VALUES_MAX; i++) {
		if (reading->value[i].quantity == quantity)
			return &reading->value[i].value;
	}
	return NULL;
}

static bool is_living(enum quantity quantity, double value)
{
	for (size_t i = 0; i < sizeof living / sizeof *living; i++) {
		if (living[i].quantity == quantity)
			return value >= living[i].low && value <= living[i].high;
	}
	return true; /* nothing is known of it */
}

bool plausible_reading(const struct reading_block *reading)
{
	const double *systolic = find(reading, QUANTITY_SYSTOLIC);
	const double *diastolic = find(reading, QUANTITY_DIASTOLIC);

	for (unsigned i = 0; i < reading->count && i < READING_VALUES_MAX; i++) {
		if (!is_living(reading->value[i].quantity, reading->value[i].value))
			return false;
	}
	return !systolic || !diastolic || *systolic > *diastolic;
}
