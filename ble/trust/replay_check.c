/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/trust/replay_check.h"

#include <errno.h>
#include <string.h>

/* Of the rolling hash: odd, so that nothing is lost by multiplying. */
static const uint64_t BASE = UINT64_C(0x9e3779b97f4a7c15);
enum { GEAR_SKIP = 24, TABLE_SHIFT = 52, UNKNOWN_RATE_MHZ = 50000 };

int replay_check_init(struct replay_check *c, const struct replay_check_settings *settings)
{
	if (settings->window_ms == 0 || settings->anchor_ms == 0 || settings->window_min < 2 ||
	    settings->window_min > REPLAY_SPAN_MAX || !(settings->changing_min >= 0))
		return -EINVAL;
	*c = (struct replay_check){.settings = *settings};
	return 0;
}

/* Finalizer of MurmurHash3 (Appleby, public domain). */
static uint64_t mixed(uint64_t x)
{
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64_C(0xc4ceb9fe1a85ec53);
	return x ^ x >> 33;
}

static void begin_rate(struct replay_check *c, uint32_t rate_mhz)
{
	const struct replay_check_settings settings = c->settings;
	uint64_t hz_milli = rate_mhz ? rate_mhz : UNKNOWN_RATE_MHZ;
	uint64_t window = hz_milli * settings.window_ms / 1000000;
	uint64_t distance = hz_milli * settings.anchor_ms / 1000000;

	*c = (struct replay_check){.settings = settings, .rate_mhz = rate_mhz, .leaving = 1};
	if (window < settings.window_min)
		window = settings.window_min;
	c->window = window > REPLAY_SPAN_MAX ? REPLAY_SPAN_MAX : (uint32_t)window;
	/* An anchor is where these bits of the gear hash are zero. */
	while (2 * (c->anchor_mask + 1) <= distance)
		c->anchor_mask = c->anchor_mask << 1 | 1;
	for (uint32_t i = 0; i < c->window; i++)
		c->leaving *= BASE;
}

/* The same distance twice within twice the window. */
static bool repeats(struct replay_check *c, int64_t index)
{
	int64_t lag = c->count - index;
	bool again = lag == c->lag && c->count - c->lag_at <= 2 * (int64_t)c->window;

	c->lag = lag;
	c->lag_at = c->count;
	return again;
}

/* Entries with the same upper bits of the hash are a chain, the newest first; one that was written
 * anew since belongs to another chain, or is newer than what points to it. */
static const struct replay_entry *find(const struct replay_check *c, uint16_t slot)
{
	int64_t before = c->count;

	for (uint16_t at = c->table[slot]; at != 0; at = c->entry[at - 1].older) {
		const struct replay_entry *entry = &c->entry[at - 1];

		if (entry->index >= before || entry->hash >> TABLE_SHIFT != slot)
			return NULL;
		if (entry->hash == c->hash)
			return entry;
		before = entry->index;
	}
	return NULL;
}

static bool look_up_and_keep(struct replay_check *c)
{
	uint16_t slot = (uint16_t)(c->hash >> TABLE_SHIFT);
	const struct replay_entry *known = find(c, slot);
	bool found = known && repeats(c, known->index);

	c->newest_entry = (c->newest_entry + 1) % REPLAY_RING;
	c->entry[c->newest_entry] = (struct replay_entry){c->hash, c->count, c->table[slot]};
	c->table[slot] = (uint16_t)(c->newest_entry + 1);
	return found;
}

static bool push_sample(struct replay_check *c, uint64_t sample)
{
	uint64_t *place = &c->ring[c->count % c->window];
	uint64_t differs = sample != c->newest;

	if (c->run >= c->window) {
		c->changing -= (uint32_t)(*place & 1);
		c->hash -= c->leaving * (*place | 1);
	}
	c->newest = sample;
	c->changing += (uint32_t)differs;
	c->gear = (c->gear << 1) + sample;
	*place = (sample & ~UINT64_C(1)) | differs;
	c->hash = (c->hash + (*place | 1)) * BASE;
	c->count++;
	if (++c->run < c->window || (c->gear >> GEAR_SKIP & c->anchor_mask) != 0 ||
	    c->changing < c->settings.changing_min * c->window)
		return false;
	return look_up_and_keep(c);
}

bool replay_check_push(struct replay_check *c, uint32_t rate_mhz, const int32_t *value,
		       unsigned channels, size_t count)
{
	bool found = false;

	if (c->window == 0 || rate_mhz != c->rate_mhz)
		begin_rate(c, rate_mhz);
	for (size_t i = 0; i < count; i++) {
		uint64_t sample = 0;

		for (unsigned k = 0; k < channels; k++)
			sample = mixed(sample + (uint32_t)value[i * channels + k] + BASE);
		found |= push_sample(c, sample);
	}
	return found;
}
