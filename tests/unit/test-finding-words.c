/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What findings are called, in which order they matter, and how many of them become readable. */
#include "common/record.h"
#include "programme/finding-reasons.h"
#include "programme/finding-tally.h"
#include "programme/finding-words.h"

/* What a line of a report has room for. */
enum { LINE_MAX_CHARS = 120 };

static void assert_words(struct ecg_finding finding, double duration_s, const char *wanted)
{
	g_autofree char *text = ht_finding_words(&finding, duration_s);

	g_assert_cmpstr(text, ==, wanted);
}

static void test_words(void)
{
	assert_words((struct ecg_finding){.kind = FINDING_VENTRICULAR_TACHYCARDIA,
					  .reason = REASON_BEATS_IN_A_ROW,
					  .number = {5, 150}},
		     2.0, "Ventricular tachycardia: 5 ventricular beats in a row at 150/min");
	assert_words((struct ecg_finding){.kind = FINDING_VENTRICULAR_RUN,
					  .reason = REASON_ACCELERATED_IDIOVENTRICULAR,
					  .number = {8, 62}},
		     7.0,
		     "Accelerated idioventricular rhythm: 8 ventricular beats in a row at 62/min");
	assert_words((struct ecg_finding){.kind = FINDING_COUPLET,
					  .reason = REASON_BEATS_IN_A_ROW,
					  .number = {2, 0}},
		     1.0, "Couplet: two ventricular beats in a row");
	assert_words((struct ecg_finding){.kind = FINDING_PAUSE,
					  .reason = REASON_PAUSE_2_5_S,
					  .number = {2.625F, 810}},
		     2.625, "Pause: 2.6 s from beat to beat");
	assert_words(
	    (struct ecg_finding){.kind = FINDING_BRADYCARDIA,
				 .reason = REASON_RATE_BELOW_LIMIT,
				 .number = {37, 40, 35}},
	    61, "Slow heart for 1 min 1 s: 37/min on average, 35/min at the lowest, limit 40/min");
	assert_words((struct ecg_finding){.kind = FINDING_VENTRICULAR_FIBRILLATION,
					  .reason = REASON_VENTRICULAR_FLUTTER_WAVES,
					  .quality = QUALITY_RHYTHM_ONLY,
					  .number = {240, 900}},
		     12,
		     "Ventricular flutter for 12 s: regular waves at 240/min, 900 uV high, no "
		     "beats");
	assert_words((struct ecg_finding){.kind = FINDING_ASYSTOLE,
					  .reason = REASON_NO_BEAT,
					  .quality = QUALITY_UNREADABLE,
					  .number = {5.5F}},
		     5.5, "No heart beat for 5.5 s (poor signal)");
	assert_words((struct ecg_finding){.kind = FINDING_NO_SIGNAL,
					  .reason = REASON_NO_SIGNAL,
					  .number = {NO_SIGNAL_STRAP_OFF, NO_SIGNAL_LINE_FLAT}},
		     3725, "Strap off the skin for 1 h 2 min");
	assert_words((struct ecg_finding){.kind = FINDING_NO_SIGNAL,
					  .reason = REASON_NO_SIGNAL,
					  .quality = QUALITY_UNREADABLE,
					  .number = {NO_SIGNAL_STRAP_ON, NO_SIGNAL_LINE_FLAT}},
		     5, "No readable signal for 5 s: a flat line, the strap is on");
	g_assert_cmpstr(ht_rhythm_name(RHYTHM_IRREGULAR), ==, "irregular");
	g_assert_cmpstr(ht_gap_cause_name(GAP_QUEUE_FULL), ==, "queue_full");
	g_assert_cmpstr(ht_gap_cause_name(99), ==, "unknown");
}

static void test_reason(void)
{
	const struct ecg_finding pause = {
	    .kind = FINDING_PAUSE, .reason = REASON_PAUSE_2_5_S, .number = {2.625F, 810}};
	g_autofree char *reason = ht_finding_reason(&pause);

	g_assert_cmpstr(reason, ==,
			"2.62 s from beat to beat (2.5 s and more), 810 ms the time before");
}

/* Every kind and every reason has words of its own, of a length that fits, whatever its numbers. */
static void test_all_words(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (int kind = FINDING_COUPLET; kind <= FINDING_KIND_MAX; kind++) {
		const struct ecg_finding bare = {.kind = (enum finding_kind)kind};
		char *text = ht_finding_words(&bare, 2.0);

		g_assert_cmpstr(ht_finding_kind_name(bare.kind), !=, "unknown");
		g_assert_null(strstr(text, "does not know"));
		g_assert_true(g_hash_table_add(seen, text));
		for (int reason = REASON_NONE; reason <= REASON_MAX; reason++) {
			const struct ecg_finding finding = {.kind = (enum finding_kind)kind,
							    .reason = (enum finding_reason)reason,
							    .number = {999, 999, 999, 999}};
			g_autofree char *line = ht_finding_words(&finding, 359999);

			g_assert_true(g_utf8_validate(line, -1, NULL));
			g_assert_null(strchr(line, '\n'));
			g_assert_cmpint(g_utf8_strlen(line, -1), <=, LINE_MAX_CHARS);
		}
	}
	for (int reason = REASON_NO_SIGNAL; reason <= REASON_MAX; reason++) {
		const struct ecg_finding finding = {.kind = FINDING_VENTRICULAR_RUN,
						    .reason = (enum finding_reason)reason};
		g_autofree char *text = ht_finding_reason(&finding);

		g_assert_cmpstr(text, !=, "");
		g_assert_cmpstr(ht_finding_reason_name(finding.reason), !=, "");
		g_assert_cmpint(ht_finding_reason_named(ht_finding_reason_name(finding.reason)), ==,
				reason);
	}
	g_assert_cmpint(ht_signal_quality_named("rhythm_only"), ==, QUALITY_RHYTHM_ONLY);
	g_assert_cmpint(ht_signal_quality_named("of old"), ==, QUALITY_UNKNOWN);
	for (int rhythm = RHYTHM_REGULAR; rhythm <= RHYTHM_PACED; rhythm++)
		g_assert_cmpstr(ht_rhythm_name((enum rhythm)rhythm), !=, "unknown");
}

/* Every kind has one rank, found again by its name, and what kills comes first. */
static void test_ranks(void)
{
	for (int kind = FINDING_COUPLET; kind <= FINDING_KIND_MAX; kind++) {
		const HtFindingKind *known =
		    ht_finding_kind_at(ht_finding_rank((enum finding_kind)kind));

		g_assert_nonnull(known);
		g_assert_cmpint(known->kind, ==, kind);
		g_assert_cmpint(ht_finding_kind_named(known->name), ==, kind);
	}
	g_assert_null(ht_finding_kind_at(FINDING_KIND_MAX));
	g_assert_cmpint(ht_finding_kind_named("toothache"), ==, 0);
	g_assert_cmpuint(ht_finding_rank(FINDING_VENTRICULAR_FIBRILLATION), ==, 0);
	g_assert_cmpuint(ht_finding_rank(FINDING_ASYSTOLE), <,
			 ht_finding_rank(FINDING_VENTRICULAR_TACHYCARDIA));
	g_assert_cmpuint(ht_finding_rank(FINDING_VENTRICULAR_TACHYCARDIA), <,
			 ht_finding_rank(FINDING_PAUSE));
	g_assert_cmpuint(ht_finding_rank(FINDING_PAUSE), <,
			 ht_finding_rank(FINDING_ATRIAL_FIBRILLATION));
	g_assert_cmpuint(ht_finding_rank(FINDING_ATRIAL_FIBRILLATION), <,
			 ht_finding_rank(FINDING_COUPLET));
	g_assert_cmpuint(ht_finding_rank(FINDING_COUPLET), <, ht_finding_rank(FINDING_BIGEMINY));
	g_assert_true(ht_finding_is_grave(FINDING_ASYSTOLE));
	g_assert_false(ht_finding_is_grave(FINDING_NO_SIGNAL));
}

static void add(HtFindingTally *tally, enum finding_kind kind, double start_s, double length_s,
		float rate)
{
	const struct ecg_finding finding = {
	    .kind = kind,
	    .reason = kind == FINDING_BRADYCARDIA ? REASON_RATE_BELOW_LIMIT : REASON_BEATS_IN_A_ROW,
	    .number = {3, rate, rate}};

	ht_finding_tally_add(tally, &finding, start_s, start_s + length_s);
}

static void test_tally(void)
{
	g_autofree HtFindingTally *tally = g_new0(HtFindingTally, 1);
	const HtFindingCount *count = &tally->kinds[FINDING_VENTRICULAR_TACHYCARDIA];

	add(tally, FINDING_VENTRICULAR_TACHYCARDIA, 50, 2, 120);
	add(tally, FINDING_VENTRICULAR_TACHYCARDIA, 10, 1, 180);
	add(tally, FINDING_VENTRICULAR_TACHYCARDIA, 90, 4, 0);
	add(tally, FINDING_BRADYCARDIA, 0, 30, 39);
	add(tally, FINDING_BRADYCARDIA, 60, 20, 31);
	g_assert_cmpuint(count->count, ==, 3);
	g_assert_cmpfloat(count->total_s, ==, 7);
	g_assert_cmpfloat(count->first.start_s, ==, 10);
	g_assert_cmpfloat(count->longest.start_s, ==, 90);
	g_assert_cmpfloat(count->extreme.start_s, ==, 10);
	g_assert_cmpfloat(count->extreme_bpm, ==, 180);
	count = &tally->kinds[FINDING_BRADYCARDIA];
	g_assert_cmpfloat(count->extreme_bpm, ==, 31);
	g_assert_cmpfloat(count->longest.start_s, ==, 0);
	g_assert_cmpuint(tally->kinds[FINDING_PAUSE].count, ==, 0);
}

static void test_durations(void)
{
	static const struct {
		double seconds;
		const char *words;
	} durations[] = {{0.4, "0 s"},      {59.4, "59 s"},        {59.6, "1 min 0 s"},
			 {61, "1 min 1 s"}, {3599.6, "1 h 0 min"}, {7325, "2 h 2 min"},
			 {-5, "0 s"}};

	for (guint i = 0; i < G_N_ELEMENTS(durations); i++) {
		g_autofree char *words = ht_duration_words(durations[i].seconds);

		g_assert_cmpstr(words, ==, durations[i].words);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/finding/words", test_words);
	g_test_add_func("/finding/reason", test_reason);
	g_test_add_func("/finding/all-words", test_all_words);
	g_test_add_func("/finding/ranks", test_ranks);
	g_test_add_func("/finding/tally", test_tally);
	g_test_add_func("/finding/durations", test_durations);
	return g_test_run();
}
