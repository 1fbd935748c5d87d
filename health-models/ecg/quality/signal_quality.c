/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/quality/signal_quality.h"

#include "health-models/signal/limit.h"

static const float FULL_DB = 14, RHYTHM_DB = 5; /* from where on each grade is */
static const float HYSTERESIS_DB = 1;
/* log2 of (above 18 Hz / 1 to 18 Hz): no heart in 75 clean recordings went beyond 0.78. */
static const float BUZZ_SOME = 0.8f, BUZZ_ALL = 1;
static const float SMOOTHING = 0.5f;
static const float TRUST_RANGE_DB = 24; /* from no trust to all of it */

void signal_quality_init(struct signal_quality_state *q)
{
	*q = (struct signal_quality_state){.grade = QUALITY_UNKNOWN};
}

float signal_quality_snr_db(const float *feature)
{
	return signal_quality_trees.base + boosted_trees_sum(&signal_quality_trees, 0, feature);
}

float signal_quality_trust(const struct signal_quality_state *q)
{
	if (q->grade == QUALITY_UNKNOWN || !q->started)
		return 0;
	return limited(0.5f + (q->snr_db - RHYTHM_DB) / TRUST_RANGE_DB, 0, 1);
}

/* The limit that a grade begins at is higher for those who come from below. */
static float limit_of(const struct signal_quality_state *q, enum signal_quality grade)
{
	float limit = grade == QUALITY_FULL ? FULL_DB : RHYTHM_DB;

	return q->grade >= grade ? limit - HYSTERESIS_DB : limit;
}

static enum signal_quality grade_of(const struct signal_quality_state *q,
				    const struct fibrillation *f)
{
	float buzz = fibrillation_look(f)[FIBRILLATION_HIGH_SHARE];

	/* No beats stand out of fibrillation, and yet it is what is to be seen. */
	if (f->present)
		return QUALITY_RHYTHM_ONLY;
	if (buzz > BUZZ_ALL)
		return QUALITY_UNREADABLE;
	if (q->snr_db >= limit_of(q, QUALITY_FULL) && buzz <= BUZZ_SOME)
		return QUALITY_FULL;
	return q->snr_db >= limit_of(q, QUALITY_RHYTHM_ONLY) ? QUALITY_RHYTHM_ONLY
							     : QUALITY_UNREADABLE;
}

bool signal_quality_second(struct signal_quality_state *q, const struct fibrillation *f, bool lost)
{
	enum signal_quality before = q->grade;

	if (lost || !fibrillation_readable(f)) {
		q->started = false;
		q->grade = QUALITY_UNREADABLE;
		return q->grade != before;
	}
	if (f->looks == 0)
		return false;
	if (!q->started)
		q->snr_db = f->snr_db;
	q->started = true;
	q->snr_db += SMOOTHING * (f->snr_db - q->snr_db);
	q->grade = grade_of(q, f);
	return q->grade != before;
}
