/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a finding is given before it is told, and what is not told: findings made by hand. */
#include "health-models/ecg/ecg.h"
#include "health-models/ecg/event_queue.h"
#include "health-models/ecg/rhythm/rhythm.h"

#include <glib.h>

enum { RATE_HZ = 100 };

static struct ecg *engine(void)
{
	const struct ecg_settings settings = {.rate_hz = RATE_HZ};
	struct ecg *e = g_new(struct ecg, 1);

	g_assert_cmpint(ecg_init(e, &settings), ==, 0);
	return e;
}

static void grades(struct ecg *e, enum signal_quality grade, int seconds)
{
	while (seconds-- > 0)
		quality_log_add(&e->quality_log, grade);
}

static void find(struct ecg *e, enum finding_kind kind, double from_s, double to_s,
		 float confidence)
{
	const struct ecg_finding finding = {
	    .kind = kind,
	    .start_index = (gint64)(from_s * RATE_HZ),
	    .end_index = (gint64)(to_s * RATE_HZ),
	    .confidence = confidence,
	};

	event_queue_put_finding(&e->queue, &finding);
}

/* The kinds that are told, as a list that ends with 0. */
static void check_told(struct ecg *e, const int *kinds)
{
	struct ecg_event event;

	finding_check(e);
	while (ecg_get(e, &event) > 0) {
		if (event.kind != ECG_FINDING)
			continue;
		g_assert_cmpint(event.finding.kind, ==, *kinds++);
	}
	g_assert_cmpint(*kinds, ==, 0);
}

static void test_grade(void)
{
	struct quality_log log;

	quality_log_init(&log);
	g_assert_cmpint(quality_log_grade(&log, 0, 10), ==, QUALITY_UNKNOWN);
	for (int i = 0; i < 100; i++)
		quality_log_add(&log, i < 2     ? QUALITY_UNKNOWN
				      : i == 50 ? QUALITY_UNREADABLE
						: QUALITY_FULL);
	g_assert_cmpint(quality_log_grade(&log, 0, 2), ==, QUALITY_UNKNOWN);
	g_assert_cmpint(quality_log_grade(&log, 0, 5), ==, QUALITY_FULL);
	g_assert_cmpint(quality_log_grade(&log, 49.5, 51), ==, QUALITY_UNREADABLE);
	g_assert_cmpint(quality_log_grade(&log, 48, 52), ==, QUALITY_UNREADABLE);
	g_assert_cmpint(quality_log_grade(&log, 40, 60), ==, QUALITY_FULL);
	g_assert_cmpint(quality_log_grade(&log, 99, 120), ==, QUALITY_FULL);
	g_assert_cmpint(quality_log_grade(&log, 120, 130), ==, QUALITY_UNKNOWN);
}

/* Days: half of every hour is rhythm only, a fifth unreadable. */
static void test_grade_of_days(void)
{
	struct quality_log log;

	quality_log_init(&log);
	for (int i = 0; i < 30 * 24 * 3600; i++)
		quality_log_add(&log, i % 10 < 2   ? QUALITY_UNREADABLE
				      : i % 10 < 7 ? QUALITY_RHYTHM_ONLY
						   : QUALITY_FULL);
	for (double days = 0.01; days < 21; days *= 2)
		g_assert_cmpint(quality_log_grade(&log, (30 - days) * 86400, 30 * 86400), ==,
				QUALITY_RHYTHM_ONLY);
	/* Longer ago than it remembers. */
	g_assert_cmpint(quality_log_grade(&log, 0, 86400), ==, QUALITY_UNKNOWN);
	g_assert_cmpint(quality_log_grade(&log, 0, 30 * 86400.0), ==, QUALITY_RHYTHM_ONLY);
}

static void test_every_finding_is_graded(void)
{
	struct ecg *e = engine();
	struct ecg_event event;

	grades(e, QUALITY_FULL, 30);
	grades(e, QUALITY_RHYTHM_ONLY, 30);
	find(e, FINDING_COUPLET, 10, 11, 0.9F);
	find(e, FINDING_COUPLET, 40, 41, 0.9F);
	find(e, FINDING_NO_SIGNAL, 50, 55, 1);
	finding_check(e);
	g_assert_cmpint(ecg_get(e, &event), ==, 1);
	g_assert_cmpint(event.finding.quality, ==, QUALITY_FULL);
	g_assert_cmpint(ecg_get(e, &event), ==, 1);
	g_assert_cmpint(event.finding.quality, ==, QUALITY_RHYTHM_ONLY);
	g_assert_cmpint(ecg_get(e, &event), ==, 1);
	g_assert_cmpint(event.finding.quality, ==, QUALITY_UNREADABLE);
	g_free(e);
}

/* Nothing that is made of beats is told where there are none to be seen. */
static void test_unreadable(void)
{
	struct ecg *e = engine();

	grades(e, QUALITY_UNREADABLE, 60);
	for (int kind = 1; kind <= FINDING_KIND_MAX; kind++)
		find(e, (enum finding_kind)kind, 3 * kind, 3 * kind + 2, 1);
	check_told(e, (const int[]){FINDING_NO_SIGNAL, FINDING_VENTRICULAR_FIBRILLATION, 0});
	g_free(e);
}

static void test_doubtful_row(void)
{
	struct ecg *e = engine();

	grades(e, QUALITY_RHYTHM_ONLY, 60);
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 5, 7, 0.35F);
	find(e, FINDING_VENTRICULAR_RUN, 15, 17, 0.35F);
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 25, 27, 0.6F);
	check_told(e, (const int[]){FINDING_VENTRICULAR_TACHYCARDIA, 0});
	grades(e, QUALITY_FULL, 60);
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 85, 87, 0.35F);
	check_told(e, (const int[]){FINDING_VENTRICULAR_TACHYCARDIA, 0});
	g_free(e);
}

/* A fast heart that was a ventricular tachycardia for more than half of its time. */
static void test_graver_one(void)
{
	struct ecg *e = engine();

	grades(e, QUALITY_FULL, 120);
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 10, 16, 0.9F);
	find(e, FINDING_TACHYCARDIA, 8, 19, 0.9F);
	check_told(e, (const int[]){FINDING_VENTRICULAR_TACHYCARDIA, 0});
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 30, 33, 0.9F);
	find(e, FINDING_TACHYCARDIA, 28, 60, 0.9F);
	check_told(e, (const int[]){FINDING_VENTRICULAR_TACHYCARDIA, FINDING_TACHYCARDIA, 0});
	find(e, FINDING_SUPRAVENTRICULAR_RUN, 62, 70, 0.9F);
	find(e, FINDING_TACHYCARDIA, 61, 71, 0.9F);
	check_told(e, (const int[]){FINDING_SUPRAVENTRICULAR_RUN, 0});
	/* Bigeminy that runs into a tachycardia, and one that is one. */
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 80, 83, 0.9F);
	find(e, FINDING_BIGEMINY, 75, 80.5, 0.9F);
	find(e, FINDING_BIGEMINY, 79, 82, 0.9F);
	check_told(e, (const int[]){FINDING_VENTRICULAR_TACHYCARDIA, FINDING_BIGEMINY, 0});
	g_free(e);
}

/* Rows of beats in fibrillation, while it goes on and when it is over. */
static void test_fibrillation_says_it_all(void)
{
	struct ecg *e = engine();

	grades(e, QUALITY_RHYTHM_ONLY, 120);
	rhythm_fibrillation(&e->rhythm, true, 20 * RATE_HZ, &e->queue);
	find(e, FINDING_COUPLET, 10, 11, 0.9F);
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 22, 24, 0.9F);
	find(e, FINDING_COUPLET, 26, 27, 0.9F);
	check_told(e, (const int[]){FINDING_COUPLET, 0});
	rhythm_fibrillation(&e->rhythm, false, 40 * RATE_HZ, &e->queue);
	find(e, FINDING_VENTRICULAR_FIBRILLATION, 20, 40, 0.8F);
	find(e, FINDING_ATRIAL_FIBRILLATION, 15, 45, 0.8F);
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 39, 40, 0.8F);
	find(e, FINDING_VENTRICULAR_TACHYCARDIA, 41, 44, 0.8F);
	check_told(
	    e, (const int[]){FINDING_VENTRICULAR_FIBRILLATION, FINDING_VENTRICULAR_TACHYCARDIA, 0});
	g_free(e);
}

/* What was told already is not looked at again; the queue goes round. */
static void test_many(void)
{
	struct ecg *e = engine();
	struct ecg_event event;
	int told = 0;

	grades(e, QUALITY_FULL, 10);
	grades(e, QUALITY_UNREADABLE, 10);
	for (int i = 0; i < 1000; i++) {
		find(e, FINDING_COUPLET, i % 3 ? 2 : 12, i % 3 ? 3 : 13, 0.9F);
		finding_check(e);
		while (i % 7 == 0 && ecg_get(e, &event) > 0) {
			g_assert_cmpint(event.finding.quality, ==, QUALITY_FULL);
			told++;
		}
	}
	while (ecg_get(e, &event) > 0)
		told++;
	g_assert_cmpint(told, ==, 666);
	g_free(e);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/finding-check/grade", test_grade);
	g_test_add_func("/finding-check/grade-of-days", test_grade_of_days);
	g_test_add_func("/finding-check/every-finding-is-graded", test_every_finding_is_graded);
	g_test_add_func("/finding-check/unreadable", test_unreadable);
	g_test_add_func("/finding-check/doubtful-row", test_doubtful_row);
	g_test_add_func("/finding-check/graver-one", test_graver_one);
	g_test_add_func("/finding-check/fibrillation-says-it-all", test_fibrillation_says_it_all);
	g_test_add_func("/finding-check/many", test_many);
	return g_test_run();
}
