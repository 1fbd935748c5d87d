/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hub's side of the radio: a client of org.bluez.
 *
 * It looks for wearables that offer a service a driver knows (ble/link/driver.h), connects to
 * the enrolled ones, starts their streams and keeps doing so. One reader thread drains the
 * notification descriptors into rings; everything else runs in the main context that ht_link_new()
 * was called in. It knows no models: decoded blocks go to a sink.
 */
#pragma once

#include "common/record.h"
#include "common/sample.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtLink HtLink;

typedef enum {
	HT_WEARABLE_ABSENT,     /* not seen now */
	HT_WEARABLE_FOUND,      /* seen, not connected */
	HT_WEARABLE_CONNECTING, /* Connect() is under way */
	HT_WEARABLE_RESOLVING,  /* connected, services not all known yet */
	HT_WEARABLE_STARTING,   /* descriptors acquired, streams being started */
	HT_WEARABLE_STREAMING,
	HT_WEARABLE_WAITING, /* something failed; tried again after a while */
} HtWearableState;

const char *ht_wearable_state_name(HtWearableState state);

typedef struct {
	char address[18];
	char name[64];
	char model[64]; /* "" = not read yet */
	gboolean enrolled;
	HtWearableState state;
} HtWearable;

/* Where samples go. Called in the link's main context. Blocks of one wearable come in the order
 * they were received per characteristic. */
typedef struct {
	gpointer context;
	/* FALSE = cannot take a block now; ht_link_resume() is called later. Asked before each
	 * block. */
	gboolean (*ready)(gpointer context);
	/* Connected and streaming: a new run of samples begins. */
	void (*begin)(gpointer context, const HtWearable *wearable);
	void (*block)(gpointer context, const char *address, const struct sample_block *block,
		      gint64 arrival_boottime_ns);
	/* A notification that no decoder takes (GAP_BAD_FRAME), or packets that this hub dropped
	 * (GAP_QUEUE_FULL). */
	void (*lost)(gpointer context, const char *address, enum gap_cause cause, guint packets);
	/* No more samples of this run; comes after its last block. */
	void (*end)(gpointer context, const char *address);
	/* A wearable came, went or changed its state. */
	void (*changed)(gpointer context, const HtWearable *wearable);
} HtLinkSink;

typedef struct {
	/* TRUE under virtual time: a full ring makes the reader wait instead of dropping. */
	gboolean wait_when_full;
	guint ring_bytes; /* per wearable and characteristic, a power of two, 4096 or more */
	guint retry_ms;   /* first wait after a failed connection; doubles up to retry_max_ms */
	guint retry_max_ms;
	guint resolve_ms; /* how long a connected wearable may take to show its services */
	guint reply_ms;   /* ... to answer a command */
	guint stop_ms;    /* how long ht_link_stop_async() waits for links to end */
} HtLinkSettings;

extern const HtLinkSettings ht_link_settings_default;

/* (transfer full) bus must live on a connection whose unique name BlueZ answers; nothing is called
 * before ht_link_start(). Survives org.bluez going away and coming back. */
HtLink *ht_link_new(GDBusConnection *bus, const HtLinkSettings *settings, const HtLinkSink *sink);
void ht_link_start(HtLink *link);
/* Stops streams, disconnects, hands out everything still in the rings, calls end() for each run. */
void ht_link_stop_async(HtLink *link, GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_link_stop_finish(HtLink *link, GAsyncResult *result, GError **error);
/* Cuts off what is under way, with no end() for its runs: call ht_link_stop_async() before. Not
 * from a callback of the sink. */
void ht_link_free(HtLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtLink, ht_link_free)

/* The hub connects to enrolled wearables only. HT_ERROR_INVALID for what is no address. */
gboolean ht_link_enroll(HtLink *link, const char *address, GError **error);
void ht_link_forget(HtLink *link, const char *address);
/* (transfer container) (element-type HtWearable) found or enrolled; valid until the main context
 * runs again. */
GPtrArray *ht_link_list(HtLink *link);
/* The sink is ready again. */
void ht_link_resume(HtLink *link);

G_END_DECLS
