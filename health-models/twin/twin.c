/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/twin/twin.h"

#include "common/bytes.h"
#include "common/timebase.h"

#include <errno.h>
#include <string.h>

/* RR intervals outside this are breaks or errors: 20 to 300 beats a minute. */
static const float rr_min_ms = 200.0F;
static const float rr_max_ms = 3000.0F;
/* A minute may set the resting rate only when most of it was seen. */
enum { REST_MINUTE_RR = 30 };

void twin_init(struct twin *t)
{
	*t = (struct twin){.beats = 0};
}

static int64_t minute_of(int64_t utc_ns)
{
	int64_t into = utc_ns % (60 * NS_PER_S);

	return utc_ns - (into < 0 ? into + 60 * NS_PER_S : into);
}

static bool close_minute(struct twin *t)
{
	if (t->minute.beats == 0)
		return false;
	if (t->minute_rr_count > 0)
		t->minute.hr_mean_bpm = (float)(60000.0 * t->minute_rr_count / t->minute_rr_ms);
	if (t->minute_rr_count >= REST_MINUTE_RR &&
	    (t->hr_rest_bpm <= 0.0F || t->minute.hr_mean_bpm < t->hr_rest_bpm))
		t->hr_rest_bpm = t->minute.hr_mean_bpm;
	t->ready = t->minute;
	t->have_ready = true;
	t->minute = (struct twin_minute){.start_utc_ns = 0};
	t->minute_rr_ms = 0.0;
	t->minute_rr_count = 0;
	return true;
}

float twin_hr_bpm(const struct twin *t)
{
	float sum_ms = 0.0F;

	if (t->rr_count < TWIN_HR_BEATS)
		return 0.0F;
	for (int i = 0; i < TWIN_HR_BEATS; i++)
		sum_ms += t->rr_ms[i];
	return 60000.0F * TWIN_HR_BEATS / sum_ms;
}

static void take_rr(struct twin *t, float rr_ms)
{
	float hr_bpm;

	if (!(rr_ms >= rr_min_ms && rr_ms <= rr_max_ms)) {
		t->rr_count = 0;
		return;
	}
	memmove(t->rr_ms, t->rr_ms + 1, sizeof t->rr_ms - sizeof t->rr_ms[0]);
	t->rr_ms[TWIN_HR_BEATS - 1] = rr_ms;
	if (t->rr_count < TWIN_HR_BEATS)
		t->rr_count++;
	t->minute_rr_ms += (double)rr_ms;
	t->minute_rr_count++;
	hr_bpm = twin_hr_bpm(t);
	if (hr_bpm <= 0.0F)
		return;
	if (t->minute.hr_min_bpm <= 0.0F || hr_bpm < t->minute.hr_min_bpm)
		t->minute.hr_min_bpm = hr_bpm;
	if (hr_bpm > t->minute.hr_max_bpm)
		t->minute.hr_max_bpm = hr_bpm;
}

int twin_push(struct twin *t, const struct ecg_beat *beat, int64_t beat_utc_ns)
{
	int64_t minute_utc_ns = minute_of(beat_utc_ns);
	bool closed = false;

	if (beat->label == BEAT_NONE)
		return 0;
	if (t->minute.beats > 0 && minute_utc_ns != t->minute.start_utc_ns)
		closed = close_minute(t);
	t->minute.start_utc_ns = minute_utc_ns;
	t->minute.beats++;
	t->beats++;
	if (beat->label == BEAT_VENTRICULAR) {
		t->minute.ventricular++;
		t->ventricular++;
	}
	take_rr(t, beat->rr_ms);
	return closed ? 1 : 0;
}

int twin_flush(struct twin *t)
{
	t->rr_count = 0;
	return close_minute(t) ? 1 : 0;
}

int twin_get_minute(struct twin *t, struct twin_minute *minute)
{
	if (!t->have_ready)
		return 0;
	*minute = t->ready;
	t->have_ready = false;
	return 1;
}

float twin_hr_rest_bpm(const struct twin *t)
{
	return t->hr_rest_bpm;
}

uint64_t twin_beats(const struct twin *t)
{
	return t->beats;
}

uint64_t twin_ventricular(const struct twin *t)
{
	return t->ventricular;
}

/* Version 1: u64 beats, u64 ventricular, f32 hr_rest_bpm. */
long twin_encode(const struct twin *t, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u64(&w, t->beats);
	put_u64(&w, t->ventricular);
	put_f32(&w, t->hr_rest_bpm);
	return w.failed ? -ENOBUFS : (long)w.at;
}

int twin_decode(struct twin *t, uint16_t version, const uint8_t *data, size_t size)
{
	struct byte_reader r;
	uint64_t beats, ventricular;
	float hr_rest_bpm;

	if (version != TWIN_STATE_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, data, size);
	beats = get_u64(&r);
	ventricular = get_u64(&r);
	hr_rest_bpm = get_f32(&r);
	if (r.failed || byte_reader_left(&r) > 0 || ventricular > beats ||
	    !(hr_rest_bpm >= 0.0F && hr_rest_bpm <= 300.0F))
		return -EBADMSG;
	twin_init(t);
	t->beats = beats;
	t->ventricular = ventricular;
	t->hr_rest_bpm = hr_rest_bpm;
	return 0;
}
