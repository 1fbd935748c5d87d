/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-plot.h"

#include "client/analyze/analyze-ecg-overview.h"
#include "client/analyze/analyze-ecg-run.h"
#include "client/analyze/analyze-ecg-windows.h"
#include "programme/finding-words.h"
#include "recordings/message.h"
#include "report/ecg-plot.h"

#include <errno.h>

/* One row being filled while the record goes by. */
typedef struct {
	HtEcgWindow window;
	GArray *uv;    /* float */
	GArray *beats; /* struct ecg_paper_beat */
} Row;

typedef struct {
	Row *rows;
	guint count;
	double rate_hz;
	HtEcgOverview *overview;
} Page;

/* The rows lie in the order of time. */
static Row *row_at(Page *page, gint64 sample_index)
{
	guint low = 0, high = page->count;

	while (low < high) {
		guint middle = (low + high) / 2;

		if (sample_index >= page->rows[middle].window.end)
			low = middle + 1;
		else
			high = middle;
	}
	return low < page->count && sample_index >= page->rows[low].window.start ? &page->rows[low]
										 : NULL;
}

static int on_sample(void *context, int64_t sample_index, float uv,
		     struct recording_message *message)
{
	Row *row = row_at(context, sample_index);

	(void)message;
	if (row)
		g_array_append_val(row->uv, uv);
	return 0;
}

static int on_event(void *context, const struct ecg_event *event, struct recording_message *message)
{
	Page *page = context;
	Row *row = NULL;

	(void)message;
	ht_ecg_overview_add(page->overview, event);
	if (event->kind == ECG_BEAT_FINAL && event->beat.label != BEAT_NONE)
		row = row_at(page, event->beat.sample_index);
	if (row) {
		const struct ecg_paper_beat beat = {
		    .time_s = (double)event->beat.sample_index / page->rate_hz,
		    .label = (char)event->beat.label,
		};

		g_array_append_val(row->beats, beat);
	}
	return 0;
}

static int fill(Page *page, const HtEcgOptions *options, const char *path,
		struct recording_message *message)
{
	const struct ecg_run_sink sink = {.sample = on_sample, .event = on_event, .context = page};
	struct playback *playback;
	int rc = playback_open(&playback, path, &options->playback, message);
	int64_t samples;

	if (rc < 0)
		return rc;
	samples = ecg_run(playback, path, options->rate_limits, &sink, message);
	playback_close(playback);
	return samples < 0 ? (int)samples : 0;
}

static struct ecg_paper_strip strip_of(const Page *page, const Row *row)
{
	return (struct ecg_paper_strip){
	    .uv = (const float *)row->uv->data,
	    .samples = row->uv->len,
	    .rate_hz = page->rate_hz,
	    .start_s = (double)row->window.start / page->rate_hz,
	    .beats = (const struct ecg_paper_beat *)row->beats->data,
	    .beats_count = row->beats->len,
	};
}

static gint earlier_first(gconstpointer a, gconstpointer b)
{
	double first = ((const struct ecg_bar *)a)->start_s;
	double second = ((const struct ecg_bar *)b)->start_s;

	return first < second ? -1 : first > second;
}

/* What is longer than a strip says how long it is. */
static char *label_of(const struct ecg_finding *finding, double length_s)
{
	g_autofree char *label = ht_finding_label(finding);
	g_autofree char *length = ht_duration_words(length_s);

	if (length_s <= ECG_PLOT_ROW_S)
		return g_steal_pointer(&label);
	return g_strdup_printf("%s, for %s", label, length);
}

/* (transfer full) Every finding as struct ecg_bar, whose words go into `words`. */
static GArray *bars_of(const HtEcgSummary *summary, GPtrArray *words)
{
	GArray *bars = g_array_new(FALSE, FALSE, sizeof(struct ecg_bar));

	for (guint i = 0; i < summary->findings->len; i++) {
		const struct ecg_finding *finding =
		    &g_array_index(summary->findings, struct ecg_finding, i);
		struct ecg_bar bar = {
		    .start_s = (double)finding->start_index / summary->rate_hz,
		    .end_s = (double)finding->end_index / summary->rate_hz,
		    .grave = ht_finding_is_grave(finding->kind),
		};
		char *line = label_of(finding, bar.end_s - bar.start_s);

		g_ptr_array_add(words, line);
		bar.words = line;
		g_array_append_val(bars, bar);
	}
	g_array_sort(bars, earlier_first);
	return bars;
}

static char *title_of(const char *path, const HtEcgSummary *summary)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = g_utf8_make_valid(base, -1);
	g_autofree char *length = ht_duration_words(ht_ecg_summary_seconds(summary));
	g_autofree char *labels = ht_beat_counts_words(&summary->labels);

	return g_strdup_printf("%s: %s, %" G_GUINT64_FORMAT " beats%s%s", name, length,
			       summary->beats, labels[0] ? ": " : "", labels);
}

static int draw(const Page *page, const char *svg, const char *path, const HtEcgSummary *summary,
		struct recording_message *message)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) bars = bars_of(summary, words);
	g_autofree struct ecg_plot_row *rows = g_new0(struct ecg_plot_row, page->count + 1);
	g_autofree struct ecg_span *shown = g_new0(struct ecg_span, page->count + 1);
	g_autofree char *title = title_of(path, summary);
	const struct ecg_overview *overview;
	const GArray *grades;
	const char *wrong;

	for (guint i = 0; i < page->count; i++) {
		shown[i].start_s = (double)page->rows[i].window.start / page->rate_hz;
		shown[i].end_s = (double)page->rows[i].window.end / page->rate_hz;
	}
	overview = ht_ecg_overview_get(page->overview, shown, page->count);
	grades = ht_ecg_overview_grades(page->overview);
	for (guint i = 0; i < page->count; i++)
		rows[i] = (struct ecg_plot_row){
		    .strip = strip_of(page, &page->rows[i]),
		    .bars = (const struct ecg_bar *)(const void *)bars->data,
		    .bars_count = bars->len,
		    .grades = (const struct ecg_plot_grade *)(const void *)grades->data,
		    .grades_count = grades->len,
		};
	wrong = ecg_plot_write_svg(
	    svg, title,
	    "Strips: 25 mm/s, 10 or 5 mm/mV. Beats: N normal, S supraventricular, V "
	    "ventricular, F fusion, Q not told. This is not a medical device.",
	    overview, rows, page->count);
	return wrong ? message_set(message, -EIO, "%s: %s", svg, wrong) : 0;
}

/* (transfer full) struct HtEcgWindow: what was asked for, strip after strip, or what is telling.
 * NULL with *message where nothing of it is in the record. */
static GArray *windows_of(const HtEcgOptions *options, const char *path,
			  const HtEcgSummary *summary, struct recording_message *message)
{
	gint64 length = (gint64)(ECG_PLOT_ROW_S * summary->rate_hz);
	GArray *windows = g_array_new(FALSE, TRUE, sizeof(HtEcgWindow));
	gint64 end = MIN(summary->samples, (gint64)(options->to_s * summary->rate_hz));

	if (!options->has_span) {
		g_array_set_size(windows, HT_ECG_WINDOWS_MAX);
		g_array_set_size(
		    windows,
		    ht_ecg_windows_choose(summary, length, (HtEcgWindow *)(void *)windows->data));
		return windows;
	}
	for (gint64 at = (gint64)(options->from_s * summary->rate_hz); at < end; at += length) {
		const HtEcgWindow window = {at, MIN(at + length, end)};

		g_array_append_val(windows, window);
	}
	if (windows->len > 0)
		return windows;
	g_array_unref(windows);
	message_set(message, -ERANGE, "%s: is only %.1f s long: --from %g s is behind its end",
		    path, ht_ecg_summary_seconds(summary), options->from_s);
	return NULL;
}

int ht_ecg_plot_write(const HtEcgOptions *options, const char *path, const HtEcgSummary *summary,
		      struct recording_message *message)
{
	g_autoptr(GArray) windows = windows_of(options, path, summary, message);
	Page page = {.rate_hz = summary->rate_hz};
	int rc;

	if (!windows)
		return -ERANGE;
	page.count = windows->len;
	page.rows = g_new0(Row, page.count + 1);
	page.overview = ht_ecg_overview_new(summary);
	for (guint i = 0; i < page.count; i++) {
		page.rows[i].window = g_array_index(windows, HtEcgWindow, i);
		page.rows[i].uv = g_array_new(FALSE, FALSE, sizeof(float));
		page.rows[i].beats = g_array_new(FALSE, FALSE, sizeof(struct ecg_paper_beat));
	}
	rc = fill(&page, options, path, message);
	if (rc == 0)
		rc = draw(&page, options->plot, path, summary, message);
	for (guint i = 0; i < page.count; i++) {
		g_array_unref(page.rows[i].uv);
		g_array_unref(page.rows[i].beats);
	}
	ht_ecg_overview_free(page.overview);
	g_free(page.rows);
	return rc;
}
