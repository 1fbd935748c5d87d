/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pieces of a recording --plot shows. */
#include "client/analyze/analyze-ecg-windows.h"
#include "programme/finding-words.h"

enum { RATE = 100, LENGTH = 10 * RATE, MINUTE = 60 * RATE };

static void add(HtEcgSummary *summary, enum finding_kind kind, gint64 start, gint64 end,
		float beats)
{
	const struct ecg_event event = {
	    .kind = ECG_FINDING,
	    .finding = {.kind = kind,
			.start_index = start,
			.end_index = end,
			.confidence = 0.5F,
			.reason = REASON_BEATS_IN_A_ROW,
			.number = {beats, 150}},
	};

	ht_ecg_summary_add(summary, &event);
}

static gboolean shown(const HtEcgWindow *windows, guint count, gint64 sample_index)
{
	for (guint i = 0; i < count; i++) {
		if (sample_index >= windows[i].start && sample_index < windows[i].end)
			return TRUE;
	}
	return FALSE;
}

/* In order, apart, within the recording. */
static void assert_sound(const HtEcgSummary *summary, const HtEcgWindow *windows, guint count)
{
	g_assert_cmpuint(count, <=, HT_ECG_WINDOWS_MAX);
	for (guint i = 0; i < count; i++) {
		g_assert_cmpint(windows[i].start, >=, i ? windows[i - 1].end : 0);
		g_assert_cmpint(windows[i].end, >, windows[i].start);
		g_assert_cmpint(windows[i].end - windows[i].start, <=, LENGTH);
		g_assert_cmpint(windows[i].end, <=, summary->samples);
	}
}

static void test_short(void)
{
	static const gint64 samples[] = {0, 1, LENGTH - 1, LENGTH, LENGTH + 1, 3 * LENGTH};

	for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autoptr(HtEcgSummary) summary = ht_ecg_summary_new(RATE);
		HtEcgWindow windows[HT_ECG_WINDOWS_MAX];
		guint count;

		summary->samples = samples[i];
		count = ht_ecg_windows_choose(summary, LENGTH, windows);
		g_assert_cmpuint(count > 0, ==, samples[i] > 0);
		assert_sound(summary, windows, count);
		if (count)
			g_assert_true(shown(windows, count, 0));
	}
}

static void test_spread(void)
{
	g_autoptr(HtEcgSummary) summary = ht_ecg_summary_new(RATE);
	HtEcgWindow windows[HT_ECG_WINDOWS_MAX];

	summary->samples = 30 * MINUTE;
	g_assert_cmpuint(ht_ecg_windows_choose(summary, LENGTH, windows), ==, 6);
	assert_sound(summary, windows, 6);
	g_assert_true(shown(windows, 6, 15 * MINUTE));
}

/* The longest run is shown however many couplets there are, and a long irregular stretch by its
 * onset. */
static void test_findings(void)
{
	g_autoptr(HtEcgSummary) summary = ht_ecg_summary_new(RATE);
	HtEcgWindow windows[HT_ECG_WINDOWS_MAX];
	guint count;

	summary->samples = 30 * MINUTE;
	for (int minute = 1; minute < 28; minute++)
		add(summary, FINDING_COUPLET, minute * MINUTE, minute * MINUTE + 50, 2);
	for (int minute = 1; minute < 28; minute++)
		add(summary, FINDING_VENTRICULAR_RUN, minute * MINUTE + 2000,
		    minute * MINUTE + 2200, 3);
	add(summary, FINDING_VENTRICULAR_RUN, 29 * MINUTE, 29 * MINUTE + 900, 12);
	add(summary, FINDING_IRREGULAR, 10 * MINUTE + 4000, 12 * MINUTE, 0);
	count = ht_ecg_windows_choose(summary, LENGTH, windows);
	g_assert_cmpuint(count, ==, HT_ECG_WINDOWS_MAX);
	assert_sound(summary, windows, count);
	g_assert_true(shown(windows, count, 0));
	g_assert_true(shown(windows, count, 29 * MINUTE));
	g_assert_true(shown(windows, count, 29 * MINUTE + 800));
	g_assert_true(shown(windows, count, 10 * MINUTE + 4000));
}

/* What the finding says about itself also counts in the summary. */
static void test_runs(void)
{
	g_autoptr(HtEcgSummary) summary = ht_ecg_summary_new(RATE);
	struct ecg_finding *finding;
	g_autofree char *reason = NULL;

	summary->samples = MINUTE;
	add(summary, FINDING_VENTRICULAR_RUN, 100, 300, 3);
	add(summary, FINDING_COUPLET, 600, 650, 2);
	add(summary, FINDING_NO_SIGNAL, 1000, 4000, 0);
	g_assert_cmpuint(summary->ventricular_runs, ==, 1);
	g_assert_cmpfloat(ht_ecg_summary_seconds(summary), ==, 60);
	g_assert_cmpfloat(ht_ecg_summary_analysable_seconds(summary), ==, 30);
	finding = &g_array_index(summary->findings, struct ecg_finding, 0);
	reason = ht_finding_reason(finding);
	g_assert_cmpstr(ht_finding_kind_name(finding->kind), ==, "ventricular_run");
	g_assert_cmpstr(reason, ==, "3 ventricular beats in a row at 150/min");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/windows/short", test_short);
	g_test_add_func("/windows/spread", test_spread);
	g_test_add_func("/windows/findings", test_findings);
	g_test_add_func("/summary/runs", test_runs);
	return g_test_run();
}
