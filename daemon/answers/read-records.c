/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/read-records.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/answers/pipe-writer.h"
#include "daemon/answers/record-line.h"
#include "daemon/answers/stored-beats.h"
#include "daemon/answers/stored-records.h"
#include "daemon/live/trace-line.h"

/* Read in one go: half a megabyte of lines or so. */
#define WINDOW_NS (120 * NS_PER_S)

typedef struct {
	gint64 utc_ns;
	guint16 kind; /* orders lines of one time: packed or not, they come in the same order */
	guint order;  /* then as they were stored */
	char *text;
} Line;

typedef struct {
	const HtPeriod *period;
	HtStoredTrust *trust;
	guint what;
	guint16 kind;        /* of all that is wanted; 0 = of several kinds */
	gint64 start_utc_ns; /* of this window: records that start in it ... */
	gint64 end_utc_ns;   /* ... and before this */
	gboolean first;      /* ... or that reach into the first */
	GArray *lines;       /* Line; may hold some that belong to the next window */
	GError *error;
} Window;

gboolean ht_read_what_parse(const char *const *words, guint *what, GError **error)
{
	const GDebugKey known[] = {{"ecg", HT_READ_ECG},          {"beat", HT_READ_BEATS},
				   {"finding", HT_READ_FINDINGS}, {"gap", HT_READ_GAPS},
				   {"reading", HT_READ_READINGS}, {"wave", HT_READ_WAVES},
				   {"trust", HT_READ_TRUST},      {"signal", HT_READ_SIGNAL},
				   {"breaths", HT_READ_BREATHS},  {"activity", HT_READ_ACTIVITY},
				   {"fall", HT_READ_FALLS}};

	*what = 0;
	for (; *words; words++) {
		guint found = 0;

		for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
			if (g_str_equal(*words, known[i].key))
				found = known[i].value;
		if (!found)
			break;
		*what |= found;
	}
	if (!*words && *what)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "say what to read: any of ecg, beat, finding, gap, reading, wave, "
			    "trust, signal, breaths, activity, fall");
	return FALSE;
}

static void line_clear(gpointer data)
{
	Line *line = data;

	g_free(line->text);
}

static void add_line(Window *window, gint64 utc_ns, guint16 kind, char *text)
{
	Line line = {utc_ns, kind, window->lines->len, text};

	g_array_append_val(window->lines, line);
}

static void add_beat(gpointer context, const struct ecg_beat *beat, gint64 utc_ns)
{
	Window *window = context;

	if (utc_ns >= window->period->start_utc_ns && utc_ns < window->period->end_utc_ns)
		add_line(window, utc_ns, RECORD_BEATS, ht_trace_beat(utc_ns, beat, TRUE));
}

static void add_line_of(Window *window, const struct record *record)
{
	char *text = ht_record_line(window->trust, record, &window->error);

	if (text)
		add_line(window, record->start_utc_ns, record->kind, text);
}

/* 0 for a kind that is never read. */
static guint what_of(guint16 kind)
{
	switch (kind) {
	case RECORD_ECG_WAVEFORM:
		return HT_READ_ECG;
	case RECORD_BEATS:
		return HT_READ_BEATS;
	case RECORD_FINDING:
		return HT_READ_FINDINGS;
	case RECORD_GAP:
		return HT_READ_GAPS;
	case RECORD_READING:
		return HT_READ_READINGS;
	case RECORD_WAVE:
		return HT_READ_WAVES;
	case RECORD_TRUST:
		return HT_READ_TRUST;
	case RECORD_SIGNAL:
		return HT_READ_SIGNAL;
	case RECORD_BREATHS:
		return HT_READ_BREATHS;
	case RECORD_ACTIVITY:
		return HT_READ_ACTIVITY;
	case RECORD_FALL:
		return HT_READ_FALLS;
	default:
		return 0;
	}
}

/* The kind of the records where all that is wanted are records of one kind: the store then need
 * not read the rest. */
static guint16 only_kind(guint what)
{
	for (guint16 kind = RECORD_ECG_WAVEFORM; kind <= RECORD_FALL; kind++)
		if (what_of(kind) == what)
			return kind;
	return 0;
}

static gboolean add_record(gpointer context, const struct record *record)
{
	Window *window = context;

	/* The query also gives what reaches into the window; that was in the one before. */
	if (record->start_utc_ns < window->start_utc_ns && !window->first)
		return TRUE;
	if (!(window->what & what_of(record->kind)))
		return TRUE;
	if (record->kind == RECORD_BEATS)
		ht_stored_beats_visit(record, add_beat, window, &window->error);
	else
		add_line_of(window, record);
	return window->error == NULL;
}

static int by_time(gconstpointer a, gconstpointer b)
{
	const Line *left = a, *right = b;

	if (left->utc_ns != right->utc_ns)
		return left->utc_ns < right->utc_ns ? -1 : 1;
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* Writes the lines that nothing in a later window can come before. */
static gboolean write_lines(Window *window, gint64 until_utc_ns, int fd, GCancellable *cancellable,
			    GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	guint n = 0;

	g_array_sort(window->lines, by_time);
	for (; n < window->lines->len; n++) {
		const Line *line = &g_array_index(window->lines, Line, n);

		if (line->utc_ns >= until_utc_ns)
			break;
		g_string_append(text, line->text);
	}
	g_array_remove_range(window->lines, 0, n);
	for (guint i = 0; i < window->lines->len; i++)
		g_array_index(window->lines, Line, i).order = i;
	return ht_pipe_write(fd, text->str, text->len, cancellable, error);
}

static gboolean read_window(Window *window, HtStore *store, GError **error)
{
	const HtStoreQuery query = {.person = window->period->person,
				    .kind = window->kind,
				    .start_utc_ns = window->start_utc_ns,
				    .end_utc_ns = window->end_utc_ns};

	if (!ht_stored_query(store, &query, add_record, window, error))
		return FALSE;
	if (!window->error)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&window->error));
	return FALSE;
}

static gboolean see_start(gpointer context, const struct record *record)
{
	gint64 *start_utc_ns = context;

	*start_utc_ns = record->start_utc_ns;
	return FALSE;
}

/* When the next record from this time on starts; G_MAXINT64 = there is none. */
static gboolean find_next(HtStore *store, const Window *window, gint64 from_utc_ns,
			  gint64 *start_utc_ns, GError **error)
{
	const HtPeriod *period = window->period;
	const HtStoreQuery query = {.person = period->person,
				    .kind = window->kind,
				    .start_utc_ns = from_utc_ns,
				    .end_utc_ns = period->end_utc_ns,
				    .limit = 1};

	*start_utc_ns = G_MAXINT64;
	if (!ht_store_query(store, &query, see_start, start_utc_ns, error))
		return FALSE;
	*start_utc_ns = MAX(*start_utc_ns, from_utc_ns);
	return TRUE;
}

static gboolean read_all(Window *window, HtStore *store, int fd, GCancellable *cancellable,
			 GError **error)
{
	gint64 at = window->period->start_utc_ns;

	for (window->first = TRUE;; window->first = FALSE) {
		if (!find_next(store, window, at, &at, error))
			return FALSE;
		if (at >= window->period->end_utc_ns)
			return write_lines(window, G_MAXINT64, fd, cancellable, error);
		window->start_utc_ns = at;
		window->end_utc_ns = MIN(at + WINDOW_NS, window->period->end_utc_ns);
		if (!read_window(window, store, error) ||
		    !write_lines(window, window->end_utc_ns, fd, cancellable, error))
			return FALSE;
		at = window->end_utc_ns;
	}
}

gboolean ht_read_records(HtStore *store, const HtPeriod *period, guint what, int fd,
			 GCancellable *cancellable, GError **error)
{
	Window window = {.period = period, .what = what, .kind = only_kind(what)};
	gboolean ok;

	window.lines = g_array_new(FALSE, FALSE, sizeof(Line));
	g_array_set_clear_func(window.lines, line_clear);
	window.trust = ht_stored_trust_load(store, period, error);
	ok = window.trust && read_all(&window, store, fd, cancellable, error);
	ht_stored_trust_free(window.trust);
	g_array_unref(window.lines);
	return ok;
}
