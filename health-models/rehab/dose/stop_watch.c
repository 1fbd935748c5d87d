/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/dose/stop_watch.h"

#include "common/timebase.h"

#define WINDOW_MS      10000.0F
#define SYSTOLIC_MMHG  250.0F
#define DIASTOLIC_MMHG 115.0F
#define DROP_MMHG      10.0F
#define LONG_PAUSE_S   3.0F
#define SURE           0.7F /* that a short run is one: twice as likely as not, and more */

void stop_watch_init(struct stop_watch *watch, unsigned cap_bpm, bool atrial_fibrillation_known)
{
	*watch = (struct stop_watch){.cap_bpm = cap_bpm,
				     .atrial_fibrillation_known = atrial_fibrillation_known};
}

/* At once: it took the engine half a minute to be sure. */
unsigned stop_watch_rhythm(struct stop_watch *watch, enum rhythm rhythm, int64_t since_ns)
{
	watch->rhythm = rhythm;
	watch->rhythm_since_ns = since_ns;
	if (rhythm == RHYTHM_ATRIAL_FIBRILLATION || rhythm == RHYTHM_ATRIAL_FLUTTER)
		return watch->atrial_fibrillation_known ? 0 : DOSE_STOP_ATRIAL;
	return 0;
}

static unsigned of_sustained(enum rhythm rhythm)
{
	switch (rhythm) {
	case RHYTHM_VENTRICULAR_RUN:
	case RHYTHM_VENTRICULAR_TACHYCARDIA:
	case RHYTHM_VENTRICULAR_FIBRILLATION:
		return DOSE_STOP_VENTRICULAR;
	case RHYTHM_SUPRAVENTRICULAR_RUN:
		return DOSE_STOP_ATRIAL;
	case RHYTHM_ASYSTOLE:
		return DOSE_STOP_PAUSE;
	case RHYTHM_ATRIAL_FIBRILLATION: /* stop_watch_rhythm() */
	case RHYTHM_ATRIAL_FLUTTER:
	case RHYTHM_UNKNOWN:
	case RHYTHM_REGULAR:
	case RHYTHM_IRREGULAR:
	case RHYTHM_NO_SIGNAL:
	case RHYTHM_PACED:
		break;
	}
	return 0;
}

unsigned stop_watch_reach(const struct stop_watch *watch, int64_t now_ns)
{
	if (now_ns - watch->rhythm_since_ns < STOP_WATCH_SUSTAINED_S * NS_PER_S)
		return 0;
	return of_sustained(watch->rhythm);
}

static unsigned of_readable(const struct ecg_finding *finding)
{
	switch (finding->kind) {
	case FINDING_VENTRICULAR_TACHYCARDIA:
	case FINDING_VENTRICULAR_FIBRILLATION:
		return finding->confidence >= SURE ? DOSE_STOP_VENTRICULAR : 0;
	case FINDING_ASYSTOLE:
		return DOSE_STOP_PAUSE;
	case FINDING_PAUSE:
		return finding->number[0] >= LONG_PAUSE_S ? DOSE_STOP_PAUSE : 0;
	case FINDING_ATRIAL_FIBRILLATION: /* stop_watch_rhythm() */
	case FINDING_ATRIAL_FLUTTER:
	case FINDING_VENTRICULAR_RUN: /* a slow one: stop_watch_reach() */
	case FINDING_COUPLET:
	case FINDING_NO_SIGNAL:
	case FINDING_IRREGULAR:
	case FINDING_BIGEMINY:
	case FINDING_TRIGEMINY:
	case FINDING_SUPRAVENTRICULAR_RUN:
	case FINDING_BRADYCARDIA:
	case FINDING_TACHYCARDIA: /* the cap is the clinician's */
	case FINDING_PACED:
		break;
	}
	return 0;
}

unsigned stop_watch_finding(const struct ecg_finding *finding)
{
	return finding->quality == QUALITY_FULL ? of_readable(finding) : 0;
}

/* The newest intervals that make up the window, in order of length. Returns how many, 0 where there
 * are not enough of them. */
static unsigned sort_window(const struct stop_watch *watch, float sorted[STOP_WATCH_BEATS])
{
	float sum_ms = 0;
	unsigned n = 0;

	while (n < watch->count && sum_ms < WINDOW_MS) {
		unsigned from = (watch->next + STOP_WATCH_BEATS - 1 - n) % STOP_WATCH_BEATS;
		float rr_ms = watch->rr_ms[from];
		unsigned at = n;

		for (; at > 0 && sorted[at - 1] > rr_ms; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = rr_ms;
		sum_ms += rr_ms;
		n++;
	}
	return sum_ms >= WINDOW_MS || n == STOP_WATCH_BEATS ? n : 0;
}

float stop_watch_hr_bpm(const struct stop_watch *watch)
{
	float sorted[STOP_WATCH_BEATS];
	unsigned n = sort_window(watch, sorted);

	return n > 0 ? 60000.0F / sorted[n / 2] : 0;
}

void stop_watch_quality(struct stop_watch *watch, enum signal_quality quality)
{
	watch->unreadable = quality == QUALITY_UNREADABLE;
	if (watch->unreadable)
		watch->count = 0;
}

unsigned stop_watch_pressure(struct stop_watch *watch, float systolic_mmhg, float diastolic_mmhg)
{
	if (watch->systolic_first_mmhg <= 0 && systolic_mmhg > 0)
		watch->systolic_first_mmhg = systolic_mmhg;
	if (systolic_mmhg >= SYSTOLIC_MMHG || diastolic_mmhg >= DIASTOLIC_MMHG)
		return DOSE_STOP_PRESSURE;
	return systolic_mmhg > 0 && systolic_mmhg < watch->systolic_first_mmhg - DROP_MMHG
		   ? DOSE_STOP_PRESSURE
		   : 0;
}

unsigned stop_watch_beat(struct stop_watch *watch, const struct ecg_beat *beat)
{
	float hr_bpm;

	if (watch->unreadable || !(beat->rr_ms > 0)) {
		watch->count = 0; /* a break: what was before says nothing of now */
		return 0;
	}
	watch->rr_ms[watch->next] = beat->rr_ms;
	watch->next = (watch->next + 1) % STOP_WATCH_BEATS;
	if (watch->count < STOP_WATCH_BEATS)
		watch->count++;
	hr_bpm = stop_watch_hr_bpm(watch);
	if (hr_bpm > watch->hr_max_bpm)
		watch->hr_max_bpm = hr_bpm;
	if (watch->cap_bpm > 0 && hr_bpm > (float)watch->cap_bpm)
		return DOSE_STOP_HEART_RATE;
	return 0;
}
