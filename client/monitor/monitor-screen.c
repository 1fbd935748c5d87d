/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/monitor-screen.h"

#include <math.h>

#include "client/monitor/monitor-digits.h"
#include "client/monitor/monitor-trace.h"
#include "programme/finding-words.h"

enum {
	COLUMNS_PER_S = 16,
	MARGIN = 2,
	FACTS_COLUMN = 30,    /* beside the big digits */
	BIG_COLUMNS_MIN = 72, /* less has no room for them */
	BIG_ROWS_MIN = 22,
	EVENTS_MAX = 6,
	TRACE_ROWS_MIN = 4,
};

/* Rows of the screen's parts, from the top. */
struct layout {
	gboolean big;
	int facts, letters, trace, trace_rows, ruler, events, events_rows, footer;
};

static struct layout lay_out(const struct screen *screen)
{
	struct layout l = {.big =
			       screen->columns >= BIG_COLUMNS_MIN && screen->rows >= BIG_ROWS_MIN};
	int facts_rows = l.big ? DIGITS_ROWS + 1 : 3;
	int room;

	l.facts = screen->rows > 12 ? 2 : 1;
	l.letters = l.facts + facts_rows + (screen->rows > 16 ? 1 : 0);
	l.trace = l.letters + 1;
	l.footer = screen->rows - 1;
	room = l.footer - l.trace - 1; /* one row is the ruler's */
	l.events_rows = CLAMP(room - 2 * TRACE_ROWS_MIN, 0, EVENTS_MAX);
	l.trace_rows = room - (l.events_rows ? l.events_rows + 1 : 0);
	l.ruler = l.trace + l.trace_rows;
	l.events = l.ruler + 2;
	return l;
}

static char *time_text(const struct monitor_view *view, gint64 utc_us, const char *format)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, view->zone) : NULL;

	return local && utc_us ? g_date_time_format(local, format) : g_strdup("");
}

static void draw_bar(const struct monitor_model *model, const struct monitor_view *view,
		     struct screen *screen)
{
	g_autofree char *time = time_text(view, model->now_utc_us, "%Y-%m-%d  %H:%M:%S ");
	int column;

	for (int i = 0; i < screen->columns; i++)
		screen_put(screen, i, 0, SCREEN_BAR, ' ');
	column = screen_text(screen, 1, 0, SCREEN_BAR, "Health Twin   ");
	column = screen_text(screen, column, 0, SCREEN_BAR, view->person);
	if (column + 2 + screen_text_columns(time) <= screen->columns)
		screen_text(screen, screen->columns - screen_text_columns(time), 0, SCREEN_BAR,
			    time);
}

/* What cannot wait, over the whole width; what is over is still named. */
static void draw_alarm(const struct monitor_model *model, const struct monitor_view *view,
		       const struct layout *l, struct screen *screen)
{
	int row = l->facts - 1; /* of a small screen the title's */
	g_autofree char *upper = NULL;
	g_autofree char *time = NULL;
	g_autofree char *text = NULL;

	if (monitor_is_alarm(model)) {
		upper = g_ascii_strup(monitor_rhythm_words(model->rhythm), -1);
		time = time_text(view, model->rhythm_utc_us, "%H:%M:%S");
		text = g_strdup_printf(" %s since %s.  Look at %s now; if you get no answer, call "
				       "for help!",
				       upper, time, view->person);
		for (int i = 0; i < screen->columns; i++)
			screen_put(screen, i, row, SCREEN_BANNER, ' ');
		screen_text(screen, 0, row, SCREEN_BANNER, text);
	} else if (model->last_alarm.text && row > 0) {
		time = time_text(view, model->last_alarm.start_utc_us, "%H:%M:%S");
		text = g_strdup_printf("Last alarm %s  %s", time, model->last_alarm.text);
		screen_text(screen, 1, row, SCREEN_ALARM, text);
	}
}

static void draw_fact(struct screen *screen, int column, int row, enum screen_style style,
		      const char *label, const char *value)
{
	screen_text(screen, column, row, SCREEN_DIM, label);
	screen_text(screen, column + 10, row, style, value);
}

static enum screen_style rhythm_style(const struct monitor_model *model)
{
	static const char *const alarms[] = {
	    "ventricular_run",         "no_signal", "asystole", "ventricular_fibrillation",
	    "ventricular_tachycardia", NULL};

	return g_strv_contains(alarms, model->rhythm) ? SCREEN_ALARM : SCREEN_BOLD;
}

static enum screen_style wearable_style(const struct monitor_model *model)
{
	return model->suspect ? SCREEN_ALARM : SCREEN_PLAIN;
}

/* What was true of the heart is not true of it now that nothing is heard. */
static const char *rhythm_words(const struct monitor_model *model)
{
	if (model->state[0] && !monitor_is_streaming(model))
		return "the wearable is away";
	return monitor_rhythm_words(model->rhythm);
}

static char *beats_words(const struct monitor_model *model)
{
	if (model->beats_seen < 0)
		return g_strdup("none yet");
	if (model->ventricular_seen < 0 || !model->beats_seen)
		return g_strdup_printf("%" G_GINT64_FORMAT, model->beats_seen);
	return g_strdup_printf("%" G_GINT64_FORMAT ", ventricular %" G_GINT64_FORMAT " (%.1f %%)",
			       model->beats_seen, model->ventricular_seen,
			       100.0 * (double)model->ventricular_seen / (double)model->beats_seen);
}

static char *wearable_words(const struct monitor_model *model)
{
	GString *words = g_string_new(model->state[0] ? model->state : "not seen yet");

	if (monitor_is_streaming(model) && model->contact >= 0)
		g_string_append(words, model->contact ? ", on the skin" : ", not on the skin");
	if (isfinite(model->battery_percent))
		g_string_append_printf(words, ", battery %.0f %%", model->battery_percent);
	if (model->suspect)
		g_string_append(words, ", SUSPECT");
	else if (model->authenticated)
		g_string_append(words, ", authentic");
	return g_string_free(words, FALSE);
}

static char *signal_words(const struct monitor_model *model)
{
	GString *words = g_string_new(ht_signal_quality_words(model->quality));

	if (model->inverted)
		g_string_append(words, ", upside down");
	if (model->gaps)
		g_string_append_printf(words, "; %" G_GINT64_FORMAT " %s", model->gaps,
				       model->gaps == 1 ? "gap" : "gaps");
	else
		g_string_append(words, "; nothing missing");
	if (model->lines_dropped)
		g_string_append_printf(words,
				       "; this screen was too slow for %" G_GINT64_FORMAT " lines",
				       model->lines_dropped);
	return g_string_free(words, FALSE);
}

static char *reading_words(const struct monitor_model *model, const struct monitor_view *view)
{
	g_autofree char *time = time_text(view, model->reading_utc_us, "%H:%M");

	if (!model->reading[0])
		return g_strdup("none yet");
	return g_strdup_printf("%s at %s", model->reading, time);
}

static enum screen_style signal_style(const struct monitor_model *model)
{
	return model->quality == QUALITY_UNREADABLE ? SCREEN_ALARM : SCREEN_PLAIN;
}

static char *rest_words(const struct monitor_model *model)
{
	GString *words = g_string_new(NULL);

	if (isfinite(model->hr_rest_bpm))
		g_string_append_printf(words, "%.0f per minute", model->hr_rest_bpm);
	else
		g_string_append(words, "not learned yet");
	if (isfinite(model->breaths_per_minute))
		g_string_append_printf(words, "; about %.0f breaths per minute",
				       model->breaths_per_minute);
	return g_string_free(words, FALSE);
}

static char *rate_digits(const struct monitor_model *model)
{
	if (!isfinite(model->hr_bpm) || (model->state[0] && !monitor_is_streaming(model)))
		return g_strdup("--");
	return g_strdup_printf("%.0f", CLAMP(model->hr_bpm, 0, 999));
}

static void draw_big(const struct monitor_model *model, const struct monitor_view *view,
		     const struct layout *l, struct screen *screen)
{
	g_autofree char *digits = rate_digits(model);
	g_autofree char *beats = beats_words(model);
	g_autofree char *wearable = wearable_words(model);
	g_autofree char *signal = signal_words(model);
	g_autofree char *reading = reading_words(model, view);
	g_autofree char *rest = rest_words(model);
	/* The digits stand to the right: their last one keeps its place. */
	int column = MARGIN + (3 - (int)MIN(strlen(digits), 3)) * DIGITS_COLUMNS;
	int row = l->facts;

	digits_draw(screen, column, row, SCREEN_BOLD, view->unicode ? 0x2588 : '#', digits);
	screen_text(screen, MARGIN + 3 * DIGITS_COLUMNS, row + DIGITS_ROWS - 1, SCREEN_DIM, "/min");
	draw_fact(screen, FACTS_COLUMN, row, rhythm_style(model), "Rhythm", rhythm_words(model));
	draw_fact(screen, FACTS_COLUMN, row + 1, SCREEN_PLAIN, "At rest", rest);
	draw_fact(screen, FACTS_COLUMN, row + 2, SCREEN_PLAIN, "Beats", beats);
	draw_fact(screen, FACTS_COLUMN, row + 3, wearable_style(model), "Wearable", wearable);
	draw_fact(screen, FACTS_COLUMN, row + 4, signal_style(model), "Signal", signal);
	draw_fact(screen, FACTS_COLUMN, row + 5, SCREEN_PLAIN, "Reading", reading);
}

static void draw_small(const struct monitor_model *model, const struct layout *l,
		       struct screen *screen)
{
	g_autofree char *digits = rate_digits(model);
	g_autofree char *heart = g_strdup_printf("%s/min, %s", digits, rhythm_words(model));
	g_autofree char *beats = beats_words(model);
	g_autofree char *wearable = wearable_words(model);

	draw_fact(screen, 1, l->facts, rhythm_style(model), "Heart", heart);
	draw_fact(screen, 1, l->facts + 1, SCREEN_PLAIN, "Beats", beats);
	draw_fact(screen, 1, l->facts + 2, wearable_style(model), "Wearable", wearable);
}

static void draw_letters(const struct monitor_model *model, const struct layout *l, gint64 first,
			 gsize samples, struct screen *screen)
{
	for (guint i = 0; i < model->beats_count; i++) {
		const struct monitor_beat *beat = &model->beats[i];
		double share = (double)(beat->position - first) / (double)samples;
		enum screen_style style = beat->label == 'N' ? SCREEN_DIM : SCREEN_ALARM;

		if (share >= 0 && share < 1)
			screen_put(screen, (int)(share * screen->columns), l->letters, style,
				   (gunichar)beat->label);
	}
}

static void draw_cells(const guint16 *cells, const struct layout *l, gboolean unicode,
		       struct screen *screen)
{
	for (int i = 0; i < l->trace_rows * screen->columns; i++) {
		enum screen_style style = cells[i] == TRACE_GAP ? SCREEN_DIM : SCREEN_TRACE;
		gunichar character =
		    unicode ? 0x2800 + (gunichar)cells[i] : (gunichar)trace_ascii(cells[i]);

		if (unicode && cells[i] == TRACE_GAP)
			character = 0x2591;
		if (cells[i])
			screen_put(screen, i % screen->columns, l->trace + i / screen->columns,
				   style, character);
	}
}

/* How long a second is and how high the trace. */
static void draw_ruler(const struct layout *l, double height_uv, gboolean unicode,
		       struct screen *screen)
{
	g_autofree char *text = g_strdup_printf(
	    "%s 1 s %s   trace %.1f mV high", unicode ? "\u251c\u2500\u2500\u2500\u2500" : "|----",
	    unicode ? "\u2500\u2500\u2500\u2500\u2500\u2524" : "-----|", height_uv / 1000);

	screen_text(screen, 0, l->ruler, SCREEN_DIM, text);
}

static void draw_trace(const struct monitor_model *model, const struct monitor_view *view,
		       const struct layout *l, struct screen *screen)
{
	gsize samples = (gsize)lround(model->rate_hz * screen->columns / COLUMNS_PER_S);
	gint64 first;
	g_autofree float *uv = NULL;
	g_autofree guint16 *cells = NULL;
	struct trace_window window;

	samples = MIN(samples, MONITOR_SAMPLES);
	if (!samples || l->trace_rows < 1)
		return;
	uv = g_new(float, samples);
	cells = g_new(guint16, (gsize)screen->columns * (gsize)l->trace_rows);
	first = MIN(model->end, view->end) - (gint64)samples;
	monitor_model_samples(model, first, uv, samples);
	window = (struct trace_window){.uv = uv, .samples = samples};
	trace_limits(uv, samples, &window.low_uv, &window.high_uv);
	trace_draw(&window, screen->columns, l->trace_rows, cells);
	draw_cells(cells, l, view->unicode, screen);
	draw_letters(model, l, first, samples, screen);
	draw_ruler(l, window.high_uv - window.low_uv, view->unicode, screen);
}

static void draw_events(const struct monitor_model *model, const struct monitor_view *view,
			const struct layout *l, struct screen *screen)
{
	for (int i = 0; i < l->events_rows - 1 && i < (int)model->events_count; i++) {
		const struct monitor_event *event =
		    &model->events[model->events_count - 1 - (guint)i];
		g_autofree char *time = time_text(view, event->start_utc_us, "%H:%M:%S");
		int column = screen_text(screen, 1, l->events + i, SCREEN_DIM, time);

		screen_text(screen, column + 2, l->events + i,
			    event->is_alarm ? SCREEN_ALARM
			    : event->is_gap ? SCREEN_DIM
					    : SCREEN_PLAIN,
			    event->text);
	}
	if (l->events_rows && !model->events_count)
		screen_text(screen, 1, l->events, SCREEN_DIM, "Nothing found so far");
}

static void draw_footer(const struct layout *l, struct screen *screen)
{
	const char *leave = "q leaves ";

	screen_text(screen, 1, l->footer, SCREEN_DIM, "Not a medical device");
	if (screen->columns > 40)
		screen_text(screen, screen->columns - screen_text_columns(leave), l->footer,
			    SCREEN_DIM, leave);
}

void monitor_draw(const struct monitor_model *model, const struct monitor_view *view,
		  struct screen *screen)
{
	struct layout l = lay_out(screen);

	draw_bar(model, view, screen);
	if (l.big)
		draw_big(model, view, &l, screen);
	else
		draw_small(model, &l, screen);
	draw_alarm(model, view, &l, screen);
	draw_trace(model, view, &l, screen);
	draw_events(model, view, &l, screen);
	draw_footer(&l, screen);
}
