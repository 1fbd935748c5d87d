/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clinician's limits, as they come and go, do to the plan of a person. */
#include "common/glib/ht-error.h"
#include "tests/unit/plan-fixture.h"

#include <math.h>
#include <string.h>

static void test_revoked_limits_let_nothing_begin(Fixture *f, gconstpointer data)
{
	(void)data;
	limit(f, "");
	g_assert_true(import(f, "revocation", "", NULL));
	g_assert_false(may_start(f));
	limit(f, "");
	g_assert_true(may_start(f));
}

/* Without a stop that somebody would have to release. */
static void test_a_revocation_ends_the_session(Fixture *f, gconstpointer data)
{
	(void)data;
	limit(f, "");
	begin(f);
	g_assert_true(import(f, "revocation", "", NULL));
	g_assert_cmpuint(f->ended, ==, 1);
	g_assert_cmpuint(f->stops, ==, 0);
	limit(f, "");
	g_assert_true(may_start(f));
}

/* The cap on the heart rate would be gone without a word. */
static void test_damaged_limits_let_nothing_begin(Fixture *f, gconstpointer data)
{
	g_autoptr(GBytes) rubbish = g_bytes_new_static("rubbish", 7);

	(void)data;
	limit(f, "");
	g_assert_true(
	    ht_store_put_document(f->store, f->person, "limits", f->person, rubbish, NULL));
	g_assert_false(may_start(f));
	limit(f, "");
	g_assert_true(may_start(f));
}

static void test_limits_that_end_leave_the_dose(Fixture *f, gconstpointer data)
{
	HtRehabOrder order;

	(void)data;
	limit(f, "");
	ht_clock_saw(f->clock, START_NS + (gint64)400 * 24 * 3600 * NS_PER_S);
	g_assert_true(
	    ht_rehab_plan_may_start(f->plan, f->person, SQUAT, &plan_usual, &order, NULL));
	g_assert_false(order.limited);
	g_assert_cmpuint(order.dose.repetitions, ==, 10);
	/* The cap of limits that have ended is still the best that is known. */
	g_assert_cmpfloat((double)order.hr_cap_bpm, ==, 130);
	ht_rehab_plan_begun(f->plan, f->person, SQUAT);
	beat_for(f, 100, 60);
	g_assert_cmpint(finish(f, 20).reason, ==, DOSE_REASON_EXPIRED);
	g_assert_false(ht_rehab_plan_set_mode(f->plan, f->person, TRUE, NULL));
	g_assert_false(ht_rehab_plan_accept(f->plan, f->person, SQUAT, NULL));
}

/* What has ended must not come to life again. */
static void test_a_clock_put_back_is_none(Fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	HtRehabOrder order;

	(void)data;
	limit(f, "");
	ht_clock_saw(f->clock, START_NS + (gint64)10 * 24 * 3600 * NS_PER_S);
	begin(f);
	finish(f, 20);
	ht_clock_free(f->clock);
	f->clock = ht_clock_new_virtual(START_NS);
	reopen(f);
	g_assert_true(
	    ht_rehab_plan_may_start(f->plan, f->person, SQUAT, &plan_usual, &order, NULL));
	g_assert_false(order.limited);
	g_assert_false(import(f, "revocation", "", &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED);
}

/* Of half squats: so many repetitions at most. */
static void limit_repetitions(Fixture *f, guint most, const char *more)
{
	g_autofree char *text = g_strdup_printf(
	    "valid-from=2026-01-01\nvalid-until=2026-12-30\nbeta-blocker=false\n"
	    "heart-rate-rest-bpm=60\nheart-rate-peak-bpm=140\nrpe-target=13\nallow-apply=true\n"
	    "without-ecg=true\n%s[exercise]\nmax-repetitions=%u\n",
	    more, most);
	GError *error = NULL;

	ht_rehab_plan_trust(f->plan, f->person, "Ada", f->public, sizeof f->public, NULL);
	g_assert_true(import(f, "limits", text, &error));
	g_assert_no_error(error);
}

static HtRehabOrder order_of(Fixture *f)
{
	HtRehabOrder order;
	GError *error = NULL;

	g_assert_true(
	    ht_rehab_plan_may_start(f->plan, f->person, SQUAT, &plan_usual, &order, &error));
	g_assert_no_error(error);
	return order;
}

static struct dose_answer rate(Fixture *f, guint rpe)
{
	struct dose_answer answer;
	GError *error = NULL;

	g_assert_true(ht_rehab_plan_rate(f->plan, f->person, "", rpe, &answer, &error));
	g_assert_no_error(error);
	return answer;
}

/* Good sessions, two days apart; the effort of the last one is still to be told. */
static void train(Fixture *f, guint sessions)
{
	for (guint i = 0; i < sessions; i++) {
		ht_clock_saw(f->clock, ht_clock_now_utc_ns(f->clock) + 48 * 3600 * NS_PER_S);
		begin(f);
		finish(f, 20);
		if (i + 1 < sessions)
			rate(f, 12);
	}
}

/* Else 8 would become 11 at once when the limits are widened again. */
static void test_narrower_limits_take_the_suggestion_away(Fixture *f, gconstpointer data)
{
	(void)data;
	limit_repetitions(f, 12, "");
	train(f, 3);
	g_assert_cmpint(rate(f, 12).decision, ==, DOSE_PROGRESS);
	limit_repetitions(f, 8, "");
	g_assert_cmpuint(order_of(f).dose.repetitions, ==, 8);
	limit_repetitions(f, 12, "");
	g_assert_false(ht_rehab_plan_accept(f->plan, f->person, SQUAT, NULL));
	g_assert_cmpuint(order_of(f).dose.repetitions, ==, 8);
}

static void test_limits_reach_who_began_without_them(Fixture *f, gconstpointer data)
{
	HtRehabOrder order;

	(void)data;
	begin(f);
	finish(f, 20);
	limit_repetitions(f, 12, "[exercise half-squat]\nmax-reserve-percent=60\n");
	order = order_of(f);
	g_assert_cmpuint(order.dose.reserve_percent, ==, 40);
	g_assert_cmpfloat_with_epsilon((double)order.zone_high_bpm, 60 + 0.4 * 80, 1e-3);
}

static void test_apply_ends_when_the_person_says_so(Fixture *f, gconstpointer data)
{
	(void)data;
	limit_repetitions(f, 12, "");
	g_assert_true(ht_rehab_plan_set_mode(f->plan, f->person, TRUE, NULL));
	train(f, 3);
	g_assert_true(ht_rehab_plan_set_mode(f->plan, f->person, FALSE, NULL));
	g_assert_cmpint(rate(f, 12).decision, ==, DOSE_PROGRESS);
	g_assert_cmpuint(order_of(f).dose.repetitions, ==, 10);
}

/* A symptom that came after the session, before its effort was told. */
static void test_nothing_is_raised_while_stopped(Fixture *f, gconstpointer data)
{
	(void)data;
	limit_repetitions(f, 12, "");
	g_assert_true(ht_rehab_plan_set_mode(f->plan, f->person, TRUE, NULL));
	train(f, 3);
	g_assert_true(ht_rehab_plan_stop(f->plan, f->person, DOSE_STOP_SYMPTOM,
					 DOSE_SYMPTOM_DIZZINESS, NULL));
	g_assert_cmpint(rate(f, 12).decision, ==, DOSE_STOP);
	g_assert_true(import(f, "release", "stop=1\n", NULL));
	g_assert_cmpuint(order_of(f).dose.repetitions, ==, 10);
}

static void report(Fixture *f, guint symptom)
{
	GError *error = NULL;

	g_assert_true(ht_rehab_plan_stop(f->plan, f->person, DOSE_STOP_SYMPTOM, symptom, &error));
	g_assert_no_error(error);
}

/* While no session may begin it can only be looked at. */
static void check_plan(Fixture *f, guint repetitions, const char *decision, const char *reason)
{
	g_autoptr(GVariant) plan = g_variant_ref_sink(
	    ht_rehab_plan_describe(f->plan, f->person, SQUAT, &plan_usual, NULL));
	const char *decided = NULL, *why = NULL;
	guint due = 0;

	g_variant_lookup(plan, "repetitions", "u", &due);
	g_variant_lookup(plan, "decision", "&s", &decided);
	g_variant_lookup(plan, "reason", "&s", &why);
	g_assert_cmpuint(due, ==, repetitions);
	g_assert_cmpstr(decided, ==, decision);
	g_assert_cmpstr(why, ==, reason);
}

/* It was the session that earned the step which made the person dizzy. */
static void test_a_symptom_takes_the_step_back(Fixture *f, gconstpointer data)
{
	(void)data;
	limit_repetitions(f, 12, "");
	g_assert_true(ht_rehab_plan_set_mode(f->plan, f->person, TRUE, NULL));
	train(f, 3);
	g_assert_cmpint(rate(f, 12).decision, ==, DOSE_PROGRESS);
	check_plan(f, 11, "progress", "good");
	report(f, DOSE_SYMPTOM_JOINT_PAIN);
	check_plan(f, 10, "stop", "stopped");
	g_assert_true(ht_rehab_plan_release(f->plan, f->person, "it has passed", NULL));
	g_assert_cmpuint(order_of(f).dose.repetitions, ==, 10);
}

static void test_a_symptom_takes_an_accepted_step_back(Fixture *f, gconstpointer data)
{
	(void)data;
	limit_repetitions(f, 12, "");
	train(f, 3);
	g_assert_cmpint(rate(f, 12).decision, ==, DOSE_PROGRESS);
	g_assert_true(ht_rehab_plan_accept(f->plan, f->person, SQUAT, NULL));
	report(f, DOSE_SYMPTOM_JOINT_PAIN);
	check_plan(f, 10, "stop", "stopped");
}

/* A step back that was taken because of the session stays, whatever else is told of it. */
static void test_a_symptom_raises_nothing(Fixture *f, gconstpointer data)
{
	(void)data;
	limit_repetitions(f, 12, "");
	g_assert_true(ht_rehab_plan_set_mode(f->plan, f->person, TRUE, NULL));
	train(f, 1);
	g_assert_cmpint(rate(f, 16).decision, ==, DOSE_REGRESS);
	check_plan(f, 9, "regress", "hard");
	report(f, DOSE_SYMPTOM_JOINT_PAIN);
	g_assert_cmpint(rate(f, 12).decision, ==, DOSE_STOP);
	check_plan(f, 9, "stop", "not-released");
}

/* With the larger dose since then it was well: that is nothing to take back. */
static void test_a_symptom_leaves_a_step_that_was_tried(Fixture *f, gconstpointer data)
{
	(void)data;
	limit_repetitions(f, 12, "");
	g_assert_true(ht_rehab_plan_set_mode(f->plan, f->person, TRUE, NULL));
	train(f, 3);
	rate(f, 12);
	train(f, 1);
	report(f, DOSE_SYMPTOM_JOINT_PAIN);
	check_plan(f, 11, "hold", "no-effort");
}

/* Who told it is not left in doubt whether it holds. */
static void test_a_dose_that_cannot_be_read_stops_no_stop(Fixture *f, gconstpointer data)
{
	g_autoptr(GBytes) rubbish = g_bytes_new_static("rubbish", 7);
	g_autofree char *id = g_strdup_printf("%s/heel-raise", f->person);
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_true(
	    ht_store_put_document(f->store, f->person, "prescriptions", id, rubbish, NULL));
	g_assert_false(ht_rehab_plan_stop(f->plan, f->person, 0, DOSE_SYMPTOM_CHEST_PAIN, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
	g_assert_true(g_str_has_prefix(error->message, "it is stopped"));
	g_assert_false(may_start(f));
}

/* Limits that came between the session and its effort: what was above their cap stops. */
static void test_a_stop_that_is_decided_late_is_one(Fixture *f, gconstpointer data)
{
	(void)data;
	begin(f);
	beat_for(f, 135, 30);
	finish(f, 20);
	limit(f, "");
	g_assert_cmpint(rate(f, 12).decision, ==, DOSE_STOP);
	g_assert_false(may_start(f));
}

static void test_a_lower_cap_holds_at_once(Fixture *f, gconstpointer data)
{
	(void)data;
	limit(f, "");
	begin(f);
	beat_for(f, 120, 30);
	g_assert_cmpuint(f->ended, ==, 0);
	limit_repetitions(f, 12, "heart-rate-cap-bpm=110\n");
	beat_for(f, 120, 30);
	g_assert_cmpuint(f->stops, ==, DOSE_STOP_HEART_RATE);
}

/* The hub was ended between the two halves of a distrust. */
static void test_trusted_anew_old_limits_stay_away(Fixture *f, gconstpointer data)
{
	g_autoptr(HtClinicians) clinicians = NULL;

	(void)data;
	limit(f, "");
	clinicians = ht_clinicians_load(f->store);
	g_assert_true(ht_clinicians_distrust(clinicians, f->person, f->public, NULL));
	reopen(f);
	g_assert_false(order_of(f).limited);
	g_assert_true(
	    ht_rehab_plan_trust(f->plan, f->person, "Ada", f->public, sizeof f->public, NULL));
	g_assert_false(order_of(f).limited);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
#define ADD(name, function)                                                                        \
	g_test_add("/rehab-limits/" name, Fixture, NULL, set_up, function, tear_down)
	ADD("revoked-limits-let-nothing-begin", test_revoked_limits_let_nothing_begin);
	ADD("a-revocation-ends-the-session", test_a_revocation_ends_the_session);
	ADD("damaged-limits-let-nothing-begin", test_damaged_limits_let_nothing_begin);
	ADD("a-clock-put-back-is-none", test_a_clock_put_back_is_none);
	ADD("limits-that-end-leave-the-dose", test_limits_that_end_leave_the_dose);
	ADD("narrower-limits-take-the-suggestion-away",
	    test_narrower_limits_take_the_suggestion_away);
	ADD("limits-reach-who-began-without-them", test_limits_reach_who_began_without_them);
	ADD("apply-ends-when-the-person-says-so", test_apply_ends_when_the_person_says_so);
	ADD("nothing-is-raised-while-stopped", test_nothing_is_raised_while_stopped);
	ADD("a-symptom-takes-the-step-back", test_a_symptom_takes_the_step_back);
	ADD("a-symptom-takes-an-accepted-step-back", test_a_symptom_takes_an_accepted_step_back);
	ADD("a-symptom-raises-nothing", test_a_symptom_raises_nothing);
	ADD("a-symptom-leaves-a-step-that-was-tried", test_a_symptom_leaves_a_step_that_was_tried);
	ADD("a-dose-that-cannot-be-read-stops-no-stop",
	    test_a_dose_that_cannot_be_read_stops_no_stop);
	ADD("a-stop-that-is-decided-late-is-one", test_a_stop_that_is_decided_late_is_one);
	ADD("a-lower-cap-holds-at-once", test_a_lower_cap_holds_at_once);
	ADD("trusted-anew-old-limits-stay-away", test_trusted_anew_old_limits_stay_away);
	return g_test_run();
}
