/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze-ecg-plot.h"

#include "client/analyze-ecg-run.h"
#include "client/analyze-ecg-windows.h"
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
	Row rows[HT_ECG_WINDOWS_MAX];
	guint count;
	double rate_hz;
} Page;

static Row *row_at(Page *page, gint64 sample_index)
{
	for (guint i = 0; i < page->count; i++) {
		Row *row = &page->rows[i];

		if (sample_index >= row->window.start && sample_index < row->window.end)
			return row;
	}
	return NULL;
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
	samples = ecg_run(playback, path, &sink, message);
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

/* What is named in the colour of alarms. */
static gboolean is_grave(enum finding_kind kind)
{
	return kind != FINDING_NO_SIGNAL && kind != FINDING_IRREGULAR &&
	       kind != FINDING_BRADYCARDIA && kind != FINDING_TACHYCARDIA && kind != FINDING_PACED;
}

static gint earlier_first(gconstpointer a, gconstpointer b)
{
	double first = ((const struct ecg_bar *)a)->start_s;
	double second = ((const struct ecg_bar *)b)->start_s;

	return first < second ? -1 : first > second;
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
		    .grave = is_grave(finding->kind),
		};
		char *line = ht_finding_words(finding, bar.end_s - bar.start_s);

		g_ptr_array_add(words, line);
		bar.words = line;
		g_array_append_val(bars, bar);
	}
	g_array_sort(bars, earlier_first);
	return bars;
}

static int draw(const Page *page, const char *svg, const char *path, const HtEcgSummary *summary,
		struct recording_message *message)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) bars = bars_of(summary, words);
	struct ecg_plot_row rows[HT_ECG_WINDOWS_MAX];
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = g_utf8_make_valid(base, -1);
	g_autofree char *title = g_strdup_printf(
	    "%s: %" G_GUINT64_FORMAT " beats, %" G_GUINT64_FORMAT " of them ventricular", name,
	    summary->beats, ht_beat_counts_of(&summary->labels, BEAT_VENTRICULAR));
	const char *wrong;

	for (guint i = 0; i < page->count; i++)
		rows[i] = (struct ecg_plot_row){
		    .strip = strip_of(page, &page->rows[i]),
		    .bars = (const struct ecg_bar *)bars->data,
		    .bars_count = bars->len,
		};
	wrong = ecg_plot_write_svg(svg, title, "25 mm/s, 10 mm/mV. This is not a medical device.",
				   rows, page->count);
	return wrong ? message_set(message, -EIO, "%s: %s", svg, wrong) : 0;
}

int ht_ecg_plot_write(const HtEcgOptions *options, const char *path, const HtEcgSummary *summary,
		      struct recording_message *message)
{
	HtEcgWindow windows[HT_ECG_WINDOWS_MAX];
	Page page = {.rate_hz = summary->rate_hz};
	int rc;

	page.count =
	    ht_ecg_windows_choose(summary, (gint64)(ECG_PLOT_ROW_S * summary->rate_hz), windows);
	for (guint i = 0; i < page.count; i++) {
		page.rows[i].window = windows[i];
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
	return rc;
}
