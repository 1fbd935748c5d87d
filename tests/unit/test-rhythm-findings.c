/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs, turns, pauses and rates from beats made by hand: no signal, a sample is a millisecond. */
#include "health-models/ecg/event_queue.h"
#include "health-models/ecg/rhythm/rhythm.h"

#include <glib.h>
#include <math.h>

struct heart_beats {
	struct rhythm_state rhythm;
	struct event_queue queue;
	gint64 at_ms;
	float largest_share;
	gboolean looks_paced;
	GArray *findings; /* struct ecg_finding */
	enum rhythm word;
};

static void begin(struct heart_beats *h, struct rate_limits limits)
{
	memset(h, 0, sizeof *h);
	rhythm_init(&h->rhythm, limits);
	h->findings = g_array_new(FALSE, FALSE, sizeof(struct ecg_finding));
}

static void finish(struct heart_beats *h)
{
	g_array_unref(h->findings);
}

static void fetch(struct heart_beats *h)
{
	struct ecg_event event;

	while (event_queue_get(&h->queue, &event) > 0) {
		if (event.kind == ECG_FINDING)
			g_array_append_val(h->findings, event.finding);
		if (event.kind == ECG_RHYTHM)
			h->word = event.rhythm.rhythm;
	}
}

static void beat(struct heart_beats *h, char label, float rr_ms, float confidence)
{
	const struct ecg_beat b = {.sample_index = h->at_ms += (gint64)rr_ms,
				   .label = (enum beat_label)label,
				   .confidence = confidence,
				   .rr_ms = rr_ms};

	const struct beat_evidence evidence = {confidence, 1, h->largest_share};

	rhythm_add(&h->rhythm, &b, &evidence, h->looks_paced, &h->queue);
	fetch(h);
}

/* One letter a beat, all rr_ms apart; '|' is a break. */
static void play(struct heart_beats *h, const char *beats, float rr_ms)
{
	gboolean after_break = h->at_ms == 0;

	for (; *beats; beats++) {
		if (*beats == '|') {
			rhythm_break(&h->rhythm, &h->queue);
			h->at_ms += 500;
			after_break = TRUE;
			continue;
		}
		beat(h, *beats, after_break ? 0 : rr_ms, 0.9F);
		h->at_ms += after_break;
		after_break = FALSE;
	}
	fetch(h);
}

static void play_times(struct heart_beats *h, const char *beats, float rr_ms, int times)
{
	for (int i = 0; i < times; i++)
		play(h, beats, rr_ms);
}

static void end(struct heart_beats *h)
{
	rhythm_end(&h->rhythm, -1, h->at_ms + 1, NO_SIGNAL_LINE_UNKNOWN, &h->queue);
	fetch(h);
}

static guint count(const struct heart_beats *h, enum finding_kind kind)
{
	guint n = 0;

	for (guint i = 0; i < h->findings->len; i++)
		n += g_array_index(h->findings, struct ecg_finding, i).kind == kind;
	return n;
}

static const struct ecg_finding *first(const struct heart_beats *h, enum finding_kind kind)
{
	for (guint i = 0; i < h->findings->len; i++)
		if (g_array_index(h->findings, struct ecg_finding, i).kind == kind)
			return &g_array_index(h->findings, struct ecg_finding, i);
	g_assert_not_reached();
}

static const struct rate_limits DEFAULT = {0, 0};

static enum finding_reason row_reason(int kind, double rate_bpm)
{
	if (kind != FINDING_VENTRICULAR_RUN)
		return REASON_BEATS_IN_A_ROW;
	return rate_bpm < 50 ? REASON_IDIOVENTRICULAR : REASON_ACCELERATED_IDIOVENTRICULAR;
}

/* What these beats make, and nothing else of ventricular rows. */
static void check_row(const char *beats, float rr_ms, int kind, double number, double rate_bpm)
{
	static const enum finding_kind rows[] = {FINDING_COUPLET, FINDING_VENTRICULAR_RUN,
						 FINDING_VENTRICULAR_TACHYCARDIA,
						 FINDING_SUPRAVENTRICULAR_RUN};
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, beats, rr_ms);
	end(&h);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpuint(count(&h, rows[i]), ==, (int)rows[i] == kind);
	if (kind) {
		const struct ecg_finding *f = first(&h, (enum finding_kind)kind);

		g_assert_cmpint(f->reason, ==, row_reason(kind, rate_bpm));
		g_assert_cmpfloat((double)f->number[0], ==, number);
		g_assert_cmpfloat(fabs((double)f->number[1] - rate_bpm), <, 0.01);
		g_assert_cmpfloat(fabs((double)(f->end_index - f->start_index - 1) -
				       (number - 1) * (double)rr_ms),
				  <, 2);
	}
	finish(&h);
}

static void test_rows(void)
{
	check_row("NNNVNNN", 600, 0, 0, 0);
	check_row("NNNVVNN", 500, FINDING_COUPLET, 2, 120);
	check_row("NNVVVNN", 600, FINDING_VENTRICULAR_TACHYCARDIA, 3, 100);
	check_row("NNVVVNN", 601, FINDING_VENTRICULAR_RUN, 3, 60000.0 / 601);
	check_row("NNVVVVNN", 1200, FINDING_VENTRICULAR_RUN, 4, 50);
	check_row("NNVVVVNN", 1250, FINDING_VENTRICULAR_RUN, 4, 48);
	check_row("NVVVVVVVVN", 400, FINDING_VENTRICULAR_TACHYCARDIA, 8, 150);
	check_row("NNVVVV", 400, FINDING_VENTRICULAR_TACHYCARDIA, 4, 150);
	check_row("NNSSNN", 400, 0, 0, 0);
	check_row("NNSSSSNN", 400, FINDING_SUPRAVENTRICULAR_RUN, 4, 150);
	check_row("NNSSSVNN", 400, FINDING_SUPRAVENTRICULAR_RUN, 3, 150);
	check_row("SNSNSSNS", 400, 0, 0, 0);
	check_row("NVSVFVQVN", 400, 0, 0, 0);
}

/* No row goes across a break: two and one are no three. */
static void test_break_in_a_row(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NVV|VNNN", 400);
	end(&h);
	g_assert_cmpuint(count(&h, FINDING_COUPLET), ==, 1);
	g_assert_cmpuint(count(&h, FINDING_VENTRICULAR_TACHYCARDIA), ==, 0);
	finish(&h);
}

/* While it lasts the word says so; the least sure beat says how sure it is. */
static void test_run_going_on(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NNNNNNNNVV", 500);
	g_assert_cmpint(h.word, ==, RHYTHM_REGULAR);
	beat(&h, 'V', 400, 0.4F);
	g_assert_cmpint(h.word, ==, RHYTHM_VENTRICULAR_TACHYCARDIA);
	g_assert_cmpuint(h.findings->len, ==, 0);
	play(&h, "N", 900);
	g_assert_cmpint(h.word, ==, RHYTHM_REGULAR);
	g_assert_cmpfloat(
	    fabs((double)first(&h, FINDING_VENTRICULAR_TACHYCARDIA)->confidence - 0.4), <, 1e-6);
	finish(&h);
}

/* Three by three: a long row of doubtful beats is less doubtful than a short one. */
static void test_long_run_is_surer(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NN", 500);
	for (int i = 0; i < 7; i++)
		beat(&h, 'V', 400, i == 4 ? 0.3F : 0.5F);
	play(&h, "N", 900);
	g_assert_cmpfloat(
	    fabs((double)first(&h, FINDING_VENTRICULAR_TACHYCARDIA)->confidence - (1 - 0.5 * 0.7)),
	    <, 1e-6);
	finish(&h);
}

/* What is said while it lasts goes by the signal: shapes count for nothing, or nothing does. */
static void test_word_in_noise(void)
{
	static const struct {
		enum signal_quality quality;
		float confidence;
		gboolean told;
	} cases[] = {
	    {QUALITY_UNKNOWN, 0.3F, TRUE},      {QUALITY_FULL, 0.3F, TRUE},
	    {QUALITY_RHYTHM_ONLY, 0.3F, FALSE}, {QUALITY_RHYTHM_ONLY, 0.5F, TRUE},
	    {QUALITY_UNREADABLE, 0.9F, FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct heart_beats h;

		begin(&h, DEFAULT);
		play(&h, "NNNNNNNNNN", 500);
		rhythm_quality(&h.rhythm, cases[i].quality);
		for (int k = 0; k < 3; k++)
			beat(&h, 'V', 400, cases[i].confidence);
		g_assert_cmpint(h.word == RHYTHM_VENTRICULAR_TACHYCARDIA, ==, cases[i].told);
		finish(&h);
	}
}

/* Atrial fibrillation is the word while it goes on; a ventricular run in it comes first. */
static void test_atria_word(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NNNNNNNNNN", 700);
	rhythm_atria(&h.rhythm, 3000);
	play(&h, "NN", 800);
	g_assert_cmpint(h.word, ==, RHYTHM_ATRIAL_FIBRILLATION);
	play(&h, "VVV", 400);
	g_assert_cmpint(h.word, ==, RHYTHM_VENTRICULAR_TACHYCARDIA);
	play(&h, "N", 800);
	g_assert_cmpint(h.word, ==, RHYTHM_ATRIAL_FIBRILLATION);
	rhythm_quality(&h.rhythm, QUALITY_UNREADABLE);
	play(&h, "N", 700);
	g_assert_cmpint(h.word, ==, RHYTHM_UNKNOWN);
	rhythm_atria(&h.rhythm, -1);
	play(&h, "N", 700);
	g_assert_cmpint(h.word, ==, RHYTHM_REGULAR);
	finish(&h);
}

static void test_slow_and_supraventricular_words(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NNNNNNNNVVV", 800);
	g_assert_cmpint(h.word, ==, RHYTHM_VENTRICULAR_RUN);
	play(&h, "NNNSSS", 400);
	g_assert_cmpint(h.word, ==, RHYTHM_SUPRAVENTRICULAR_RUN);
	finish(&h);
}

/* Fibrillation that began 1.2 s ago, as it turns out: the tachycardia ended there. */
static void test_fibrillation_ends_tachycardia(void)
{
	const struct ecg_finding *f;
	struct heart_beats h;
	gint64 began;

	begin(&h, DEFAULT);
	play(&h, "NNNNVVVVVVVV", 300);
	began = h.at_ms - 1199;
	rhythm_fibrillation(&h.rhythm, TRUE, began, &h.queue);
	fetch(&h);
	f = first(&h, FINDING_VENTRICULAR_TACHYCARDIA);
	g_assert_cmpint(f->end_index, ==, began);
	g_assert_cmpfloat((double)f->number[0], ==, 4);
	g_assert_cmpfloat(fabs((double)f->number[1] - 200), <, 1);
	g_assert_cmpint(h.word, ==, RHYTHM_VENTRICULAR_FIBRILLATION);
	finish(&h);
	/* Beats that were fibrillation from the first on are no tachycardia. */
	begin(&h, DEFAULT);
	play(&h, "NNNNVVVVVVVV", 300);
	rhythm_fibrillation(&h.rhythm, TRUE, h.at_ms - 3000, &h.queue);
	fetch(&h);
	g_assert_cmpuint(h.findings->len, ==, 0);
	finish(&h);
}

static void check_turns(const char *beats, guint bigeminy, guint trigeminy)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, beats, 800);
	end(&h);
	g_assert_cmpuint(count(&h, FINDING_BIGEMINY), ==, bigeminy);
	g_assert_cmpuint(count(&h, FINDING_TRIGEMINY), ==, trigeminy);
	finish(&h);
}

static void test_turns(void)
{
	struct heart_beats h;

	check_turns("NNNVNVNNNN", 0, 0);
	check_turns("NNNVNVNVNN", 1, 0);
	check_turns("NVNVNVNVNV", 1, 0);
	check_turns("NNVNNVNNVNN", 0, 1);
	check_turns("NNVNNVNNNVN", 0, 0);
	check_turns("NVNVNVNNVNNVN", 1, 1);
	check_turns("NVNVNVNNVNVNVNV", 2, 0);
	check_turns("NVNSNVNSNVN", 0, 0);
	check_turns("NSNSNSNSN", 1, 0);
	check_turns("NNSNNSNNSNN", 0, 1);
	check_turns("NSNSNNSSNSN", 0, 0);
	check_turns("NVNFNVN", 1, 0);
	check_turns("NVNV|NVNV|N", 0, 0);
	check_turns("NVVNVVNVVN", 0, 0);

	begin(&h, DEFAULT);
	play(&h, "NNVNVNVNN", 800);
	g_assert_cmpint(first(&h, FINDING_BIGEMINY)->reason, ==, REASON_EVERY_SECOND_VENTRICULAR);
	g_assert_cmpfloat((double)first(&h, FINDING_BIGEMINY)->number[0], ==, 3);
	g_assert_cmpfloat(fabs((double)first(&h, FINDING_BIGEMINY)->number[1] - 75), <, 0.01);
	g_assert_cmpint(first(&h, FINDING_BIGEMINY)->end_index -
			    first(&h, FINDING_BIGEMINY)->start_index,
			==, 4 * 800 + 1);
	finish(&h);
}

static void check_pause(float rr_ms, int kind, int reason)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NNNNN", 850);
	play(&h, "N", rr_ms);
	g_assert_cmpuint(h.findings->len, ==, kind ? 1 : 0);
	if (kind) {
		const struct ecg_finding *f = first(&h, (enum finding_kind)kind);

		g_assert_cmpint(f->reason, ==, reason);
		g_assert_cmpfloat(fabs((double)f->number[0] * 1000 - (double)rr_ms), <, 0.1);
		g_assert_cmpfloat((double)f->number[1], ==, kind == FINDING_PAUSE ? 850 : 0);
		g_assert_cmpint(f->end_index - f->start_index, ==, (gint64)rr_ms);
	}
	finish(&h);
}

static void test_pauses(void)
{
	check_pause(1999, 0, 0);
	check_pause(2000, FINDING_PAUSE, REASON_PAUSE_2_S);
	check_pause(2500, FINDING_PAUSE, REASON_PAUSE_2_5_S);
	check_pause(3000, FINDING_PAUSE, REASON_PAUSE_3_S);
	check_pause(3999, FINDING_PAUSE, REASON_PAUSE_3_S);
	check_pause(4000, FINDING_ASYSTOLE, REASON_NO_BEAT);
	check_pause(30000, FINDING_ASYSTOLE, REASON_NO_BEAT);
}

/* Something as large as a beat lay in it: overlooked or noise, but no pause. Nor is a hole one. */
static void test_no_pauses(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NNN", 850);
	h.largest_share = 0.8F;
	play(&h, "N", 3000);
	play(&h, "N", 5000);
	h.largest_share = 0;
	play(&h, "|NNN", 850);
	end(&h);
	g_assert_cmpuint(h.findings->len, ==, 0);
	finish(&h);
}

/* Told while it lasts; a finding even when no beat ever comes again. */
static void test_asystole(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NNNNNNNN", 1000);
	for (int tenths = 1; tenths <= 60; tenths++) {
		rhythm_silence(&h.rhythm, (float)tenths / 10, h.at_ms, h.at_ms + 100 * tenths, 0.1F,
			       &h.queue);
		fetch(&h);
		g_assert_cmpint(h.word, ==, tenths < 40 ? RHYTHM_REGULAR : RHYTHM_ASYSTOLE);
	}
	g_assert_cmpuint(h.findings->len, ==, 0);
	end(&h);
	g_assert_cmpuint(count(&h, FINDING_ASYSTOLE), ==, 1);
	g_assert_cmpfloat((double)first(&h, FINDING_ASYSTOLE)->number[0], ==, 6);
	g_assert_cmpint(first(&h, FINDING_ASYSTOLE)->end_index, ==, h.at_ms + 6000);
	finish(&h);
}

/* The beat that ends it waits for its label: one finding, not two. */
static void test_asystole_ends(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "NNNNNNNN", 1000);
	for (int tenths = 1; tenths <= 90; tenths++)
		rhythm_silence(&h.rhythm, (float)tenths / 10, h.at_ms, h.at_ms + 100 * tenths,
			       tenths < 66 ? 0.1F : 1, &h.queue);
	play(&h, "N", 6500);
	g_assert_cmpuint(count(&h, FINDING_ASYSTOLE), ==, 1);
	g_assert_cmpfloat((double)first(&h, FINDING_ASYSTOLE)->number[0], ==, 6.5);
	g_assert_cmpint(h.word, ==, RHYTHM_REGULAR);
	end(&h);
	g_assert_cmpuint(h.findings->len, ==, 1);
	finish(&h);
}

/* Before the first beat nothing is known of the heart, and noise is no silence. */
static void test_no_asystole(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	rhythm_silence(&h.rhythm, 20, 0, 20000, 0, &h.queue);
	play(&h, "NNNNNNNN", 1000);
	rhythm_silence(&h.rhythm, 20, 10000, 30000, 0.7F, &h.queue);
	end(&h);
	g_assert_cmpuint(h.findings->len, ==, 0);
	finish(&h);
}

static void check_rate(struct rate_limits limits, float rr_ms, int times, int kind)
{
	struct heart_beats h;

	begin(&h, limits);
	play_times(&h, "N", 800, 20);
	play_times(&h, "N", rr_ms, times);
	play_times(&h, "N", 800, 20);
	end(&h);
	g_assert_cmpuint(count(&h, FINDING_BRADYCARDIA), ==, kind == FINDING_BRADYCARDIA);
	g_assert_cmpuint(count(&h, FINDING_TACHYCARDIA), ==, kind == FINDING_TACHYCARDIA);
	finish(&h);
}

static void test_rates(void)
{
	const struct rate_limits athlete = {.brady_below_bpm = 34};
	const struct rate_limits child = rate_limits_of_age(4);
	const struct rate_limits infant = rate_limits_of_age(0);
	const struct rate_limits tight = {.brady_below_bpm = 45, .tachy_above_bpm = 120};

	check_rate(DEFAULT, 60000.0F / 38, 30, FINDING_BRADYCARDIA);
	check_rate(athlete, 60000.0F / 38, 30, 0);
	check_rate(athlete, 60000.0F / 33, 30, FINDING_BRADYCARDIA);
	check_rate(DEFAULT, 60000.0F / 180, 60, FINDING_TACHYCARDIA);
	check_rate(child, 60000.0F / 178, 60, 0);
	check_rate(child, 60000.0F / 190, 60, FINDING_TACHYCARDIA);
	check_rate(infant, 60000.0F / 200, 60, 0);
	check_rate(infant, 60000.0F / 55, 30, FINDING_BRADYCARDIA);
	check_rate(tight, 60000.0F / 44, 30, FINDING_BRADYCARDIA);
	check_rate(tight, 60000.0F / 125, 60, FINDING_TACHYCARDIA);
	check_rate(tight, 60000.0F / 100, 60, 0);
	/* Too short for a tachycardia, and a pause is no slow heart. */
	check_rate(DEFAULT, 60000.0F / 180, 10, 0);
	check_rate(DEFAULT, 3900, 1, 0);
}

static void test_rate_numbers(void)
{
	const struct ecg_finding *f;
	struct heart_beats h;

	begin(&h, DEFAULT);
	play_times(&h, "N", 1000, 20);
	play_times(&h, "N", 2000, 30);
	play_times(&h, "N", 1000, 20);
	f = first(&h, FINDING_BRADYCARDIA);
	g_assert_cmpint(f->reason, ==, REASON_RATE_BELOW_LIMIT);
	g_assert_cmpfloat((double)f->number[0], >, 30);
	g_assert_cmpfloat((double)f->number[0], <, 34);
	g_assert_cmpfloat((double)f->number[1], ==, 40);
	g_assert_cmpfloat(fabs((double)f->number[2] - 30), <, 0.01);
	g_assert_cmpint(f->start_index, >=, 14 * 1000);
	g_assert_cmpint(f->start_index, <=, 20 * 1000);
	g_assert_cmpint(f->end_index, >=, 79 * 1000);
	g_assert_cmpint(f->end_index, <=, 86 * 1000);
	finish(&h);
}

static void test_limits(void)
{
	static const struct rate_limits refused[] = {
	    {.brady_below_bpm = 10},  {.brady_below_bpm = -40},
	    {.tachy_above_bpm = 301}, {.brady_below_bpm = 120, .tachy_above_bpm = 110},
	    {.brady_below_bpm = NAN}, {.tachy_above_bpm = INFINITY},
	};

	g_assert_true(rate_limits_are_sound(DEFAULT));
	for (int years = 0; years < 100; years++)
		g_assert_true(rate_limits_are_sound(rate_limits_of_age(years)));
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++)
		g_assert_false(rate_limits_are_sound(refused[i]));
	/* One of them alone never contradicts the other's default. */
	g_assert_true(rate_limits_are_sound((struct rate_limits){.brady_below_bpm = 150}));
	g_assert_true(rate_limits_are_sound((struct rate_limits){.tachy_above_bpm = 60}));
}

/* A heart in ventricular tachycardia for two weeks: the numbers stay right. */
static void test_two_weeks(void)
{
	struct heart_beats h;

	begin(&h, DEFAULT);
	play(&h, "N", 500);
	play_times(&h, "V", 500, 14 * 24 * 7200);
	play(&h, "N", 500);
	g_assert_cmpfloat((double)first(&h, FINDING_VENTRICULAR_TACHYCARDIA)->number[0], ==,
			  14 * 24 * 7200);
	g_assert_cmpfloat(fabs((double)first(&h, FINDING_VENTRICULAR_TACHYCARDIA)->number[1] - 120),
			  <, 0.01);
	finish(&h);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rhythm-findings/rows", test_rows);
	g_test_add_func("/rhythm-findings/break-in-a-row", test_break_in_a_row);
	g_test_add_func("/rhythm-findings/run-going-on", test_run_going_on);
	g_test_add_func("/rhythm-findings/long-run-is-surer", test_long_run_is_surer);
	g_test_add_func("/rhythm-findings/atria-word", test_atria_word);
	g_test_add_func("/rhythm-findings/word-in-noise", test_word_in_noise);
	g_test_add_func("/rhythm-findings/slow-and-supraventricular-words",
			test_slow_and_supraventricular_words);
	g_test_add_func("/rhythm-findings/fibrillation-ends-tachycardia",
			test_fibrillation_ends_tachycardia);
	g_test_add_func("/rhythm-findings/turns", test_turns);
	g_test_add_func("/rhythm-findings/pauses", test_pauses);
	g_test_add_func("/rhythm-findings/no-pauses", test_no_pauses);
	g_test_add_func("/rhythm-findings/asystole", test_asystole);
	g_test_add_func("/rhythm-findings/asystole-ends", test_asystole_ends);
	g_test_add_func("/rhythm-findings/no-asystole", test_no_asystole);
	g_test_add_func("/rhythm-findings/rates", test_rates);
	g_test_add_func("/rhythm-findings/rate-numbers", test_rate_numbers);
	g_test_add_func("/rhythm-findings/limits", test_limits);
	g_test_add_func("/rhythm-findings/two-weeks", test_two_weeks);
	return g_test_run();
}
