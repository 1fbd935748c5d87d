/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/sample_index.h"

#include "common/timebase.h"
#include "common/timeline.h"

/* A device clock that jumps further was set, not delayed. */
#define JUMP_MAX_NS (3600 * NS_PER_S)
/* A block this much older than the newest is a packet out of order; older still, a clock set back.
 */
#define LATE_MAX_NS (10 * NS_PER_S)

static bool is_rubbish(const struct ecg_block *block)
{
	if (block->count == 0 || block->count > ECG_BLOCK_MAX ||
	    block->rate_mhz < SAMPLE_RATE_MIN_MHZ || block->rate_mhz > SAMPLE_RATE_MAX_MHZ ||
	    block->device_ns > INT64_MAX / 2)
		return true;
	for (unsigned i = 0; i < block->count; i++)
		if (block->uv[i] > SAMPLE_UV_MAX || block->uv[i] < -SAMPLE_UV_MAX - 1)
			return true;
	return false;
}

/* Device time between the block's newest sample and where it would be with nothing missing. */
static int64_t jump_ns(const struct sample_index *index, const struct ecg_block *block)
{
	return (int64_t)block->device_ns - (int64_t)index->newest_device_ns -
	       timeline_span_ns(block->rate_mhz, block->count);
}

enum sample_fit sample_index_fit(const struct sample_index *index, const struct ecg_block *block)
{
	int64_t jump;

	if (is_rubbish(block))
		return SAMPLE_RUBBISH;
	if (index->rate_mhz == 0)
		return SAMPLE_FITS;
	jump = jump_ns(index, block);
	if (block->rate_mhz != index->rate_mhz || jump > JUMP_MAX_NS || jump < -LATE_MAX_NS)
		return SAMPLE_FOREIGN;
	return block->device_ns <= index->newest_device_ns ? SAMPLE_LATE : SAMPLE_FITS;
}

int64_t sample_index_take(struct sample_index *index, const struct ecg_block *block)
{
	int64_t first = index->next;

	if (index->rate_mhz == 0) {
		index->rate_mhz = block->rate_mhz;
	} else {
		double jumped = (double)jump_ns(index, block) * block->rate_mhz / 1e12;

		/* More than half a sample: a clock that only drifts never gets there within one
		 * block. */
		if (jumped > 0.5)
			first += (int64_t)(jumped + 0.5);
	}
	index->newest_device_ns = block->device_ns;
	index->next = first + block->count;
	return first;
}
