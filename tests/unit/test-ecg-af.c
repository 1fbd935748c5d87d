/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The AF detector on made-up series of intervals, each a rhythm with a name. No signal: the
 * intervals alone must decide. Then the engine on drawn signals that may pass for AF. */
#include "health-models/ecg/atria/af_detector.h"

#include <glib.h>
#include <math.h>

#include "tests/unit/drawn-ecg.h"
#include "tests/unit/heard-ecg.h"

enum { FINDINGS_MAX = 16, RATE_HZ = 1000 };

struct heard {
	struct af_detector detector;
	struct ecg_finding finding[FINDINGS_MAX];
	int findings;
	int64_t now;      /* in ms */
	int beats, in_af; /* judged; with a probability of 0.5 and more */
	uint32_t random;
};

static void begin(struct heard *h)
{
	*h = (struct heard){.random = 12345};
	af_detector_init(&h->detector);
}

/* 0 .. 1 */
static double drawn(struct heard *h)
{
	h->random = h->random * 1664525u + 1013904223u;
	return (double)(h->random >> 8) / (1 << 24);
}

static void seen_beat(struct heard *h, double rr_ms, enum beat_label label, float confidence,
		      const struct af_sight *sight)
{
	struct ecg_beat b = {.label = label, .confidence = confidence, .p_wave = -1};
	struct ecg_finding finding;

	h->now += (int64_t)rr_ms;
	b.sample_index = h->now;
	b.rr_ms = (float)rr_ms;
	if (af_detector_add(&h->detector, &b, sight, &finding) > 0) {
		g_assert_cmpint(h->findings, <, FINDINGS_MAX);
		h->finding[h->findings++] = finding;
	}
	g_assert_cmpfloat((double)af_detector_probability(&h->detector), >=, 0);
	g_assert_cmpfloat((double)af_detector_probability(&h->detector), <=, 1);
	h->beats++;
	h->in_af += af_detector_probability(&h->detector) >= 0.5f;
}

static void beat(struct heard *h, double rr_ms, enum beat_label label)
{
	seen_beat(h, rr_ms, label, 1, NULL);
}

static void finish(struct heard *h)
{
	struct ecg_finding finding;

	while (af_detector_finish(&h->detector, &finding) > 0)
		h->finding[h->findings++] = finding;
}

static void fibrillate(struct heard *h, int beats)
{
	for (int i = 0; i < beats; i++)
		beat(h, 420 + 560 * drawn(h), BEAT_NORMAL);
}

static void sinus(struct heard *h, int beats, double rr_ms)
{
	for (int i = 0; i < beats; i++)
		beat(h, rr_ms + 20 * sin(0.31 * i) + 10 * (drawn(h) - 0.5), BEAT_NORMAL);
}

static void check_no_af(struct heard *h)
{
	finish(h);
	g_assert_cmpint(h->findings, ==, 0);
}

static void test_fibrillation(void)
{
	struct heard h;

	begin(&h);
	fibrillate(&h, 300);
	finish(&h);
	g_assert_cmpint(h.findings, ==, 1);
	g_assert_cmpint(h.finding[0].kind, ==, FINDING_ATRIAL_FIBRILLATION);
	g_assert_cmpint(h.finding[0].reason, ==, REASON_IRREGULAR_INTERVALS);
	g_assert_cmpint(h.finding[0].start_index, <, 10000);
	g_assert_cmpint(h.finding[0].end_index, ==, h.now + 1);
	g_assert_cmpfloat((double)h.finding[0].confidence, >, 0.6);
	g_assert_cmpfloat((double)h.finding[0].number[0], >, 0.1); /* irregularity */
	g_assert_cmpfloat((double)h.finding[0].number[2], >, 80);  /* rate per minute */
	g_assert_cmpfloat((double)h.finding[0].number[2], <, 92);
}

/* Aberrant beats called ventricular do not hide it. */
static void test_fibrillation_with_aberrancy(void)
{
	struct heard h;

	begin(&h);
	for (int i = 0; i < 300; i++)
		beat(&h, 420 + 560 * drawn(&h), drawn(&h) < 0.15 ? BEAT_VENTRICULAR : BEAT_NORMAL);
	finish(&h);
	g_assert_cmpint(h.findings, ==, 1);
	g_assert_cmpint(h.finding[0].end_index - h.finding[0].start_index, >, h.now * 9 / 10);
}

static void test_paroxysm(void)
{
	struct heard h;
	int64_t from, to;

	begin(&h);
	sinus(&h, 200, 850);
	from = h.now;
	fibrillate(&h, 150);
	to = h.now;
	sinus(&h, 200, 850);
	finish(&h);
	g_assert_cmpint(h.findings, ==, 1);
	g_assert_cmpint(ABS(h.finding[0].start_index - from), <, 20000);
	g_assert_cmpint(ABS(h.finding[0].end_index - to), <, 20000);
}

static void test_sinus(void)
{
	struct heard h;

	begin(&h);
	sinus(&h, 400, 850);
	g_assert_cmpint(h.in_af, ==, 0);
	check_no_af(&h);
}

/* 12 breaths a minute, intervals from 0.75 to 1.15 s. */
static void test_sinus_arrhythmia(void)
{
	struct heard h;

	begin(&h);
	for (int i = 0; i < 300; i++)
		beat(&h, 950 + 200 * sin((double)h.now * 2 * G_PI / 5000) + 10 * drawn(&h),
		     BEAT_NORMAL);
	check_no_af(&h);
}

/* 20 breaths a minute at 95 beats a minute. */
static void test_child(void)
{
	struct heard h;

	begin(&h);
	for (int i = 0; i < 300; i++)
		beat(&h, 640 + 90 * sin((double)h.now * 2 * G_PI / 3000) + 8 * drawn(&h),
		     BEAT_NORMAL);
	check_no_af(&h);
}

/* Every n-th beat early and followed by a pause, labelled or taken for normal. */
static void add_ectopic_every(struct heard *h, int n, enum beat_label label)
{
	for (int i = 0; i < 300; i++) {
		double jitter = 12 * (drawn(h) - 0.5);

		if (i % n == n - 1)
			beat(h, 520 + jitter, label);
		else
			beat(h, (i % n == 0 ? 1130 : 820) + jitter, BEAT_NORMAL);
	}
}

static void test_bigeminy(void)
{
	struct heard h;

	begin(&h);
	add_ectopic_every(&h, 2, BEAT_VENTRICULAR);
	check_no_af(&h);
	begin(&h);
	add_ectopic_every(&h, 2, BEAT_NORMAL);
	check_no_af(&h);
}

static void test_trigeminy(void)
{
	struct heard h;

	begin(&h);
	add_ectopic_every(&h, 3, BEAT_VENTRICULAR);
	check_no_af(&h);
	begin(&h);
	add_ectopic_every(&h, 3, BEAT_NORMAL);
	check_no_af(&h);
}

/* A supraventricular ectopic beat now and then, at random. */
static void test_ectopy(void)
{
	struct heard h;

	begin(&h);
	for (int i = 0; i < 300; i++) {
		sinus(&h, 1, 850);
		if (drawn(&h) < 0.08) {
			beat(&h, 560, BEAT_NORMAL);
			beat(&h, 980, BEAT_NORMAL);
		}
	}
	check_no_af(&h);
}

/* A break: what was open ends, what comes is judged anew, with nothing of what was before. */
static void test_break(void)
{
	struct heard h;
	int64_t end;

	begin(&h);
	fibrillate(&h, 100);
	end = h.now;
	finish(&h);
	g_assert_cmpint(h.findings, ==, 1);
	g_assert_cmpint(h.finding[0].end_index, ==, end + 1);
	sinus(&h, 300, 850);
	finish(&h);
	g_assert_cmpint(h.findings, ==, 1);
}

/* A beat of sinus rhythm as the engine sees it in a good signal. */
static const struct af_sight clear = {.likeness = 0.98f, .snr_db = 22, .readable = true};

/* What is said of an unreadable signal is "nothing", and what was open ends there. */
static void test_unreadable(void)
{
	struct af_sight hidden = clear;
	struct heard h;
	int64_t end;

	hidden.readable = false;
	begin(&h);
	for (int i = 0; i < 300; i++)
		seen_beat(&h, 420 + 560 * drawn(&h), BEAT_NORMAL, 1, &hidden);
	g_assert_cmpfloat((double)af_detector_probability(&h.detector), ==, 0);
	check_no_af(&h);
	begin(&h);
	fibrillate(&h, 150);
	end = h.now;
	for (int i = 0; i < 60; i++)
		seen_beat(&h, 420 + 560 * drawn(&h), BEAT_NORMAL, 1, &hidden);
	g_assert_cmpint(h.findings, ==, 1);
	g_assert_cmpint(ABS(h.finding[0].end_index - end), <, 10000);
	finish(&h);
	g_assert_cmpint(h.findings, ==, 1);
}

/* Intervals as irregular as can be, of beats that nobody would trust. */
static void test_noise(void)
{
	struct heard h;

	begin(&h);
	for (int i = 0; i < 300; i++) {
		struct af_sight sight = {
		    .likeness = (float)(1.2 * drawn(&h) - 0.4),
		    .none = 0.3f,
		    .snr_db = (float)(4 * drawn(&h) - 2),
		    .turned_down = (float)(int)(3 * drawn(&h)),
		    .loudest = 0.8f,
		    .background = (float)(0.3 + 0.3 * drawn(&h)),
		    .readable = true,
		};

		seen_beat(&h, 300 + 700 * drawn(&h),
			  drawn(&h) < 0.2 ? BEAT_VENTRICULAR : BEAT_NORMAL,
			  (float)(0.5 + 0.3 * drawn(&h)), &sight);
	}
	check_no_af(&h);
}

/* Intervals at supraventricular beats count as any other, those at ventricular ones do not. */
static void test_labels(void)
{
	struct af_window w[3];
	const enum beat_label label[3] = {BEAT_NORMAL, BEAT_SUPRAVENTRICULAR, BEAT_VENTRICULAR};
	float feature[3][AF_FEATURES];

	for (int k = 0; k < 3; k++) {
		struct heard h;

		begin(&h);
		af_window_init(&w[k]);
		for (int i = 0; i < 60; i++) {
			struct ecg_beat b = {.label = i % 5 ? BEAT_NORMAL : label[k],
					     .confidence = 1,
					     .rr_ms = (float)(600 + 300 * drawn(&h)),
					     .p_wave = -1};

			af_window_add(&w[k], &b, NULL);
		}
		af_features(&w[k], 40, feature[k]);
	}
	for (int i = 0; i < AF_FEATURES; i++)
		g_assert_cmpfloat((double)feature[0][i], ==, (double)feature[1][i]);
	g_assert_cmpfloat((double)feature[2][AF_INTERVAL_FEATURES], >, 0.15); /* share of them */
}

/* A minute of sinus rhythm, then a minute of coarse ventricular fibrillation, drawn as waves of 4
 * to 7 Hz that swell and fade. */
static void test_ventricular_fibrillation(void)
{
	struct drawn_ecg drawing;
	struct heard_ecg heard;
	size_t count;
	float *uv;

	drawn_ecg_init(&drawing, 1000);
	drawn_ecg_add(&drawing, 150, 0.8, false);
	uv = drawn_ecg_samples(&drawing, 130, &count);
	for (size_t i = count / 2; i < count; i++) {
		double t = (double)i / 130;
		double phase = 2 * G_PI * (5.2 * t + 0.6 * sin(0.9 * t) + 0.3 * sin(2.3 * t));

		uv[i] = (float)(700 * (1 + 0.5 * sin(1.7 * t)) * sin(phase) +
				250 * sin(1.37 * phase + sin(t)));
	}
	heard_ecg_run(&heard, uv, count, 130, 1);
	g_assert_nonnull(heard_ecg_finding(&heard, FINDING_VENTRICULAR_FIBRILLATION, 0));
	g_assert_null(heard_ecg_finding(&heard, FINDING_ATRIAL_FIBRILLATION, 0));
	heard_ecg_clear(&heard);
	g_free(uv);
}

/* A regular heart under artefacts that come at random, as large as its beats. */
static void test_artefacts(void)
{
	struct drawn_ecg drawing;
	struct heard_ecg heard;
	struct heard h;
	size_t count;
	float *uv;

	begin(&h);
	drawn_ecg_init(&drawing, 1000);
	drawn_ecg_add(&drawing, 400, 0.6, false);
	uv = drawn_ecg_samples(&drawing, 130, &count);
	for (double at_s = 40; at_s < 200; at_s += 0.25 + 0.5 * drawn(&h)) {
		double high_uv = 600 + 1200 * drawn(&h), hz = 3 + 5 * drawn(&h);

		for (size_t i = (size_t)(at_s * 130); i < (size_t)((at_s + 0.6) * 130); i++) {
			double u = (double)i / 130 - at_s;

			uv[i] += (float)(high_uv * exp(-u / 0.12) * sin(2 * G_PI * hz * u));
		}
	}
	heard_ecg_run(&heard, uv, count, 130, 1);
	g_assert_null(heard_ecg_finding(&heard, FINDING_ATRIAL_FIBRILLATION, 0));
	heard_ecg_clear(&heard);
	g_free(uv);
}

static void test_summary(void)
{
	struct heard h;
	float p[AF_CLASSES];

	begin(&h);
	af_detector_summary(&h.detector, p);
	g_assert_cmpfloat((double)p[AF_NOISE], ==, 1);
	fibrillate(&h, 40);
	af_detector_summary(&h.detector, p);
	g_assert_cmpfloat((double)p[AF_FIBRILLATION], >, 0.5);
	g_assert_cmpfloat(fabs((double)(p[0] + p[1] + p[2] + p[3]) - 1), <, 1e-4);
	/* Long: of all of it, not of its end. */
	fibrillate(&h, AF_CLASS_EVERY - 40);
	sinus(&h, 2 * AF_CLASS_EVERY, 850);
	af_detector_summary(&h.detector, p);
	g_assert_cmpfloat((double)p[AF_FIBRILLATION], >, 0.1);
	g_assert_cmpfloat((double)p[AF_FIBRILLATION], <, 0.5);
	g_assert_cmpfloat(fabs((double)(p[0] + p[1] + p[2] + p[3]) - 1), <, 1e-4);
}

/* Whatever intervals come, every number stays finite and episodes are in order. */
static void test_nonsense(void)
{
	struct heard h;
	int64_t end = 0;

	begin(&h);
	for (int i = 0; i < 2000 && h.findings < FINDINGS_MAX; i++)
		beat(&h, drawn(&h) < 0.1 ? 0 : 5000 * drawn(&h) * drawn(&h),
		     drawn(&h) < 0.3 ? BEAT_VENTRICULAR : BEAT_NORMAL);
	if (h.findings < FINDINGS_MAX)
		finish(&h);
	for (int i = 0; i < h.findings; i++) {
		g_assert_cmpint(h.finding[i].start_index, >=, end);
		g_assert_cmpint(h.finding[i].end_index, >, h.finding[i].start_index);
		g_assert_true(isfinite(h.finding[i].number[0]) && isfinite(h.finding[i].number[2]));
		end = h.finding[i].end_index;
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ecg-af/fibrillation", test_fibrillation);
	g_test_add_func("/ecg-af/fibrillation-with-aberrancy", test_fibrillation_with_aberrancy);
	g_test_add_func("/ecg-af/paroxysm", test_paroxysm);
	g_test_add_func("/ecg-af/sinus", test_sinus);
	g_test_add_func("/ecg-af/sinus-arrhythmia", test_sinus_arrhythmia);
	g_test_add_func("/ecg-af/child", test_child);
	g_test_add_func("/ecg-af/bigeminy", test_bigeminy);
	g_test_add_func("/ecg-af/trigeminy", test_trigeminy);
	g_test_add_func("/ecg-af/ectopy", test_ectopy);
	g_test_add_func("/ecg-af/break", test_break);
	g_test_add_func("/ecg-af/unreadable", test_unreadable);
	g_test_add_func("/ecg-af/noise", test_noise);
	g_test_add_func("/ecg-af/labels", test_labels);
	g_test_add_func("/ecg-af/ventricular-fibrillation", test_ventricular_fibrillation);
	g_test_add_func("/ecg-af/artefacts", test_artefacts);
	g_test_add_func("/ecg-af/summary", test_summary);
	g_test_add_func("/ecg-af/nonsense", test_nonsense);
	return g_test_run();
}
