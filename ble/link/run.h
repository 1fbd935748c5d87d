/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run: what one wearable sends between one connection and its loss.
 *
 * It holds the notification channels and hands their packets out, decoded and in the order of their
 * arrival, until every channel has come to its end and was emptied.
 */
#pragma once

#include "ble/link/checks.h"
#include "ble/link/reader.h"
#include "ble/link/sink.h"
#include "dbus/bluez.h"

G_BEGIN_DECLS

typedef struct _HtRun HtRun;

typedef enum {
	HT_RUN_EMPTY,   /* nothing to hand out now */
	HT_RUN_MORE,    /* the limit was reached */
	HT_RUN_BLOCKED, /* the sink cannot take a block now */
	HT_RUN_ENDED,   /* the last packet was handed out; the run can be freed */
} HtRunStatus;

/* drain(context) is called when signals have brought something; channels tell the reader. */
HtRun *ht_run_new(const char *address, GSourceOnceFunc drain, gpointer context);
/* By its owner: it is over, and nothing is handed out or told any more. Who holds a reference may
 * still call it, to no effect. */
void ht_run_free(HtRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtRun, ht_run_free)
/* Of a start, which may end later than the run. */
HtRun *ht_run_ref(HtRun *run);
void ht_run_unref(HtRun *run);

/* Takes the channel. */
void ht_run_add(HtRun *run, const struct driver *driver, HtChannel *channel);
/* Values that come as signals, from now on; the caller subscribes. */
void ht_run_add_signals(HtRun *run, const struct driver *driver,
			BluezGattCharacteristic1 *characteristic);
/* Holds every block against these; they must outlive the run's last block. */
void ht_run_set_checks(HtRun *run, HtChecks *checks);
/* Hears every packet of the driver's value characteristic once, also before the run begins. Until
 * ht_run_unwatch(). */
typedef void (*HtRunHeard)(gpointer context, const guint8 *data, gsize size);
void ht_run_watch(HtRun *run, const struct driver *driver, HtRunHeard heard, gpointer context);
void ht_run_unwatch(HtRun *run, gpointer context);
/* What is handed out from now on comes with this, and with what the checks find. */
void ht_run_set_origin(HtRun *run, const HtOrigin *origin);
/* Of the block handed out last. */
const HtOrigin *ht_run_newest_origin(const HtRun *run);
/* A value that was read and not notified; comes before the first notification. */
void ht_run_add_value(HtRun *run, const struct driver *driver, const guint8 *data, gsize size);
/* What went over the control characteristic of the driver: for its state, and for the sink as soon
 * as the run has begun. */
void ht_run_control(HtRun *run, const struct driver *driver, HtRawKind kind, const guint8 *data,
		    gsize size);
/* From now on packets are handed out. */
void ht_run_begin(HtRun *run, const HtLinkSink *sink, const HtWearable *wearable);
gboolean ht_run_has_begun(const HtRun *run);
/* Something was notified already. */
gboolean ht_run_has_packets(HtRun *run);
/* Hands out at most `limit` packets. A run that has not begun only ends. */
HtRunStatus ht_run_drain(HtRun *run, const HtLinkSink *sink, guint limit);
/* One channel ended by itself: the link is lost, or soon will be. */
gboolean ht_run_has_lost_link(const HtRun *run);
/* Blocks were handed out: the wearable works. */
gboolean ht_run_has_delivered(const HtRun *run);
/* Ends every channel; what is in them is still handed out. */
void ht_run_hang_up(HtRun *run);
const char *ht_run_address(const HtRun *run);

G_END_DECLS
