/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any floats as an ECG: two bytes choose the rate, then each four bytes are a sample held for as
 * many pushes as a fifth byte says. What comes out must be sound, whatever went in.
 */
#include "health-models/ecg/ecg.h"
#include "health-models/ecg/finding_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PUSHES_MAX = 200000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_beat(const struct ecg_beat *b, int64_t pushed)
{
	if (b->id == 0 || b->sample_index < 0 || b->sample_index >= pushed ||
	    b->decided_index >= pushed || b->sample_index > b->decided_index)
		abort();
	if (!(b->confidence >= 0 && b->confidence <= 1) || !isfinite(b->rr_ms) ||
	    !isfinite(b->qrs_ms) || b->rr_ms < 0 || b->qrs_ms < 0)
		abort();
}

/* What can be kept is sound. */
static void check_finding(const struct ecg_finding *f, int64_t pushed)
{
	uint8_t blob[FINDING_RECORD_SIZE];

	if (f->start_index < 0 || f->end_index > pushed ||
	    finding_record_encode(f, blob, sizeof blob) < 0)
		abort();
}

static void take_events(struct ecg *e, int64_t pushed)
{
	struct ecg_event event;

	while (ecg_get(e, &event) > 0) {
		if (event.kind == ECG_BEAT_FIRST || event.kind == ECG_BEAT_FINAL)
			check_beat(&event.beat, pushed);
		if (event.kind == ECG_FINDING)
			check_finding(&event.finding, pushed);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ecg_settings settings;
	struct ecg e;
	int64_t pushed = 0;

	if (size < 2)
		return 0;
	settings.rate_hz = data[0] + 256.0 * (data[1] % 8);
	if (ecg_init(&e, &settings) < 0)
		return 0;
	for (size_t at = 2; at + 5 <= size && pushed < PUSHES_MAX; at += 5) {
		float uv;

		memcpy(&uv, data + at, sizeof uv);
		for (int i = 0; i <= data[at + 4]; i++) {
			pushed++;
			if (ecg_push(&e, uv) < 0)
				abort();
			take_events(&e, pushed);
		}
	}
	if (ecg_flush(&e) < 0)
		abort();
	take_events(&e, pushed);
	return 0;
}
