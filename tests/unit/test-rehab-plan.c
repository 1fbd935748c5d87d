/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a person, in a real store: what ends a session, what it takes to begin the next one.
 */
#include "common/glib/ht-error.h"
#include "tests/unit/plan-fixture.h"

#include <math.h>
#include <string.h>

static void test_goes_on_without_limits_and_never_changes(Fixture *f, gconstpointer data)
{
	(void)data;
	begin(f);
	beat_for(f, 100, 60);
	g_assert_cmpint(finish(f, 20).reason, ==, DOSE_REASON_NO_LIMITS);
	g_assert_true(may_start(f));
}

/* A strap that was put on before, and sits well: its grade is told once and never changes. */
static void test_a_grade_told_before_counts(Fixture *f, gconstpointer data)
{
	struct dose_answer answer;

	(void)data;
	limit(f, "");
	beat_for(f, 80, 20);
	begin(f);
	beat_on(f, 100, 60);
	finish(f, 20);
	g_assert_true(ht_rehab_plan_rate(f->plan, f->person, "s1", 12, &answer, NULL));
	g_assert_cmpint(answer.reason, ==, DOSE_REASON_FEW);
}

/* Every beat that is told is false; the signal itself has the heart rate. */
static void test_the_signal_has_a_rate_where_beats_have_none(Fixture *f, gconstpointer data)
{
	gint64 now_ns = ht_clock_now_utc_ns(f->clock);
	struct dose_answer answer;

	(void)data;
	limit(f, "");
	begin(f);
	ht_rehab_plan_quality(f->plan, f->person, QUALITY_RHYTHM_ONLY, now_ns);
	for (int second = 1; second <= 60; second++) {
		gint64 utc_ns = now_ns + second * NS_PER_S;
		gint32 uv[130];

		for (int i = 0; i < 130; i++)
			uv[i] = (second * 130 + i) % 78 < 4 ? 1000 : 0;
		ht_clock_saw(f->clock, utc_ns);
		ht_rehab_plan_samples(f->plan, f->person, uv, 130, 130, utc_ns);
		for (int i = 0; i < 2; i++) {
			struct ecg_beat beat = {.label = BEAT_NORMAL, .rr_ms = i ? 700 : 300};

			ht_rehab_plan_beat(f->plan, f->person, &beat, utc_ns + i);
		}
	}
	finish(f, 20);
	g_assert_true(ht_rehab_plan_rate(f->plan, f->person, "s1", 12, &answer, NULL));
	g_assert_cmpint(answer.reason, ==, DOSE_REASON_FEW);
}

static void test_effort_told_afterwards_decides(Fixture *f, gconstpointer data)
{
	struct dose_answer answer;

	(void)data;
	limit(f, "");
	g_assert_true(ht_rehab_plan_set_mode(f->plan, f->person, TRUE, NULL));
	for (guint day = 0; day < 3; day++) {
		begin(f);
		beat_for(f, 100, 60);
		g_assert_cmpint(finish(f, 20).reason, ==, DOSE_REASON_NO_EFFORT);
		reopen(f);
		g_assert_true(
		    ht_rehab_plan_rate(f->plan, f->person, day % 2 ? "" : "s1", 12, &answer, NULL));
		ht_clock_saw(f->clock, START_NS + (day + 1) * 48 * 3600 * NS_PER_S);
	}
	g_assert_cmpint(answer.decision, ==, DOSE_PROGRESS);
	{
		HtRehabOrder order;

		g_assert_true(
		    ht_rehab_plan_may_start(f->plan, f->person, SQUAT, &plan_usual, &order, NULL));
		g_assert_cmpuint(order.dose.repetitions, ==, 11);
	}
	/* Told once more, and as it really was: the same session, decided anew. */
	g_assert_true(ht_rehab_plan_rate(f->plan, f->person, "", 16, &answer, NULL));
	g_assert_cmpint(answer.decision, ==, DOSE_REGRESS);
	begin(f);
	g_assert_false(ht_rehab_plan_rate(f->plan, f->person, "", 12, &answer, NULL));
}

static void find(Fixture *f)
{
	struct session_outcome outcome = outcome_of(20);
	GError *error = NULL;

	outcome.utc_s = START_NS / NS_PER_S - 60;
	g_assert_true(
	    ht_rehab_plan_session_found(f->plan, f->person, SQUAT, "s1", &outcome, &error));
	g_assert_no_error(error);
}

static guint count_good(Fixture *f)
{
	g_autoptr(GVariant) plan = g_variant_ref_sink(
	    ht_rehab_plan_describe(f->plan, f->person, SQUAT, &plan_usual, NULL));
	guint good = 0;

	g_variant_lookup(plan, "good", "u", &good);
	return good;
}

/* The hub was ended after the session was kept, and before the plan was told. */
static void test_a_session_that_is_found_counts_once(Fixture *f, gconstpointer data)
{
	struct dose_answer answer;

	(void)data;
	limit(f, "without-ecg=true\n");
	begin(f);
	reopen(f);
	find(f);
	g_assert_true(ht_rehab_plan_rate(f->plan, f->person, "s1", 12, &answer, NULL));
	g_assert_cmpint(answer.reason, ==, DOSE_REASON_FEW);
	g_assert_cmpuint(count_good(f), ==, 1);
	find(f);
	g_assert_cmpuint(count_good(f), ==, 1);
}

static void test_a_session_that_is_known_is_not_found_anew(Fixture *f, gconstpointer data)
{
	struct dose_answer answer;

	(void)data;
	limit(f, "without-ecg=true\n");
	begin(f);
	finish(f, 20);
	g_assert_true(ht_rehab_plan_rate(f->plan, f->person, "s1", 12, &answer, NULL));
	reopen(f);
	find(f);
	g_assert_cmpuint(count_good(f), ==, 1);
}

static void test_a_heart_above_the_cap_ends_it(Fixture *f, gconstpointer data)
{
	(void)data;
	limit(f, "");
	begin(f);
	beat_for(f, 129, 30);
	g_assert_cmpuint(f->ended, ==, 0);
	beat_for(f, 135, 30);
	g_assert_cmpuint(f->ended, ==, 1);
	g_assert_cmpuint(f->stops, ==, DOSE_STOP_HEART_RATE);
	g_assert_cmpint(finish(f, 8).decision, ==, DOSE_STOP);
	g_assert_false(may_start(f));
}

static void test_a_heart_that_cannot_be_read_has_no_rate(Fixture *f, gconstpointer data)
{
	(void)data;
	limit(f, "");
	begin(f);
	beat_for(f, 100, 20);
	for (guint i = 0; i < 60; i++) {
		struct ecg_beat beat = {.label = BEAT_NORMAL, .rr_ms = 250};

		if (i == 0)
			ht_rehab_plan_quality(f->plan, f->person, QUALITY_UNREADABLE,
					      ht_clock_now_utc_ns(f->clock));
		ht_rehab_plan_beat(f->plan, f->person, &beat, ht_clock_now_utc_ns(f->clock));
	}
	g_assert_cmpuint(f->ended, ==, 0);
}

static void turn(Fixture *f, enum rhythm rhythm)
{
	ht_rehab_plan_rhythm(f->plan, f->person, "strap", rhythm, ht_clock_now_utc_ns(f->clock));
}

/* Goes on for so long. */
static void go_on(Fixture *f, guint seconds)
{
	gint64 utc_ns = ht_clock_now_utc_ns(f->clock) + seconds * NS_PER_S;

	ht_clock_saw(f->clock, utc_ns);
	ht_rehab_plan_reach(f->plan, f->person, "strap", utc_ns);
}

static void check_rhythm(Fixture *f, enum rhythm rhythm, guint seconds, guint stop)
{
	begin(f);
	turn(f, rhythm);
	if (seconds > 0) {
		g_assert_cmpuint(f->ended, ==, 0);
		go_on(f, seconds - 1);
		g_assert_cmpuint(f->ended, ==, 0);
		go_on(f, 1);
	}
	g_assert_cmpuint(f->stops, ==, stop);
	g_assert_cmpuint(f->ended, ==, stop != 0);
	finish(f, 20);
	if (stop)
		g_assert_false(may_start(f));
	turn(f, RHYTHM_REGULAR);
	if (stop)
		g_assert_true(ht_rehab_plan_release(f->plan, f->person, "seen", NULL));
}

static void test_rhythms_that_end_it(Fixture *f, gconstpointer data)
{
	(void)data;
	check_rhythm(f, RHYTHM_ATRIAL_FIBRILLATION, 0, DOSE_STOP_ATRIAL);
	check_rhythm(f, RHYTHM_ATRIAL_FLUTTER, 0, DOSE_STOP_ATRIAL);
	check_rhythm(f, RHYTHM_VENTRICULAR_TACHYCARDIA, 10, DOSE_STOP_VENTRICULAR);
	check_rhythm(f, RHYTHM_VENTRICULAR_RUN, 10, DOSE_STOP_VENTRICULAR);
	check_rhythm(f, RHYTHM_VENTRICULAR_FIBRILLATION, 10, DOSE_STOP_VENTRICULAR);
	check_rhythm(f, RHYTHM_SUPRAVENTRICULAR_RUN, 10, DOSE_STOP_ATRIAL);
	check_rhythm(f, RHYTHM_ASYSTOLE, 10, DOSE_STOP_PAUSE);
	check_rhythm(f, RHYTHM_IRREGULAR, 60, 0);
	check_rhythm(f, RHYTHM_NO_SIGNAL, 60, 0);
	check_rhythm(f, RHYTHM_PACED, 60, 0);
}

/* It began before the session, and nobody tells it again. */
static void test_a_run_that_goes_on_ends_it(Fixture *f, gconstpointer data)
{
	(void)data;
	turn(f, RHYTHM_VENTRICULAR_TACHYCARDIA);
	go_on(f, 5);
	begin(f);
	go_on(f, 5);
	g_assert_cmpuint(f->stops, ==, DOSE_STOP_VENTRICULAR);
}

/* A second wearable, on the leg, says that it has no signal. */
static void test_another_ecg_takes_no_run_away(Fixture *f, gconstpointer data)
{
	(void)data;
	begin(f);
	turn(f, RHYTHM_VENTRICULAR_TACHYCARDIA);
	go_on(f, 5);
	ht_rehab_plan_rhythm(f->plan, f->person, "leg", RHYTHM_NO_SIGNAL,
			     ht_clock_now_utc_ns(f->clock));
	go_on(f, 5);
	g_assert_cmpuint(f->stops, ==, DOSE_STOP_VENTRICULAR);
}

static void test_findings_that_end_it(Fixture *f, gconstpointer data)
{
	struct ecg_finding pause = {
	    .kind = FINDING_PAUSE, .quality = QUALITY_FULL, .number = {2.9F}};
	struct ecg_finding couplet = {.kind = FINDING_COUPLET, .quality = QUALITY_FULL};
	struct ecg_finding run = {.kind = FINDING_VENTRICULAR_TACHYCARDIA,
				  .quality = QUALITY_RHYTHM_ONLY,
				  .confidence = 0.9F};

	(void)data;
	begin(f);
	ht_rehab_plan_finding(f->plan, f->person, &pause);
	ht_rehab_plan_finding(f->plan, f->person, &couplet);
	ht_rehab_plan_finding(f->plan, f->person, &run);
	run.quality = QUALITY_FULL;
	run.confidence = 0.6F;
	ht_rehab_plan_finding(f->plan, f->person, &run);
	g_assert_cmpuint(f->ended, ==, 0);
	run.confidence = 0.9F;
	ht_rehab_plan_finding(f->plan, f->person, &run);
	g_assert_cmpuint(f->stops, ==, DOSE_STOP_VENTRICULAR);
	finish(f, 3);
	g_assert_true(ht_rehab_plan_release(f->plan, f->person, "seen", NULL));
	begin(f);
	pause.number[0] = 3.1F;
	ht_rehab_plan_finding(f->plan, f->person, &pause);
	g_assert_cmpuint(f->stops, ==, DOSE_STOP_PAUSE);
	ht_rehab_plan_fall(f->plan, f->person);
	g_assert_cmpuint(f->ended, ==, 1);
}

static void measure(Fixture *f, double systolic, double diastolic)
{
	const struct reading_block reading = {
	    .count = 2, .value = {{QUANTITY_SYSTOLIC, systolic}, {QUANTITY_DIASTOLIC, diastolic}}};

	ht_rehab_plan_reading(f->plan, f->person, &reading);
}

static void check_pressure(Fixture *f, double systolic, double diastolic, guint stop)
{
	begin(f);
	measure(f, 135, 80);
	measure(f, 126, 80);
	g_assert_cmpuint(f->ended, ==, 0);
	measure(f, systolic, diastolic);
	g_assert_cmpuint(f->stops, ==, stop);
	finish(f, 3);
	if (stop)
		g_assert_true(ht_rehab_plan_release(f->plan, f->person, "seen", NULL));
}

static void test_pressures_that_end_it(Fixture *f, gconstpointer data)
{
	(void)data;
	check_pressure(f, 249, 114, 0);
	check_pressure(f, 250, 100, DOSE_STOP_PRESSURE);
	check_pressure(f, 180, 115, DOSE_STOP_PRESSURE);
	check_pressure(f, 124, 80, DOSE_STOP_PRESSURE);
}

static void test_known_fibrillation_is_none_of_them(Fixture *f, gconstpointer data)
{
	(void)data;
	limit(f, "known-atrial-fibrillation=true\n");
	check_rhythm(f, RHYTHM_ATRIAL_FIBRILLATION, 60, 0);
}

static void test_nothing_begins_while_a_stop_rule_holds(Fixture *f, gconstpointer data)
{
	(void)data;
	turn(f, RHYTHM_ATRIAL_FIBRILLATION);
	beat_for(f, 90, 5);
	g_assert_false(may_start(f));
	turn(f, RHYTHM_REGULAR);
	g_assert_true(may_start(f));
	/* What an ECG said that is long over says nothing of now. */
	turn(f, RHYTHM_ATRIAL_FIBRILLATION);
	ht_clock_saw(f->clock, ht_clock_now_utc_ns(f->clock) + 120 * NS_PER_S);
	g_assert_true(may_start(f));
}

static void test_a_grave_stop_is_for_the_clinician(Fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	limit(f, "");
	begin(f);
	g_assert_true(ht_rehab_plan_stop(f->plan, f->person, DOSE_STOP_SYMPTOM,
					 DOSE_SYMPTOM_CHEST_PAIN, NULL));
	g_assert_cmpuint(f->stops, ==, DOSE_STOP_SYMPTOM);
	finish(f, 3);
	reopen(f);
	g_assert_false(may_start(f));
	g_assert_false(ht_rehab_plan_release(f->plan, f->person, "fine", &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED);
	g_assert_false(import(f, "release", "stop=7\n", NULL));
	g_assert_true(import(f, "release", "stop=1\n", NULL));
	g_assert_true(may_start(f));
	g_assert_true(ht_rehab_plan_stop(f->plan, f->person, DOSE_STOP_PERSON, 0, NULL));
	g_assert_true(ht_rehab_plan_release(f->plan, f->person, "was tired", NULL));
	g_assert_true(may_start(f));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
#define ADD(name, function)                                                                        \
	g_test_add("/rehab-plan/" name, Fixture, NULL, set_up, function, tear_down)
	ADD("goes-on-without-limits-and-never-changes",
	    test_goes_on_without_limits_and_never_changes);
	ADD("a-grade-told-before-counts", test_a_grade_told_before_counts);
	ADD("the-signal-has-a-rate-where-beats-have-none",
	    test_the_signal_has_a_rate_where_beats_have_none);
	ADD("effort-told-afterwards-decides", test_effort_told_afterwards_decides);
	ADD("a-session-that-is-found-counts-once", test_a_session_that_is_found_counts_once);
	ADD("a-session-that-is-known-is-not-found-anew",
	    test_a_session_that_is_known_is_not_found_anew);
	ADD("a-heart-above-the-cap-ends-it", test_a_heart_above_the_cap_ends_it);
	ADD("a-heart-that-cannot-be-read-has-no-rate",
	    test_a_heart_that_cannot_be_read_has_no_rate);
	ADD("rhythms-that-end-it", test_rhythms_that_end_it);
	ADD("a-run-that-goes-on-ends-it", test_a_run_that_goes_on_ends_it);
	ADD("another-ecg-takes-no-run-away", test_another_ecg_takes_no_run_away);
	ADD("findings-that-end-it", test_findings_that_end_it);
	ADD("pressures-that-end-it", test_pressures_that_end_it);
	ADD("known-fibrillation-is-none-of-them", test_known_fibrillation_is_none_of_them);
	ADD("nothing-begins-while-a-stop-rule-holds", test_nothing_begins_while_a_stop_rule_holds);
	ADD("a-grave-stop-is-for-the-clinician", test_a_grave_stop_is_for_the_clinician);
	return g_test_run();
}
