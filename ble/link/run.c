/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/run.h"

#include "ble/link/inlet.h"

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
	GPtrArray *inlets;  /* of HtInlet */
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
	run->inlets = g_ptr_array_new_with_free_func((GDestroyNotify)ht_inlet_free);
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
	g_ptr_array_unref(run->inlets);
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
	g_ptr_array_set_size(run->inlets, 0);
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

/* Takes the inlet. */
static void add_inlet(HtRun *run, HtInlet *inlet)
{
	if (run->hung_up)
		ht_inlet_hang_up(inlet);
	g_ptr_array_add(run->inlets, inlet);
}

void ht_run_add(HtRun *run, const struct driver *driver, HtChannel *channel)
{
	add_inlet(run, ht_inlet_of_channel(driver, channel));
}

void ht_run_add_signals(HtRun *run, const struct driver *driver,
			BluezGattCharacteristic1 *characteristic)
{
	add_inlet(run, ht_inlet_of_signals(driver, characteristic, run->drain, run->context));
}

void ht_run_add_value(HtRun *run, const struct driver *driver, const guint8 *data, gsize size)
{
	add_inlet(run, ht_inlet_of_value(driver, data, size));
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
static void let_hear(const HtRun *run, const struct driver *driver, const HtPacket *packet)
{
	const Watch *watch = watch_of(run, driver);

	if (watch)
		watch->heard(watch->context, packet->data, packet->size);
}

/* Answers may be among the values, and are wanted before anything is handed out. */
static void look_ahead(HtRun *run)
{
	for (guint i = 0; i < run->inlets->len; i++) {
		HtInlet *inlet = run->inlets->pdata[i];
		const struct driver *driver = ht_inlet_driver(inlet);
		const HtPacket *packet;

		while (watch_of(run, driver) && (packet = ht_inlet_look_ahead(inlet)))
			let_hear(run, driver, packet);
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
	control->boottime_ns = ht_boottime_ns();
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
	for (guint i = 0; i < run->inlets->len; i++) {
		if (ht_inlet_has_packets(run->inlets->pdata[i]))
			return TRUE;
	}
	return FALSE;
}

/* The next packet of the inlet, or NULL. */
static const HtPacket *peek(HtRun *run, HtInlet *inlet, const HtLinkSink *sink)
{
	gboolean ended = ht_inlet_ended(inlet);
	gboolean heard;
	const HtPacket *packet = ht_inlet_peek(inlet, &heard);
	guint32 dropped;

	if (packet && !heard)
		let_hear(run, ht_inlet_driver(inlet), packet);
	dropped = !ended && ht_inlet_ended(inlet) ? ht_inlet_dropped_at_end(inlet) : 0;
	if (run->begun && dropped > 0)
		sink->lost(sink->context, run->address, GAP_QUEUE_FULL, dropped);
	return packet;
}

/* The inlet whose next packet came first, or NULL. */
static HtInlet *oldest(HtRun *run, const HtLinkSink *sink)
{
	HtInlet *found = NULL;
	gint64 found_ns = 0;

	for (guint i = 0; i < run->inlets->len; i++) {
		HtInlet *inlet = run->inlets->pdata[i];
		const HtPacket *packet = peek(run, inlet, sink);

		if (packet && (!found || packet->arrival_boottime_ns < found_ns)) {
			found = inlet;
			found_ns = packet->arrival_boottime_ns;
		}
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

static void hand_out(HtRun *run, HtInlet *inlet, const HtLinkSink *sink)
{
	const struct driver *driver = ht_inlet_driver(inlet);
	const HtPacket *packet = ht_inlet_take(inlet);
	HandOut out = {run, sink, packet->arrival_boottime_ns};
	const struct sample_sink blocks = {on_block, &out};

	if (packet->dropped_before > 0)
		sink->lost(sink->context, run->address, GAP_QUEUE_FULL, packet->dropped_before);
	if (sink->raw)
		sink->raw(sink->context, run->address, driver, HT_RAW_NOTIFIED, packet->data,
			  packet->size, packet->arrival_boottime_ns);
	if (driver->push(state_of(run, driver), packet->data, packet->size, &blocks) < 0)
		sink->lost(sink->context, run->address, GAP_BAD_FRAME, 1);
}

static gboolean all_ended(const HtRun *run)
{
	for (guint i = 0; i < run->inlets->len; i++) {
		if (!ht_inlet_ended(run->inlets->pdata[i]))
			return FALSE;
	}
	return TRUE;
}

/* Nobody was told of the run, so nobody gets its packets. */
static void discard(HtRun *run, const HtLinkSink *sink)
{
	for (HtInlet *inlet; (inlet = oldest(run, sink));)
		ht_inlet_take(inlet);
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
		HtInlet *inlet = oldest(run, sink);

		if (!inlet)
			return all_ended(run) && (run->hung_up || run->inlets->len > 0)
				   ? HT_RUN_ENDED
				   : HT_RUN_EMPTY;
		if (!sink->ready(sink->context))
			return HT_RUN_BLOCKED;
		hand_out(run, inlet, sink);
	}
	return HT_RUN_MORE;
}

gboolean ht_run_has_lost_link(const HtRun *run)
{
	for (guint i = 0; i < run->inlets->len; i++) {
		if (ht_inlet_lost_link(run->inlets->pdata[i]))
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
	for (guint i = 0; i < run->inlets->len; i++)
		ht_inlet_hang_up(run->inlets->pdata[i]);
}

const char *ht_run_address(const HtRun *run)
{
	return run->address;
}
