/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/sample_index.h"

#include "common/timebase.h"
#include "common/timeline.h"

#include <math.h>

/* A device clock that jumps further was set, not delayed. */
#define JUMP_MAX_NS (3600 * NS_PER_S)
/* Device time that runs ahead of arrival by more: no packet was ever delayed by so much. */
#define AHEAD_MAX_NS (5 * NS_PER_S / 2)
/* A block this much older than the newest is a packet out of order; older still, a clock set back.
 */
#define LATE_MAX_NS (10 * NS_PER_S)
/* The distance of samples is measured over one to two such spans, and not over a shorter one than
 * the second. */
#define MEASURE_NS     (60 * NS_PER_S)
#define MEASURE_MIN_NS (2 * NS_PER_S)
#define RATE_OFF_MAX   0.05

bool sample_is_rubbish(const struct ecg_block *block)
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

struct sample_span sample_span_of_ecg(const struct ecg_block *block, int64_t arrival_ns)
{
	return (struct sample_span){block->rate_mhz, block->count, block->device_ns, arrival_ns};
}

/* Device time between the block's newest sample and where it would be with nothing missing. */
static double jump_ns(const struct sample_index *index, const struct sample_span *span)
{
	return (double)((int64_t)span->device_ns - (int64_t)index->newest_device_ns) -
	       span->count * index->period_ns;
}

/* By how much device time led arrival at most, if its rate is off as far as can be. */
static int64_t lead_ns(const struct sample_index *index, const struct sample_span *span)
{
	int64_t since_ns = span->arrival_ns - index->newest_arrival_ns;

	return index->lead_ns - (int64_t)(RATE_OFF_MAX * (double)since_ns);
}

/* Packets that waited come in a burst and only catch up; a clock that was set forward leads further
 * than it ever did. */
static bool runs_ahead(const struct sample_index *index, const struct sample_span *span)
{
	int64_t since_ns = span->arrival_ns - index->newest_arrival_ns;
	int64_t now_ns = (int64_t)span->device_ns - span->arrival_ns;

	return span->arrival_ns != 0 && index->newest_arrival_ns != 0 &&
	       now_ns > index->lead_ns + AHEAD_MAX_NS + (int64_t)(RATE_OFF_MAX * (double)since_ns);
}

enum sample_fit sample_index_fit_span(const struct sample_index *index,
				      const struct sample_span *span)
{
	double jump;

	if (span->rate_mhz == 0 || span->count == 0 || span->device_ns > INT64_MAX / 2)
		return SAMPLE_RUBBISH;
	if (index->rate_mhz == 0)
		return SAMPLE_FITS;
	if (span->rate_mhz != index->rate_mhz)
		return SAMPLE_FOREIGN;
	jump = jump_ns(index, span);
	if (jump > (double)JUMP_MAX_NS || jump < -(double)LATE_MAX_NS)
		return SAMPLE_CLOCK_SET;
	if (span->device_ns <= index->newest_device_ns)
		return SAMPLE_LATE;
	return runs_ahead(index, span) ? SAMPLE_CLOCK_SET : SAMPLE_FITS;
}

enum sample_fit sample_index_fit(const struct sample_index *index, const struct ecg_block *block,
				 int64_t arrival_ns)
{
	struct sample_span span = sample_span_of_ecg(block, arrival_ns);

	return sample_is_rubbish(block) ? SAMPLE_RUBBISH : sample_index_fit_span(index, &span);
}

/* Samples that are missing before the block. */
static int64_t missing(const struct sample_index *index, const struct sample_span *span)
{
	double jumped = jump_ns(index, span) / index->period_ns;

	return jumped > fmax(0.5, RATE_OFF_MAX * span->count) ? (int64_t)(jumped + 0.5) : 0;
}

static void take_lead(struct sample_index *index, const struct sample_span *span)
{
	int64_t now_ns = (int64_t)span->device_ns - span->arrival_ns;
	int64_t before_ns = lead_ns(index, span);

	if (span->arrival_ns == 0)
		return;
	index->lead_ns = index->newest_arrival_ns != 0 && before_ns > now_ns ? before_ns : now_ns;
	index->newest_arrival_ns = span->arrival_ns;
}

static void anchor_here(struct sample_index *index, int which)
{
	index->anchor[which].device_ns = index->newest_device_ns;
	index->anchor[which].index = index->next;
}

static void measure(struct sample_index *index)
{
	double nominal_ns = 1e12 / index->rate_mhz;
	double span_ns = (double)(index->newest_device_ns - index->anchor[0].device_ns);
	double period_ns = span_ns / (double)(index->next - index->anchor[0].index);

	if (span_ns < (double)MEASURE_MIN_NS)
		return;
	index->period_ns = fmin(fmax(period_ns, nominal_ns * (1.0 - RATE_OFF_MAX)),
				nominal_ns * (1.0 + RATE_OFF_MAX));
	if (index->newest_device_ns - index->anchor[1].device_ns < (uint64_t)MEASURE_NS)
		return;
	index->anchor[0] = index->anchor[1];
	anchor_here(index, 1);
}

int64_t sample_index_take_span(struct sample_index *index, const struct sample_span *span)
{
	bool first = index->rate_mhz == 0;
	int64_t hole = first ? 0 : missing(index, span);
	int64_t at = index->next + hole;

	index->newest_device_ns = span->device_ns;
	take_lead(index, span);
	index->next = at + span->count;
	if (first) {
		index->rate_mhz = span->rate_mhz;
		index->period_ns = 1e12 / span->rate_mhz;
	}
	/* How many samples a hole had is a guess: nothing is measured over it. */
	if (first || hole > 0) {
		anchor_here(index, 0);
		anchor_here(index, 1);
	} else {
		measure(index);
	}
	return at;
}

int64_t sample_index_take(struct sample_index *index, const struct ecg_block *block,
			  int64_t arrival_ns)
{
	struct sample_span span = sample_span_of_ecg(block, arrival_ns);

	return sample_index_take_span(index, &span);
}
