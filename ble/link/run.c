/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/run.h"

#include "common/timebase.h"

#include <time.h>

/* Packets that came as signals and were not handed out yet. */
enum { WAITING_MAX = 256 };

typedef struct {
	const struct driver *driver;
	HtChannel *channel; /* NULL = a value that was read, or signals */
	gpointer state;     /* the driver's; the run's */
	HtPacket head;      /* the next one to be handed out */
	gboolean has_head;
	gboolean ended;
	/* Values that come as signals: NULL = not these. */
	BluezGattCharacteristic1 *signals;
	gulong signal;
	GQueue waiting; /* of HtPacket: taken out of the channel ahead of its turn, or signalled */
	guint32 dropped;
	HtRun *run;
} Stream;

/* What went over a control characteristic. */
typedef struct {
	const struct driver *driver;
	HtRawKind kind;
	gint64 boottime_ns;
	GBytes *bytes;
} Control;

typedef struct {
	const struct driver *driver;
	HtRunHeard heard;
	gpointer context;
} Watch;

struct _HtRun {
	guint references;
	char *address;
	GPtrArray *streams; /* of Stream */
	GHashTable *states; /* of drivers that keep one */
	gboolean begun;
	gboolean delivered;
	gboolean hung_up;
	gboolean over;          /* for its owner */
	HtOrigin origin;        /* of what comes over this connection, whatever it is */
	HtOrigin newest;        /* of the newest block */
	HtChecks *checks;       /* the device's; NULL = none */
	const HtLinkSink *sink; /* NULL = not begun */
	GQueue controls;        /* of Control: before it began */
	GPtrArray *watches;     /* of Watch */
	GSourceOnceFunc drain;
	gpointer context;
};

static void stop_signals(Stream *stream)
{
	if (stream->signals)
		g_signal_handler_disconnect(stream->signals, stream->signal);
	g_clear_object(&stream->signals);
}

static void stream_free(gpointer data)
{
	Stream *stream = data;

	stop_signals(stream);
	g_queue_clear_full(&stream->waiting, g_free);
	g_clear_pointer(&stream->channel, ht_channel_free);
	g_free(stream);
}

static void control_free(gpointer data)
{
	Control *control = data;

	g_bytes_unref(control->bytes);
	g_free(control);
}

HtRun *ht_run_new(const char *address, GSourceOnceFunc drain, gpointer context)
{
	HtRun *run = g_new0(HtRun, 1);

	run->references = 1;
	run->address = g_strdup(address);
	run->drain = drain;
	run->context = context;
	run->watches = g_ptr_array_new_with_free_func(g_free);
	g_queue_init(&run->controls);
	run->states = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	run->streams = g_ptr_array_new_with_free_func(stream_free);
	return run;
}

HtRun *ht_run_ref(HtRun *run)
{
	run->references++;
	return run;
}

void ht_run_unref(HtRun *run)
{
	if (--run->references > 0)
		return;
	g_ptr_array_unref(run->streams);
	g_hash_table_unref(run->states);
	g_ptr_array_unref(run->watches);
	g_queue_clear_full(&run->controls, control_free);
	g_free(run->address);
	g_free(run);
}

void ht_run_free(HtRun *run)
{
	run->over = TRUE;
	run->hung_up = TRUE;
	g_ptr_array_set_size(run->streams, 0);
	ht_run_unref(run);
}

/* The driver's state lives as long as the run, from the first command on. */
static gpointer state_of(HtRun *run, const struct driver *driver)
{
	gpointer state;

	if (driver->state_size == 0)
		return NULL;
	state = g_hash_table_lookup(run->states, driver);
	if (!state) {
		state = g_malloc0(driver->state_size);
		driver->init(state);
		g_hash_table_insert(run->states, (gpointer)driver, state);
	}
	return state;
}

static Stream *add_stream(HtRun *run, const struct driver *driver)
{
	Stream *stream = g_new0(Stream, 1);

	stream->driver = driver;
	stream->run = run;
	stream->state = state_of(run, driver);
	g_queue_init(&stream->waiting);
	g_ptr_array_add(run->streams, stream);
	return stream;
}

void ht_run_add(HtRun *run, const struct driver *driver, HtChannel *channel)
{
	Stream *stream = add_stream(run, driver);

	stream->channel = channel;
	if (run->hung_up)
		ht_channel_hang_up(channel);
}

static gint64 boottime_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (gint64)now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Too long for a notification: no decoder takes it, and empty neither. */
static void fill(HtPacket *packet, const guint8 *data, gsize size)
{
	packet->arrival_boottime_ns = boottime_ns();
	packet->size = size <= HT_PACKET_MAX ? size : 0;
	memcpy(packet->data, data, packet->size);
}

static void on_properties(GDBusProxy *proxy, GVariant *changed, const gchar *const *invalidated,
			  gpointer data)
{
	g_autoptr(GVariant) value =
	    g_variant_lookup_value(changed, "Value", G_VARIANT_TYPE_BYTESTRING);
	Stream *stream = data;
	HtPacket *packet;
	gsize size;
	const guint8 *bytes;

	(void)proxy;
	(void)invalidated;
	if (!value)
		return;
	if (stream->waiting.length >= WAITING_MAX) {
		stream->dropped++;
		return;
	}
	bytes = g_variant_get_fixed_array(value, &size, 1);
	packet = g_new0(HtPacket, 1);
	fill(packet, bytes, size);
	packet->dropped_before = stream->dropped;
	stream->dropped = 0;
	g_queue_push_tail(&stream->waiting, packet);
	stream->run->drain(stream->run->context);
}

void ht_run_add_signals(HtRun *run, const struct driver *driver,
			BluezGattCharacteristic1 *characteristic)
{
	Stream *stream = add_stream(run, driver);

	if (run->hung_up)
		return;
	stream->signals = g_object_ref(characteristic);
	stream->signal = g_signal_connect(characteristic, "g-properties-changed",
					  G_CALLBACK(on_properties), stream);
}

void ht_run_set_origin(HtRun *run, const HtOrigin *origin)
{
	run->origin = *origin;
}

void ht_run_set_checks(HtRun *run, HtChecks *checks)
{
	run->checks = checks;
}

const HtOrigin *ht_run_newest_origin(const HtRun *run)
{
	return &run->newest;
}

void ht_run_watch(HtRun *run, const struct driver *driver, HtRunHeard heard, gpointer context)
{
	Watch *watch = g_new0(Watch, 1);

	watch->driver = driver;
	watch->heard = heard;
	watch->context = context;
	g_ptr_array_add(run->watches, watch);
}

void ht_run_unwatch(HtRun *run, gpointer context)
{
	for (guint i = run->watches->len; i > 0; i--) {
		if (((Watch *)run->watches->pdata[i - 1])->context == context)
			g_ptr_array_remove_index(run->watches, i - 1);
	}
}

static const Watch *watch_of(const HtRun *run, const struct driver *driver)
{
	for (guint i = 0; i < run->watches->len; i++) {
		const Watch *watch = run->watches->pdata[i];

		if (watch->driver == driver)
			return watch;
	}
	return NULL;
}

/* Whoever hears may stop listening. */
static void let_hear(const HtRun *run, const Stream *stream, const HtPacket *packet)
{
	const Watch *watch = watch_of(run, stream->driver);

	if (watch)
		watch->heard(watch->context, packet->data, packet->size);
}

/* Answers may be among the values, and are wanted before anything is handed out. */
static void look_ahead(HtRun *run)
{
	for (guint i = 0; i < run->streams->len; i++) {
		Stream *stream = run->streams->pdata[i];

		while (stream->channel && watch_of(run, stream->driver) &&
		       stream->waiting.length < WAITING_MAX) {
			HtPacket *packet = g_new0(HtPacket, 1);

			if (!ht_channel_read(stream->channel, packet)) {
				g_free(packet);
				break;
			}
			g_queue_push_tail(&stream->waiting, packet);
			let_hear(run, stream, packet);
		}
	}
}

static void tell_control(const HtRun *run, const Control *control)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(control->bytes, &size);

	if (run->sink->raw)
		run->sink->raw(run->sink->context, run->address, control->driver, control->kind,
			       data, size, control->boottime_ns);
}

/* What is said before the run begins is told when it does, and so before any value: in the order
 * in which the driver's state has seen it. */
static void keep_control(HtRun *run, const struct driver *driver, HtRawKind kind,
			 const guint8 *data, gsize size)
{
	Control *control = g_new0(Control, 1);

	control->driver = driver;
	control->kind = kind;
	control->boottime_ns = boottime_ns();
	control->bytes = g_bytes_new(data, size);
	if (!run->begun) {
		g_queue_push_tail(&run->controls, control);
		return;
	}
	tell_control(run, control);
	control_free(control);
}

void ht_run_control(HtRun *run, const struct driver *driver, HtRawKind kind, const guint8 *data,
		    gsize size)
{
	if (run->over)
		return;
	keep_control(run, driver, kind, data, size);
	if (kind == HT_RAW_SENT && driver->sent)
		driver->sent(state_of(run, driver), data, size);
	else if (kind == HT_RAW_ANSWERED && driver->answered)
		driver->answered(state_of(run, driver), data, size);
}

void ht_run_add_value(HtRun *run, const struct driver *driver, const guint8 *data, gsize size)
{
	Stream *stream = add_stream(run, driver);

	fill(&stream->head, data, size);
	stream->has_head = TRUE;
}

void ht_run_begin(HtRun *run, const HtLinkSink *sink, const HtWearable *wearable)
{
	run->begun = TRUE;
	run->sink = sink;
	run->newest = run->origin;
	if (run->checks)
		ht_checks_begin(run->checks, wearable->identity.model);
	sink->begin(sink->context, wearable);
	for (Control *control; (control = g_queue_pop_head(&run->controls));) {
		tell_control(run, control);
		control_free(control);
	}
}

gboolean ht_run_has_begun(const HtRun *run)
{
	return run->begun;
}

gboolean ht_run_has_packets(HtRun *run)
{
	for (guint i = 0; i < run->streams->len; i++) {
		Stream *stream = run->streams->pdata[i];

		if (stream->waiting.length > 0 ||
		    (stream->channel && ht_channel_has_packets(stream->channel)))
			return TRUE;
	}
	return FALSE;
}

/* Packets that the reader dropped behind the last one that fitted. */
static void end_stream(HtRun *run, Stream *stream, const HtLinkSink *sink)
{
	guint32 dropped =
	    stream->channel ? ht_channel_dropped_at_end(stream->channel) : stream->dropped;

	stream->ended = TRUE;
	if (run->begun && dropped > 0)
		sink->lost(sink->context, run->address, GAP_QUEUE_FULL, dropped);
}

static void load_head(HtRun *run, Stream *stream, const HtLinkSink *sink)
{
	g_autofree HtPacket *waiting = NULL;

	if (stream->has_head || stream->ended)
		return;
	waiting = g_queue_pop_head(&stream->waiting);
	if (waiting) {
		stream->head = *waiting;
		stream->has_head = TRUE;
		return;
	}
	if (stream->signals)
		return;
	if (stream->channel && ht_channel_read(stream->channel, &stream->head)) {
		stream->has_head = TRUE;
		ht_channel_resume(stream->channel);
		let_hear(run, stream, &stream->head);
	} else if (!stream->channel || ht_channel_ended(stream->channel)) {
		end_stream(run, stream, sink);
	} else {
		ht_channel_resume(stream->channel);
	}
}

/* The stream whose next packet came first, or NULL. */
static Stream *oldest(HtRun *run, const HtLinkSink *sink)
{
	Stream *found = NULL;

	for (guint i = 0; i < run->streams->len; i++) {
		Stream *stream = run->streams->pdata[i];

		load_head(run, stream, sink);
		if (stream->has_head &&
		    (!found || stream->head.arrival_boottime_ns < found->head.arrival_boottime_ns))
			found = stream;
	}
	return found;
}

typedef struct {
	HtRun *run;
	const HtLinkSink *sink;
	gint64 arrival_boottime_ns;
} HandOut;

static void on_block(void *context, const struct sample_block *block)
{
	const HandOut *hand_out = context;
	const HtLinkSink *sink = hand_out->sink;
	HtRun *run = hand_out->run;

	run->delivered = TRUE;
	run->newest = run->origin;
	if (run->checks)
		run->newest.reasons |=
		    ht_checks_block(run->checks, block, hand_out->arrival_boottime_ns);
	if (run->newest.reasons)
		run->newest.trust = TRUST_SUSPECT;
	sink->block(sink->context, run->address, block, hand_out->arrival_boottime_ns,
		    &run->newest);
	/* Its end could not be read: counted as well. */
	if (block->kind == SAMPLE_HEART_RATE && block->heart_rate.odd_byte)
		sink->lost(sink->context, run->address, GAP_BAD_FRAME, 1);
}

static void hand_out(HtRun *run, Stream *stream, const HtLinkSink *sink)
{
	const HtPacket *packet = &stream->head;
	HandOut out = {run, sink, packet->arrival_boottime_ns};
	const struct sample_sink blocks = {on_block, &out};

	stream->has_head = FALSE;
	if (packet->dropped_before > 0)
		sink->lost(sink->context, run->address, GAP_QUEUE_FULL, packet->dropped_before);
	if (sink->raw)
		sink->raw(sink->context, run->address, stream->driver, HT_RAW_NOTIFIED,
			  packet->data, packet->size, packet->arrival_boottime_ns);
	if (stream->driver->push(stream->state, packet->data, packet->size, &blocks) < 0)
		sink->lost(sink->context, run->address, GAP_BAD_FRAME, 1);
}

static gboolean all_ended(const HtRun *run)
{
	for (guint i = 0; i < run->streams->len; i++) {
		const Stream *stream = run->streams->pdata[i];

		if (!stream->ended || stream->has_head)
			return FALSE;
	}
	return TRUE;
}

/* Nobody was told of the run, so nobody gets its packets. */
static void discard(HtRun *run, const HtLinkSink *sink)
{
	for (Stream *stream; (stream = oldest(run, sink));)
		stream->has_head = FALSE;
}

HtRunStatus ht_run_drain(HtRun *run, const HtLinkSink *sink, guint limit)
{
	if (!run->begun && !run->hung_up)
		look_ahead(run);
	if (!run->begun && !run->hung_up)
		return HT_RUN_EMPTY;
	if (!run->begun)
		discard(run, sink);
	for (guint n = 0; n < limit; n++) {
		Stream *stream = oldest(run, sink);

		if (!stream)
			return all_ended(run) && (run->hung_up || run->streams->len > 0)
				   ? HT_RUN_ENDED
				   : HT_RUN_EMPTY;
		if (!sink->ready(sink->context))
			return HT_RUN_BLOCKED;
		hand_out(run, stream, sink);
	}
	return HT_RUN_MORE;
}

gboolean ht_run_has_lost_link(const HtRun *run)
{
	for (guint i = 0; i < run->streams->len; i++) {
		const Stream *stream = run->streams->pdata[i];

		if (stream->channel && stream->ended)
			return TRUE;
	}
	return FALSE;
}

gboolean ht_run_has_delivered(const HtRun *run)
{
	return run->delivered;
}

void ht_run_hang_up(HtRun *run)
{
	run->hung_up = TRUE;
	for (guint i = 0; i < run->streams->len; i++) {
		Stream *stream = run->streams->pdata[i];

		stop_signals(stream);
		if (stream->channel)
			ht_channel_hang_up(stream->channel);
	}
}

const char *ht_run_address(const HtRun *run)
{
	return run->address;
}
