/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/trust/stream_check.h"

const struct trust_stream_settings trust_stream_settings_default = {
    .time =
	{
	    .fit =
		{
		    .horizon_ms = 3600000,
		    .delay_max_ms = 2000,
		    .reorder_ms = 2000,
		    .step_ms = 300,
		    .late_ms = 60000,
		    .rate_off_max = 0.025,
		    .rate_drift_max = 2e-4,
		},
	    .closest = 0.9,
	    .closer_by_ms = 10,
	    .ahead_ms = 3000,
	},
    .rate =
	{
	    .off_max = 0.05,
	    .device_window_ms = 10000,
	    .arrival_window_ms = 60000,
	    .delay_max_ms = 2000,
	},
    .grid = {.step = 0, .learn_samples = 10000, .wrong_max = 5},
    .replay = {.window_ms = 2000, .anchor_ms = 700, .window_min = 32, .changing_min = 0.1},
    .hold_ms = 10000,
};

enum check { CHECK_TIME, CHECK_RATE, CHECK_GRID, CHECK_REPLAY, CHECKS };

static const unsigned reason_of[CHECKS] = {
    [CHECK_TIME] = TRUST_REASON_TIME,
    [CHECK_RATE] = TRUST_REASON_RATE,
    [CHECK_GRID] = TRUST_REASON_QUANTISATION,
    [CHECK_REPLAY] = TRUST_REASON_REPLAY,
};

int trust_stream_init(struct trust_stream *s, const struct trust_stream_settings *settings)
{
	int ret = time_check_init(&s->time, &settings->time);

	s->settings = *settings;
	for (int i = 0; i < CHECKS; i++)
		s->held_ms[i] = 0;
	if (ret == 0)
		ret = rate_check_init(&s->rate, &settings->rate);
	if (ret == 0)
		ret = grid_check_init(&s->grid, &settings->grid);
	if (ret == 0)
		ret = replay_check_init(&s->replay, &settings->replay);
	return ret;
}

void trust_stream_set_model(struct trust_stream *s, const char *model)
{
	grid_check_set_model(&s->grid, model);
}

void trust_stream_begin(struct trust_stream *s)
{
	time_check_begin(&s->time);
	rate_check_begin(&s->rate);
}

/* What all kinds of blocks have. */
struct samples {
	struct rate_check_block at;
	const int32_t *value;
	unsigned channels;
	bool has_grid;
	bool is_signal;
};

/* What a wearable says of its samples takes few values, and the same ones again and again. */
static bool is_signal(enum quantity quantity)
{
	return quantity != QUANTITY_ECG_STATUS && quantity != QUANTITY_PPG_INTEGRATION &&
	       quantity != QUANTITY_PPG_GAIN;
}

static uint32_t span_ms(const struct samples *samples)
{
	return samples->at.rate_mhz
		   ? (uint32_t)(samples->at.count * UINT64_C(1000000) / samples->at.rate_mhz)
		   : 1000;
}

static void look(struct trust_stream *s, const struct samples *samples, bool wrong[CHECKS])
{
	const struct rate_check_block *at = &samples->at;
	int64_t span_ns =
	    at->rate_mhz ? (int64_t)(at->count * UINT64_C(1000000000000) / at->rate_mhz) : 0;

	wrong[CHECK_TIME] =
	    at->has_time && time_check_push(&s->time, at->device_ns, span_ns, at->arrival_ns);
	wrong[CHECK_RATE] = rate_check_push(&s->rate, at);
	wrong[CHECK_GRID] = samples->has_grid && grid_check_push(&s->grid, samples->value,
								 at->count * samples->channels);
	wrong[CHECK_REPLAY] =
	    samples->is_signal && replay_check_push(&s->replay, at->rate_mhz, samples->value,
						    samples->channels, at->count);
}

static unsigned push(struct trust_stream *s, const struct samples *samples)
{
	uint32_t passed_ms = span_ms(samples);
	bool wrong[CHECKS];
	unsigned reasons = 0;

	look(s, samples, wrong);
	for (int i = 0; i < CHECKS; i++) {
		uint32_t *held_ms = &s->held_ms[i];

		*held_ms = *held_ms > passed_ms ? *held_ms - passed_ms : 0;
		if (wrong[i])
			*held_ms = s->settings.hold_ms;
		if (wrong[i] || *held_ms > 0)
			reasons |= reason_of[i];
	}
	return reasons;
}

unsigned trust_stream_ecg(struct trust_stream *s, const struct ecg_block *block, int64_t arrival_ns)
{
	const struct samples samples = {
	    .at = {true, block->device_ns, arrival_ns, block->rate_mhz, block->count},
	    .value = block->uv,
	    .channels = 1,
	    .has_grid = true,
	    .is_signal = true,
	};

	return block->count > 0 && block->count <= ECG_BLOCK_MAX ? push(s, &samples) : 0;
}

unsigned trust_stream_wave(struct trust_stream *s, const struct wave_block *block,
			   int64_t arrival_ns)
{
	const struct samples samples = {
	    .at = {block->has_time, block->device_ns, arrival_ns, block->rate_mhz, block->count},
	    .value = block->raw,
	    .channels = block->channels,
	    .has_grid = !block->is_float && is_signal(block->quantity),
	    .is_signal = is_signal(block->quantity),
	};
	bool sound = block->count > 0 && block->channels > 0 &&
		     (unsigned)block->count * block->channels <= WAVE_VALUES_MAX;

	return sound ? push(s, &samples) : 0;
}
