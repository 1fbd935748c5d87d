/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ECG engine on drawn hearts that other detectors are known to get wrong, each by its name. */
#include "health-models/ecg/ecg.h"

#include <glib.h>
#include <math.h>

#include "tests/unit/heard-ecg.h"

enum { WAVES_MAX = 6, BEATS_MAX = 400 };

struct wave {
	double at_s, height, width_s;
};

/* One heart's beat; heights in mV. */
struct shape {
	struct wave wave[WAVES_MAX];
};

static const struct shape usual = {{
    {-0.16, 0.12, 0.020},
    {-0.025, -0.10, 0.008},
    {0, 1.0, 0.011},
    {0.028, -0.22, 0.010},
    {0.24, 0.28, 0.045},
}};
static const struct shape tall_t = {{
    {-0.16, 0.12, 0.020},
    {-0.025, -0.10, 0.008},
    {0, 1.0, 0.011},
    {0.028, -0.22, 0.010},
    {0.26, 1.4, 0.045},
}};
/* As left bundle branch block has it: 150 ms wide, notched, with a T wave the other way. */
static const struct shape bundle_branch_block = {{
    {-0.17, 0.12, 0.020},
    {-0.018, 0.75, 0.020},
    {0.030, 0.85, 0.024},
    {0.30, -0.35, 0.055},
}};
/* Of fibrillating atria: no P wave; as it usually is, and in a right bundle branch block. */
static const struct shape no_p = {{
    {-0.025, -0.10, 0.008},
    {0, 1.0, 0.011},
    {0.028, -0.22, 0.010},
    {0.24, 0.28, 0.045},
}};
static const struct shape aberrant = {{
    {-0.025, -0.10, 0.008},
    {0, 0.8, 0.011},
    {0.028, -0.30, 0.010},
    {0.065, 0.45, 0.018},
    {0.25, -0.15, 0.045},
}};
/* A ventricular beat: no P wave, slurred from its first millisecond on. */
static const struct shape ventricular = {{
    {-0.01, 1.1, 0.032},
    {0.055, 0.7, 0.030},
    {0.30, -0.5, 0.060},
}};
/* Behind a pacemaker's spike: it begins all at once and goes on slowly. */
static const struct shape paced = {{
    {0.000, 1.6, 0.007},
    {0.022, 1.0, 0.016},
    {0.100, -2.0, 0.030},
    {0.320, 0.7, 0.060},
}};
/* A child's beat is as narrow as it is early: P and T lie close. */
static const struct shape child = {{
    {-0.11, 0.10, 0.014},
    {-0.018, -0.10, 0.006},
    {0, 1.0, 0.009},
    {0.022, -0.25, 0.008},
    {0.14, 0.22, 0.026},
}};

struct drawing {
	const struct shape *shape;
	const struct shape *other; /* of beats that have it */
	bool has_other[BEATS_MAX];
	double at_s[BEATS_MAX];
	size_t count;
	double mv; /* scale */
};

static void beat_at(struct drawing *h, double at_s)
{
	g_assert_cmpuint(h->count, <, BEATS_MAX);
	h->at_s[h->count++] = at_s;
}

/* Beats from from_s to to_s, the intervals swinging by 4 % as breathing makes them. */
static void beats(struct drawing *h, double from_s, double to_s, double rate_per_min)
{
	double rr_s = 60 / rate_per_min;

	for (double t = from_s; t < to_s; t += rr_s * (1 + 0.04 * sin(2 * G_PI * t / 4)))
		beat_at(h, t);
}

static double height_at(const struct drawing *h, double t_s)
{
	double sum = 0;

	for (size_t k = 0; k < h->count; k++) {
		double u = t_s - h->at_s[k];

		if (fabs(u) > 0.7)
			continue;
		for (size_t w = 0; w < WAVES_MAX; w++) {
			const struct shape *shape = h->has_other[k] ? h->other : h->shape;
			const struct wave *wave = &shape->wave[w];

			if (wave->width_s > 0)
				sum += wave->height *
				       exp(-0.5 * pow((u - wave->at_s) / wave->width_s, 2));
		}
	}
	return sum * h->mv * 1000;
}

static double draw_between(guint32 *state, double low, double high)
{
	*state = *state * 1664525U + 1013904223U;
	return low + (high - low) * (double)(*state >> 8) / 16777216.0;
}

static float *samples(const struct drawing *h, double seconds, double rate_hz, size_t *count)
{
	guint32 noise = 5;
	float *uv;

	*count = (size_t)(seconds * rate_hz);
	uv = g_new(float, *count);
	for (size_t i = 0; i < *count; i++)
		uv[i] = (float)(height_at(h, (double)i / rate_hz) + draw_between(&noise, -10, 10));
	return uv;
}

/* Of the beats between two times: each is found once, none beside it, and none is ventricular. The
 * mark of a broad one may lie at its end. */
static void check_normal(const struct drawing *h, const struct heard_ecg *heard, double rate_hz,
			 double from_s, double to_s)
{
	size_t k = 0, drawn = 0, found = 0;

	for (size_t i = 0; i < h->count; i++)
		drawn += h->at_s[i] >= from_s && h->at_s[i] < to_s;
	while (k < h->count && h->at_s[k] < from_s)
		k++;
	for (size_t i = 0; i < heard->count; i++) {
		const struct ecg_beat *b = &heard->event[i].beat;
		double at_s = (double)b->sample_index / rate_hz;

		if (heard->event[i].kind != ECG_BEAT_FINAL || b->label == BEAT_NONE ||
		    at_s < from_s - 0.05 || at_s >= to_s - 0.05)
			continue;
		g_assert_cmpuint(k, <, h->count);
		g_assert_cmpfloat(fabs(at_s - h->at_s[k]), <, 0.1);
		g_assert_cmpint(b->label, !=, BEAT_VENTRICULAR);
		k++;
		found++;
	}
	g_assert_cmpuint(found, ==, drawn);
}

static void check_no_alarm(const struct heard_ecg *heard)
{
	const enum finding_kind alarms[] = {
	    FINDING_COUPLET,
	    FINDING_VENTRICULAR_RUN,
	    FINDING_VENTRICULAR_TACHYCARDIA,
	    FINDING_SUPRAVENTRICULAR_RUN,
	    FINDING_ATRIAL_FIBRILLATION,
	    FINDING_ATRIAL_FLUTTER,
	    FINDING_VENTRICULAR_FIBRILLATION,
	    FINDING_ASYSTOLE,
	    FINDING_PAUSE,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(alarms); i++)
		g_assert_null(heard_ecg_finding(heard, alarms[i], 0));
}

/* A minute of a heart whose every beat is normal. */
static void check_heart(const struct shape *shape, double rate_per_min, double mv, double rate_hz)
{
	struct drawing h = {.shape = shape, .mv = mv};
	struct heard_ecg heard;
	size_t count;
	float *uv;

	beats(&h, 0.6, 59.2, rate_per_min);
	uv = samples(&h, 60, rate_hz, &count);
	heard_ecg_run(&heard, uv, count, rate_hz, 1);
	heard_ecg_check_order(&heard, count);
	check_normal(&h, &heard, rate_hz, 0, 60);
	check_no_alarm(&heard);
	heard_ecg_clear(&heard);
	g_free(uv);
}

static void test_tall_t(void)
{
	check_heart(&tall_t, 60, 1, 130);
	check_heart(&tall_t, 60, -1, 130);
	check_heart(&tall_t, 85, 0.5, 250);
}

static void test_bundle_branch_block(void)
{
	check_heart(&bundle_branch_block, 72, 1, 130);
	check_heart(&bundle_branch_block, 72, -1, 360);
}

/* A minute of it is one paced stretch, whatever else the broad beats look like, and no tachycardia
 * at 110 per minute. */
static void check_paced(double rate_per_min, double mv, double rate_hz)
{
	struct drawing h = {.shape = &paced, .mv = mv};
	const struct ecg_finding *f;
	struct heard_ecg heard;
	size_t count, unknown;
	float *uv;

	for (double t = 0.6; t < 59; t += 60 / rate_per_min)
		beat_at(&h, t);
	uv = samples(&h, 60, rate_hz, &count);
	heard_ecg_run(&heard, uv, count, rate_hz, 1);
	heard_ecg_check_order(&heard, count);
	f = heard_ecg_finding(&heard, FINDING_PACED, 0);
	g_assert_nonnull(f);
	g_assert_null(heard_ecg_finding(&heard, FINDING_PACED, 1));
	g_assert_cmpint(f->reason, ==, REASON_PACED_SHAPE);
	g_assert_cmpfloat((double)f->number[0], >=, 0.8 * (double)h.count);
	g_assert_cmpfloat(fabs((double)f->number[1] - rate_per_min), <, 1);
	g_assert_cmpfloat((double)f->number[2], >=, 150);
	g_assert_cmpfloat((double)f->confidence, >, 0.8);
	unknown = heard_ecg_count(&heard, BEAT_UNKNOWN);
	g_assert_cmpuint(unknown, >=, h.count / 2);
	g_assert_cmpuint(heard_ecg_rhythm(&heard, RHYTHM_PACED), ==, 1);
	check_no_alarm(&heard);
	heard_ecg_clear(&heard);
	g_free(uv);
}

static void test_paced(void)
{
	check_paced(70, 1, 130);
	check_paced(70, -1, 130);
	check_paced(110, 0.7, 360);
}

/* None of the others is one. */
static void check_not_paced(const struct shape *shape)
{
	struct drawing h = {.shape = shape, .mv = 1};
	struct heard_ecg heard;
	size_t count;
	float *uv;

	beats(&h, 0.6, 59, 72);
	uv = samples(&h, 60, 130, &count);
	heard_ecg_run(&heard, uv, count, 130, 1);
	g_assert_null(heard_ecg_finding(&heard, FINDING_PACED, 0));
	g_assert_cmpuint(heard_ecg_count(&heard, BEAT_UNKNOWN), ==, 0);
	heard_ecg_clear(&heard);
	g_free(uv);
}

static void test_not_paced(void)
{
	check_not_paced(&usual);
	check_not_paced(&tall_t);
	check_not_paced(&bundle_branch_block);
	check_not_paced(&ventricular);
}

/* T waves 1.4 times as tall as R, too: from the first beat on none of them is one. */
static void test_athlete(void)
{
	check_heart(&tall_t, 38, 1, 130);
	check_heart(&tall_t, 38, -1, 250);
	check_heart(&usual, 38, 1.5, 130);
	check_heart(&usual, 38, -1, 250);
}

static void test_child(void)
{
	check_heart(&child, 180, 0.8, 130);
	check_heart(&child, 180, -0.8, 250);
}

static void test_any_rate(void)
{
	static const double rates[] = {100,   111.1, 125, 128,   130,   173.61, 180, 200,
				       222.2, 250,   256, 257,   300,   333.33, 360, 400,
				       477,   500,   512, 599.9, 721.5, 800,    977, 1000};

	for (size_t i = 0; i < G_N_ELEMENTS(rates); i++)
		check_heart(&usual, 70, 1, rates[i]);
}

/* Atria that fibrillate: every interval is drawn anew, and what comes early after a long one is
 * conducted with a bundle branch block (Gouaux and Ashman, Am Heart J 34:366, 1947). */
static void fibrillating(struct drawing *h, double to_s)
{
	guint32 state = 21;
	double before_s = 0.7;

	for (double t = 0.6; t < to_s;) {
		double rr_s = draw_between(&state, 0.42, 1.0);

		beat_at(h, t);
		h->has_other[h->count - 1] = h->count > 1 && before_s < 0.55 && rr_s > 0.6;
		t += rr_s;
		before_s = rr_s;
	}
}

/* It is told, and the broad beats make no ventricular tachycardia. */
static void test_fibrillation_with_aberrancy(void)
{
	struct drawing h = {.shape = &no_p, .other = &aberrant, .mv = 1};
	struct heard_ecg heard;
	size_t count, called;
	float *uv;

	fibrillating(&h, 239);
	uv = samples(&h, 240, 130, &count);
	heard_ecg_run(&heard, uv, count, 130, 1);
	heard_ecg_check_order(&heard, count);
	g_assert_nonnull(heard_ecg_finding(&heard, FINDING_ATRIAL_FIBRILLATION, 0));
	g_assert_null(heard_ecg_finding(&heard, FINDING_VENTRICULAR_TACHYCARDIA, 0));
	g_assert_null(heard_ecg_finding(&heard, FINDING_VENTRICULAR_FIBRILLATION, 0));
	called = heard_ecg_count(&heard, BEAT_VENTRICULAR);
	g_test_message("%zu of %zu beats called ventricular", called, h.count);
	heard_ecg_clear(&heard);
	g_free(uv);
}

/* The strap swings on a chest that walks: two steps a second, each a swing of a millivolt that
 * rings out, and muscle noise. */
static void walk(float *uv, size_t from, size_t to, double rate_hz)
{
	guint32 state = 77;

	for (double step_s = (double)from / rate_hz; step_s < (double)to / rate_hz;
	     step_s += draw_between(&state, 0.46, 0.56)) {
		double uv_high = draw_between(&state, 500, 1500);
		size_t first = (size_t)(step_s * rate_hz);

		for (size_t i = first; i < to && i < first + (size_t)rate_hz; i++) {
			double u = (double)i / rate_hz - step_s;

			uv[i] += (float)(uv_high * exp(-u / 0.15) * sin(2 * G_PI * 4 * u));
		}
	}
	for (size_t i = from; i < to; i++)
		uv[i] += (float)draw_between(&state, -80, 80);
}

static void test_walking(void)
{
	struct drawing h = {.shape = &usual, .mv = 1};
	struct heard_ecg heard;
	size_t count;
	float *uv;

	beats(&h, 0.6, 179, 95);
	uv = samples(&h, 180, 130, &count);
	walk(uv, 40 * 130, 140 * 130, 130);
	heard_ecg_run(&heard, uv, count, 130, 1);
	heard_ecg_check_order(&heard, count);
	g_assert_null(heard_ecg_finding(&heard, FINDING_VENTRICULAR_TACHYCARDIA, 0));
	g_assert_null(heard_ecg_finding(&heard, FINDING_VENTRICULAR_FIBRILLATION, 0));
	g_assert_null(heard_ecg_finding(&heard, FINDING_ASYSTOLE, 0));
	g_assert_null(heard_ecg_finding(&heard, FINDING_PAUSE, 0));
	check_normal(&h, &heard, 130, 0, 39);
	check_normal(&h, &heard, 130, 145, 180);
	heard_ecg_clear(&heard);
	g_free(uv);
}

/* Told once, and to hold from about from_s on. */
static void check_polarity(const struct heard_ecg *heard, enum lead_polarity polarity,
			   double from_s)
{
	size_t told = 0;

	for (size_t i = 0; i < heard->count; i++) {
		const struct ecg_event *event = &heard->event[i];

		if (event->kind != ECG_POLARITY || event->polarity.polarity != polarity)
			continue;
		g_assert_cmpfloat(fabs((double)event->polarity.start_index / 130 - from_s), <, 3);
		told++;
	}
	g_assert_cmpuint(told, ==, 1);
}

/* The same beats with the same labels at the same samples, not only as many. */
static void test_inverted(void)
{
	struct drawing h = {.shape = &usual, .mv = 1};
	struct heard_ecg upright, inverted;
	size_t count;
	float *uv;

	beats(&h, 0.6, 119, 75);
	uv = samples(&h, 120, 130, &count);
	heard_ecg_run(&upright, uv, count, 130, 1);
	for (size_t i = 0; i < count; i++)
		uv[i] = -uv[i];
	heard_ecg_run(&inverted, uv, count, 130, 1);
	g_assert_cmpuint(heard_ecg_count(&upright, BEAT_NONE), ==, h.count);
	for (size_t i = 0, k = 0; i < upright.count; i++) {
		const struct ecg_event *a = &upright.event[i], *b;

		if (a->kind != ECG_BEAT_FINAL)
			continue;
		while (k < inverted.count && inverted.event[k].kind != ECG_BEAT_FINAL)
			k++;
		g_assert_cmpuint(k, <, inverted.count);
		b = &inverted.event[k++];
		g_assert_cmpint(a->beat.sample_index, ==, b->beat.sample_index);
		g_assert_cmpint(a->beat.label, ==, b->beat.label);
	}
	check_polarity(&upright, POLARITY_UPRIGHT, 0);
	check_polarity(&inverted, POLARITY_INVERTED, 0);
	heard_ecg_clear(&upright);
	heard_ecg_clear(&inverted);
	g_free(uv);
}

/* The strap is taken off and put on the wrong way round: that is told once, from there on. */
static void test_turned_round(void)
{
	struct drawing h = {.shape = &usual, .mv = 1};
	struct heard_ecg heard;
	size_t count;
	float *uv;

	beats(&h, 0.6, 119, 75);
	uv = samples(&h, 120, 130, &count);
	for (size_t i = 55 * 130; i < count; i++)
		uv[i] = i < 60 * 130 ? 0 : -uv[i];
	heard_ecg_run(&heard, uv, count, 130, 1);
	check_polarity(&heard, POLARITY_UPRIGHT, 0);
	check_polarity(&heard, POLARITY_INVERTED, 60);
	heard_ecg_clear(&heard);
	g_free(uv);
}

/* A minute in which the strap lies on the table, then a heart: every beat after three seconds. */
static void test_flat_first_minute(void)
{
	struct drawing h = {.shape = &usual, .mv = 1};
	struct heard_ecg heard;
	size_t count;
	float *uv;

	beats(&h, 60.8, 119, 70);
	uv = samples(&h, 120, 130, &count);
	for (size_t i = 0; i < 60 * 130; i++)
		uv[i] = 0;
	heard_ecg_run(&heard, uv, count, 130, 1);
	heard_ecg_check_order(&heard, count);
	check_normal(&h, &heard, 130, 63, 120);
	check_no_alarm(&heard);
	heard_ecg_clear(&heard);
	g_free(uv);
}

/* Noise of three times the QRS's height does not set the level for ever. */
static void test_noisy_first_minute(void)
{
	struct drawing h = {.shape = &usual, .mv = 1};
	struct heard_ecg heard;
	guint32 state = 11;
	double noise = 0;
	size_t count;
	float *uv;

	beats(&h, 0.6, 119, 70);
	uv = samples(&h, 120, 130, &count);
	for (size_t i = 0; i < 60 * 130; i++) {
		noise = 0.6 * noise + draw_between(&state, -1500, 1500);
		uv[i] += (float)noise;
	}
	heard_ecg_run(&heard, uv, count, 130, 1);
	heard_ecg_check_order(&heard, count);
	check_normal(&h, &heard, 130, 70, 120);
	heard_ecg_clear(&heard);
	g_free(uv);
}

/* Steps of 5 uV and a last bit that never stands still change nothing; alone they are no heart. */
static void test_last_bit(void)
{
	struct drawing h = {.shape = &usual, .mv = 0.5};
	struct heard_ecg heard;
	guint32 state = 3;
	size_t count;
	float *uv;

	beats(&h, 0.6, 59, 70);
	uv = samples(&h, 60, 130, &count);
	for (size_t i = 0; i < count; i++)
		uv[i] = (float)(5 * round((double)uv[i] / 5 + draw_between(&state, -1, 1)));
	heard_ecg_run(&heard, uv, count, 130, 1);
	check_normal(&h, &heard, 130, 0, 60);
	heard_ecg_clear(&heard);
	for (size_t i = 0; i < count; i++)
		uv[i] = (float)(5 * round(draw_between(&state, -1, 1)));
	heard_ecg_run(&heard, uv, count, 130, 1);
	g_assert_cmpuint(heard_ecg_count(&heard, BEAT_NONE), ==, 0);
	heard_ecg_clear(&heard);
	g_free(uv);
}

/* An amplifier that can do no more than 0.7 mV cuts the R waves off; then it hangs at its end. */
static void test_saturation(void)
{
	struct drawing h = {.shape = &usual, .mv = 1};
	struct heard_ecg heard;
	size_t count;
	float *uv;

	beats(&h, 0.6, 119, 70);
	uv = samples(&h, 120, 130, &count);
	for (size_t i = 0; i < count; i++)
		uv[i] = fminf(uv[i], 700);
	for (size_t i = 60 * 130; i < 70 * 130; i++)
		uv[i] = 700;
	heard_ecg_run(&heard, uv, count, 130, 1);
	heard_ecg_check_order(&heard, count);
	check_normal(&h, &heard, 130, 0, 59);
	check_normal(&h, &heard, 130, 73, 120);
	g_assert_null(heard_ecg_finding(&heard, FINDING_ASYSTOLE, 0));
	g_assert_nonnull(heard_ecg_finding(&heard, FINDING_NO_SIGNAL, 0));
	heard_ecg_clear(&heard);
	g_free(uv);
}

/* A radio that loses 1.1 s every ten and hands over NaN: no beat in the holes, the others stay. */
static void test_gaps(void)
{
	struct drawing h = {.shape = &usual, .mv = 1};
	struct heard_ecg heard;
	size_t count;
	float *uv;

	beats(&h, 0.6, 119, 70);
	uv = samples(&h, 120, 130, &count);
	for (size_t i = 0; i < count; i++) {
		if (i % 1300 >= 1157)
			uv[i] = NAN;
	}
	heard_ecg_run(&heard, uv, count, 130, 1);
	heard_ecg_check_order(&heard, count);
	for (size_t i = 0; i < heard.count; i++) {
		const struct ecg_beat *b = &heard.event[i].beat;

		if (heard.event[i].kind == ECG_BEAT_FINAL && b->label != BEAT_NONE) {
			g_assert_cmpint(b->sample_index % 1300, <, 1160);
			g_assert_cmpfloat((double)b->rr_ms, <, 1100);
		}
	}
	for (int hole = 0; hole + 1 < 12; hole++)
		check_normal(&h, &heard, 130, hole * 10 + 12.5, hole * 10 + 18.5);
	check_no_alarm(&heard);
	heard_ecg_clear(&heard);
	g_free(uv);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ecg-hard-cases/tall-t", test_tall_t);
	g_test_add_func("/ecg-hard-cases/bundle-branch-block", test_bundle_branch_block);
	g_test_add_func("/ecg-hard-cases/paced", test_paced);
	g_test_add_func("/ecg-hard-cases/not-paced", test_not_paced);
	g_test_add_func("/ecg-hard-cases/athlete", test_athlete);
	g_test_add_func("/ecg-hard-cases/child", test_child);
	g_test_add_func("/ecg-hard-cases/any-rate", test_any_rate);
	g_test_add_func("/ecg-hard-cases/inverted", test_inverted);
	g_test_add_func("/ecg-hard-cases/fibrillation-with-aberrancy",
			test_fibrillation_with_aberrancy);
	g_test_add_func("/ecg-hard-cases/walking", test_walking);
	g_test_add_func("/ecg-hard-cases/turned-round", test_turned_round);
	g_test_add_func("/ecg-hard-cases/flat-first-minute", test_flat_first_minute);
	g_test_add_func("/ecg-hard-cases/noisy-first-minute", test_noisy_first_minute);
	g_test_add_func("/ecg-hard-cases/last-bit", test_last_bit);
	g_test_add_func("/ecg-hard-cases/saturation", test_saturation);
	g_test_add_func("/ecg-hard-cases/gaps", test_gaps);
	return g_test_run();
}
