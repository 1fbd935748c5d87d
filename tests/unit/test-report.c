/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one-page PDF: same input, same bytes; odd input, still a page; errors leave no file. */
#include "config.h"

#include "programme/finding-words.h"
#include "report/report-pdf.h"
#include "report/report-summary.h"
#include "report/report-text.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define MINUTE_US (60 * (gint64)G_USEC_PER_SEC)
#define START_US  (29395000 * MINUTE_US)

enum { MINUTES = 90, RATE_HZ = 130, SAMPLES = 7 * RATE_HZ };

struct content {
	struct report_minute minutes[MINUTES];
	float uv[SAMPLES];
	struct ecg_paper_beat beats[7];
	struct report_strip strip;
	struct report_input input;
};

static const struct report_summary nothing_known = {.recorded_s = NAN,
						    .readable_s = NAN,
						    .rhythm_only_s = NAN,
						    .no_signal_s = NAN,
						    .gaps = -1,
						    .beats = -1,
						    .normal = -1,
						    .supraventricular = -1,
						    .ventricular = -1,
						    .unclear = -1,
						    .af_share = NAN,
						    .hr_mean_bpm = NAN,
						    .hr_min_bpm = NAN,
						    .hr_max_bpm = NAN,
						    .hr_rest_bpm = NAN,
						    .sdnn_ms = NAN,
						    .rmssd_ms = NAN,
						    .breaths_per_minute = NAN};

static void fill(struct content *c)
{
	for (int i = 0; i < MINUTES; i++)
		c->minutes[i] = (struct report_minute){
		    START_US + (i + (i > 40 ? 12 : 0)) * MINUTE_US, 70 + i % 9, 60, 90, 70, 1};
	for (int i = 0; i < SAMPLES; i++)
		c->uv[i] = i % RATE_HZ < 5 ? 1000 : 0;
	for (int i = 0; i < 7; i++)
		c->beats[i] = (struct ecg_paper_beat){i, i == 3 ? 'V' : 'N'};
	c->strip = (struct report_strip){.heading = "Newest signal",
					 .start_utc_us = START_US,
					 .ecg = {.uv = c->uv,
						 .samples = SAMPLES,
						 .rate_hz = RATE_HZ,
						 .beats = c->beats,
						 .beats_count = 7}};
	c->input = (struct report_input){
	    .name = "Anna Pokorn\303\241 <b>&amp;",
	    .birth_year = 1958,
	    .zone = "Europe/Vienna",
	    .start_utc_us = START_US,
	    .end_utc_us = START_US + 102 * MINUTE_US,
	    .made_utc_us = START_US + 110 * MINUTE_US,
	    .summary =
		{.recorded_s = 5400,
		 .readable_s = 5200,
		 .rhythm_only_s = 150,
		 .no_signal_s = 3,
		 .gaps = 1,
		 .beats = 6000,
		 .normal = 5990,
		 .ventricular = 10,
		 .findings = {[FINDING_COUPLET] = {2, 1}, [FINDING_ATRIAL_FLUTTER] = {1, 60}},
		 .hr_mean_bpm = 74,
		 .hr_min_bpm = 55,
		 .hr_max_bpm = 120,
		 .hr_rest_bpm = 58,
		 .sdnn_ms = NAN,
		 .rmssd_ms = NAN,
		 .breaths_per_minute = 14},
	    .minutes = c->minutes,
	    .minutes_count = MINUTES,
	    .strips = &c->strip,
	    .strips_count = 1};
}

/* (transfer full) The file's bytes; the file is gone then. */
static GBytes *write_pdf(const struct report_input *input)
{
	g_autofree char *folder = g_dir_make_tmp("report-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "report.pdf", NULL);
	g_autoptr(GError) error = NULL;
	char *bytes;
	gsize size;

	report_pdf_write(path, input, &error);
	g_assert_no_error(error);
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	g_unlink(path);
	g_rmdir(folder);
	return g_bytes_new_take(bytes, size);
}

static gboolean holds(GBytes *bytes, const char *text)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	return memmem(data, size, text, strlen(text)) != NULL;
}

static void test_same_bytes(void)
{
	g_autofree struct content *c = g_new0(struct content, 1);
	g_autoptr(GBytes) first = NULL;
	g_autoptr(GBytes) second = NULL;
	g_autoptr(GBytes) other = NULL;

	fill(c);
	first = write_pdf(&c->input);
	second = write_pdf(&c->input);
	g_assert_true(g_bytes_equal(first, second));
	c->beats[3].label = 'N';
	other = write_pdf(&c->input);
	g_assert_false(g_bytes_equal(first, other));
}

static void test_one_a4_page(void)
{
	g_autofree struct content *c = g_new0(struct content, 1);
	g_autoptr(GBytes) pdf = NULL;

	fill(c);
	pdf = write_pdf(&c->input);
	g_assert_true(holds(pdf, "%PDF-1."));
	g_assert_true(holds(pdf, "/MediaBox [ 0 0 595.2"));
	g_assert_true(holds(pdf, "/Count 1"));
	g_assert_true(holds(pdf, "841.88"));
}

static void test_nothing_known(void)
{
	const struct report_input input = {.name = "",
					   .zone = "No/Such_Zone",
					   .start_utc_us = START_US,
					   .end_utc_us = START_US,
					   .summary = nothing_known};
	g_autoptr(GBytes) pdf = write_pdf(&input);

	g_assert_true(holds(pdf, "%%EOF"));
}

static void test_odd_minutes(void)
{
	g_autofree struct content *c = g_new0(struct content, 1);
	g_autoptr(GBytes) pdf = NULL;

	fill(c);
	c->minutes[0].hr_mean_bpm = NAN;
	c->minutes[5].hr_max_bpm = INFINITY;
	c->minutes[9].start_utc_us = START_US - 1000 * MINUTE_US; /* outside of the period */
	c->minutes[MINUTES - 1].ventricular = G_MAXUINT64;
	c->input.end_utc_us = START_US + 400LL * 86400 * G_USEC_PER_SEC;
	pdf = write_pdf(&c->input);
	g_assert_true(holds(pdf, "%%EOF"));
}

/* No line that findings have is cut off above a strip: each kind with its longest reasons. */
static void test_headings(void)
{
	static const struct ecg_finding longest[] = {
	    {.kind = FINDING_ATRIAL_FIBRILLATION,
	     .reason = REASON_IRREGULAR_WITHOUT_P,
	     .quality = QUALITY_UNREADABLE,
	     .number = {0.23F, 1, 188}},
	    {.kind = FINDING_ATRIAL_FLUTTER,
	     .reason = REASON_FLUTTER_WAVES,
	     .number = {300, 2, 150}},
	    {.kind = FINDING_VENTRICULAR_FIBRILLATION,
	     .reason = REASON_FIBRILLATION_WAVES,
	     .quality = QUALITY_UNREADABLE,
	     .number = {259, 2532}},
	    {.kind = FINDING_VENTRICULAR_RUN,
	     .reason = REASON_ACCELERATED_IDIOVENTRICULAR,
	     .number = {120, 99}},
	    {.kind = FINDING_TRIGEMINY,
	     .reason = REASON_EVERY_THIRD_SUPRAVENTRICULAR,
	     .number = {1250, 107}},
	    {.kind = FINDING_BRADYCARDIA,
	     .reason = REASON_RATE_BELOW_LIMIT,
	     .number = {37, 40, 35}},
	    {.kind = FINDING_PACED, .reason = REASON_PACED_SHAPE, .number = {12000, 60, 160}},
	};
	const struct report_style before = {.size_pt = 10.5, .weight = REPORT_BOLD};
	const struct report_style after = {.size_pt = 9};
	cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL);
	cairo_t *cr = cairo_create(surface);

	for (gsize i = 0; i < G_N_ELEMENTS(longest); i++) {
		g_autofree char *words = ht_finding_words(&longest[i], 359999);

		if (!report_heading(cr, 0, 0, 168, &before, &after, words))
			g_error("cut off: %s", words);
	}
	g_assert_true(report_heading(cr, 0, 0, 168, &before, &after, "Newest signal"));
	g_assert_true(report_heading(cr, 0, 0, 168, &before, &after, ""));
	g_assert_false(report_heading(cr, 0, 0, 20, &before, &after, "No room: for this"));
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
}

/* More kinds of findings than there are rows, and none. */
static void test_findings(void)
{
	g_autofree struct content *c = g_new0(struct content, 1);
	g_autoptr(GBytes) many = NULL;
	g_autoptr(GBytes) none = NULL;

	fill(c);
	for (int kind = 0; kind <= FINDING_KIND_MAX; kind++)
		c->input.summary.findings[kind].count = 1;
	many = write_pdf(&c->input);
	memset(c->input.summary.findings, 0, sizeof c->input.summary.findings);
	none = write_pdf(&c->input);
	g_assert_false(g_bytes_equal(many, none));
}

static void test_error(void)
{
	g_autofree struct content *c = g_new0(struct content, 1);
	g_autofree char *folder = g_dir_make_tmp("report-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "absent", "report.pdf", NULL);
	g_autoptr(GError) error = NULL;

	fill(c);
	g_assert_false(report_pdf_write(path, &c->input, &error));
	g_assert_nonnull(error);
	g_assert_nonnull(strstr(error->message, "absent"));
	g_rmdir(folder);
}

static void test_durations(void)
{
	static const struct {
		double seconds;
		const char *text;
	} durations[] = {{0, "0 s"},           {59.6, "1 min 00 s"},     {200, "3 min 20 s"},
			 {3720, "1 h 02 min"}, {360000, "100 h 00 min"}, {NAN, "not known"}};

	for (gsize i = 0; i < G_N_ELEMENTS(durations); i++) {
		g_autofree char *text = report_format_duration(durations[i].seconds);

		g_assert_cmpstr(text, ==, durations[i].text);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/same-bytes", test_same_bytes);
	g_test_add_func("/report/one-a4-page", test_one_a4_page);
	g_test_add_func("/report/nothing-known", test_nothing_known);
	g_test_add_func("/report/odd-minutes", test_odd_minutes);
	g_test_add_func("/report/headings", test_headings);
	g_test_add_func("/report/findings", test_findings);
	g_test_add_func("/report/error", test_error);
	g_test_add_func("/report/durations", test_durations);
	return g_test_run();
}
