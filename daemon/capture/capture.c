/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/capture/capture.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/capture/capture-pipe.h"

#include <time.h>

enum { READERS_MAX = 4, COMMANDS_MAX = 64, DRAIN_MS = 2000 };

typedef struct {
	const struct driver *driver;
	HtRawKind kind;
	gint64 arrival_ns;
	GBytes *bytes;
} Command;

/* What is known of one wearable's connection. */
typedef struct {
	char *address;
	HtWearableState state;
	gboolean begun;  /* a stream of samples */
	GQueue commands; /* of Command: since it connected */
} Link;

/* One wearable in one capture. */
typedef struct {
	guint8 number;
	gboolean told;             /* that the link has begun */
	struct rate_limits limits; /* told, or the default */
} Seen;

typedef struct {
	HtPermit permit;
	char *person;
	HtCapturePipe *pipe;
	GHashTable *seen; /* address -> Seen */
} Reader;

struct _HtCapture {
	HtPipeline *pipeline;
	HtPeople *people;
	HtClock *clock;
	GHashTable *links; /* address -> Link */
	GPtrArray *readers;
};

static gint64 boottime_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (gint64)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void command_free(gpointer data)
{
	Command *command = data;

	g_bytes_unref(command->bytes);
	g_free(command);
}

static void link_free(gpointer data)
{
	Link *link = data;

	g_queue_clear_full(&link->commands, command_free);
	g_free(link->address);
	g_free(link);
}

static void reader_free(gpointer data)
{
	Reader *reader = data;

	ht_capture_pipe_free(reader->pipe);
	g_hash_table_unref(reader->seen);
	g_free(reader->person);
	g_free(reader);
}

static Link *link_of(HtCapture *capture, const char *address)
{
	Link *link = g_hash_table_lookup(capture->links, address);

	if (!link) {
		link = g_new0(Link, 1);
		link->address = g_strdup(address);
		g_queue_init(&link->commands);
		g_hash_table_insert(capture->links, link->address, link);
	}
	return link;
}

static gboolean may_capture(const HtCapture *capture, const char *person, GError **error)
{
	gint64 until_us = ht_people_capture_until_utc_us(capture->people, person);
	gint64 now_ns = ht_clock_now_utc_ns(capture->clock);
	const char *why = NULL;

	if (!ht_clock_is_set(capture->clock))
		why = "the hub's clock is not set, so no consent can be checked; set the clock";
	else if (until_us == 0)
		why = "this person has not agreed to captures: twinctl person set PERSON "
		      "--capture-until DATE";
	else if (now_ns / 1000 >= until_us)
		why = "this person's consent to captures is over: twinctl person set PERSON "
		      "--capture-until DATE";
	if (why)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED, why);
	return why == NULL;
}

static Seen *seen_of(Reader *reader, const char *address)
{
	Seen *seen = g_hash_table_lookup(reader->seen, address);
	guint number = g_hash_table_size(reader->seen);

	if (!seen && number < CAPTURE_WEARABLES_MAX) {
		seen = g_new0(Seen, 1);
		seen->number = (guint8)number;
		seen->limits = rate_limits_default;
		g_hash_table_insert(reader->seen, g_strdup(address), seen);
	}
	return seen;
}

static void put_mark(Reader *reader, const Seen *seen, enum capture_kind kind)
{
	const struct capture_event event = {
	    .kind = kind, .arrival_ns = boottime_ns(), .wearable = seen->number};

	ht_capture_pipe_put(reader->pipe, &event);
}

static void put_raw(Reader *reader, const Seen *seen, const Command *raw)
{
	static const enum capture_kind kinds[] = {[HT_RAW_NOTIFIED] = CAPTURE_NOTIFIED,
						  [HT_RAW_SENT] = CAPTURE_SENT,
						  [HT_RAW_ANSWERED] = CAPTURE_ANSWERED};
	gsize size;
	const guint8 *bytes = g_bytes_get_data(raw->bytes, &size);
	struct capture_event event = {.kind = kinds[raw->kind],
				      .arrival_ns = raw->arrival_ns,
				      .wearable = seen->number,
				      .bytes = bytes,
				      .size = (guint16)MIN(size, CAPTURE_BYTES_MAX)};

	ht_capture_pipe_put_raw(reader->pipe, raw->driver->name, &event);
}

/* What is slow and fast for the person, as the models take it with the next samples. */
static void put_limits(HtCapture *capture, Reader *reader, Seen *seen)
{
	const struct rate_limits limits = rate_limits_complete(ht_people_rate_limits(
	    capture->people, reader->person, ht_clock_now_utc_ns(capture->clock)));
	const struct capture_event event = {
	    .kind = CAPTURE_LIMITS,
	    .arrival_ns = boottime_ns(),
	    .wearable = seen->number,
	    .brady_below_bpm = (guint16)limits.brady_below_bpm,
	    .tachy_above_bpm = (guint16)limits.tachy_above_bpm,
	};

	/* Whole numbers both: they are equal or they are not. */
	if ((int)limits.brady_below_bpm == (int)seen->limits.brady_below_bpm &&
	    (int)limits.tachy_above_bpm == (int)seen->limits.tachy_above_bpm)
		return;
	seen->limits = limits;
	ht_capture_pipe_put(reader->pipe, &event);
}

/* Where this reader hears of the wearable now, or NULL: it is not the person's. What it missed of
 * the connection comes first. */
static Seen *hears(HtCapture *capture, Reader *reader, Link *link)
{
	gboolean owned =
	    g_str_equal(ht_people_owner(capture->people, link->address), reader->person);
	Seen *seen = owned ? seen_of(reader, link->address)
			   : g_hash_table_lookup(reader->seen, link->address);

	if (!seen)
		return NULL;
	if (!owned) {
		if (seen->told)
			put_mark(reader, seen, CAPTURE_LINK_END);
		seen->told = FALSE;
		return NULL;
	}
	if (!seen->told) {
		seen->told = TRUE;
		put_mark(reader, seen, CAPTURE_LINK_BEGIN);
		for (GList *at = link->commands.head; at; at = at->next)
			put_raw(reader, seen, at->data);
		if (link->begun)
			put_mark(reader, seen, CAPTURE_STREAM_BEGIN);
	}
	put_limits(capture, reader, seen);
	return seen;
}

/* Those who still may read; others are ended, and freed when they have everything. */
static void sweep(HtCapture *capture)
{
	for (guint i = capture->readers->len; i > 0; i--) {
		Reader *reader = capture->readers->pdata[i - 1];

		if (!ht_permit_holds(&reader->permit, reader->person) ||
		    !may_capture(capture, reader->person, NULL))
			ht_capture_pipe_end(reader->pipe, CAPTURE_CONSENT_OVER, boottime_ns());
		if (ht_capture_pipe_is_done(reader->pipe))
			g_ptr_array_remove_index_fast(capture->readers, i - 1);
	}
}

static gboolean is_connection(HtWearableState state)
{
	return state == HT_WEARABLE_CONNECTING || state == HT_WEARABLE_RESOLVING ||
	       state == HT_WEARABLE_STARTING || state == HT_WEARABLE_STREAMING;
}

static void forget_connection(HtCapture *capture, Link *link)
{
	for (guint i = 0; i < capture->readers->len; i++) {
		Reader *reader = capture->readers->pdata[i];
		Seen *seen = g_hash_table_lookup(reader->seen, link->address);

		if (seen && seen->told)
			put_mark(reader, seen, CAPTURE_LINK_END);
		if (seen)
			seen->told = FALSE;
	}
	link->begun = FALSE;
	g_queue_clear_full(&link->commands, command_free);
}

static void tap_changed(gpointer context, const HtWearable *wearable)
{
	HtCapture *capture = context;
	gboolean connects;
	Link *link;

	/* Strangers pass by in great numbers. */
	if (!wearable->enrolled)
		return;
	link = link_of(capture, wearable->address);
	connects = is_connection(wearable->state) && !is_connection(link->state);
	link->state = wearable->state;
	/* A start that failed has no end of its own. */
	if (connects && !link->begun)
		forget_connection(capture, link);
	sweep(capture);
}

static void tap_begin(gpointer context, const char *address)
{
	HtCapture *capture = context;
	Link *link = link_of(capture, address);

	sweep(capture);
	for (guint i = 0; i < capture->readers->len; i++) {
		Reader *reader = capture->readers->pdata[i];
		gboolean begun = link->begun;
		Seen *seen;

		link->begun = FALSE;
		seen = hears(capture, reader, link);
		link->begun = begun;
		if (seen)
			put_mark(reader, seen, CAPTURE_STREAM_BEGIN);
	}
	link->begun = TRUE;
}

static void keep_command(Link *link, const Command *raw)
{
	Command *command = g_memdup2(raw, sizeof *raw);

	g_bytes_ref(command->bytes);
	g_queue_push_tail(&link->commands, command);
	if (link->commands.length > COMMANDS_MAX)
		command_free(g_queue_pop_head(&link->commands));
}

static void tap_raw(gpointer context, const char *address, const struct driver *driver,
		    HtRawKind kind, const guint8 *data, gsize size, gint64 arrival_boottime_ns)
{
	HtCapture *capture = context;
	Link *link = link_of(capture, address);
	g_autoptr(GBytes) bytes = NULL;
	Command raw = {driver, kind, arrival_boottime_ns, NULL};

	sweep(capture);
	if (capture->readers->len == 0 && kind == HT_RAW_NOTIFIED)
		return;
	raw.bytes = bytes = g_bytes_new(data, size);
	for (guint i = 0; i < capture->readers->len; i++) {
		Reader *reader = capture->readers->pdata[i];
		const Seen *seen = hears(capture, reader, link);

		if (seen)
			put_raw(reader, seen, &raw);
	}
	if (kind != HT_RAW_NOTIFIED)
		keep_command(link, &raw);
}

/* A replay finds by itself which frames are bad. */
static void tap_lost(gpointer context, const char *address, enum gap_cause cause, guint packets)
{
	HtCapture *capture = context;
	Link *link = link_of(capture, address);

	if (cause == GAP_BAD_FRAME)
		return;
	sweep(capture);
	for (guint i = 0; i < capture->readers->len; i++) {
		Reader *reader = capture->readers->pdata[i];
		const Seen *seen = hears(capture, reader, link);
		const struct capture_event event = {.kind = CAPTURE_LOST,
						    .arrival_ns = boottime_ns(),
						    .wearable = seen ? seen->number : 0,
						    .cause = (guint8)cause,
						    .packets = packets};

		if (seen)
			ht_capture_pipe_put(reader->pipe, &event);
	}
}

static void tap_end(gpointer context, const char *address)
{
	HtCapture *capture = context;

	forget_connection(capture, link_of(capture, address));
	sweep(capture);
}

HtCapture *ht_capture_new(HtPipeline *pipeline, HtPeople *people, HtClock *clock)
{
	HtCapture *capture = g_new0(HtCapture, 1);
	const HtPipelineTap tap = {.context = capture,
				   .changed = tap_changed,
				   .begin = tap_begin,
				   .raw = tap_raw,
				   .lost = tap_lost,
				   .end = tap_end};

	capture->pipeline = pipeline;
	capture->people = people;
	capture->clock = clock;
	capture->links = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, link_free);
	capture->readers = g_ptr_array_new_with_free_func(reader_free);
	ht_pipeline_set_tap(pipeline, &tap);
	return capture;
}

void ht_capture_free(HtCapture *capture)
{
	if (!capture)
		return;
	ht_pipeline_set_tap(capture->pipeline, NULL);
	for (guint i = 0; i < capture->readers->len; i++) {
		Reader *reader = capture->readers->pdata[i];

		ht_capture_pipe_end(reader->pipe, CAPTURE_HUB_STOPPED, boottime_ns());
		ht_capture_pipe_drain(reader->pipe, DRAIN_MS);
	}
	g_ptr_array_unref(capture->readers);
	g_hash_table_unref(capture->links);
	g_free(capture);
}

static struct capture_header header_of(const HtCapture *capture)
{
	gboolean is_virtual = ht_clock_is_virtual(capture->clock);

	return (struct capture_header){
	    .clock = is_virtual ? CAPTURE_VIRTUAL_CLOCK : CAPTURE_SYSTEM_CLOCK,
	    .anchor_utc_ns = is_virtual ? ht_clock_start_utc_ns(capture->clock)
					: ht_clock_now_utc_ns(capture->clock),
	    .anchor_boottime_ns = boottime_ns(),
	};
}

int ht_capture_open(HtCapture *capture, const char *person, const HtPermit *permit, GError **error)
{
	const struct capture_header header = header_of(capture);
	HtCapturePipe *pipe;
	Reader *reader;
	int reading_end;

	sweep(capture);
	if (!may_capture(capture, person, error))
		return -1;
	if (capture->readers->len >= READERS_MAX) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
				    "too many captures are open; close one and try again");
		return -1;
	}
	pipe = ht_capture_pipe_new(&header, &reading_end, error);
	if (!pipe)
		return -1;
	reader = g_new0(Reader, 1);
	reader->person = g_strdup(person);
	reader->permit = *permit;
	reader->pipe = pipe;
	reader->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_ptr_array_add(capture->readers, reader);
	return reading_end;
}
