/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the link's samples, and what is to be said of them, go. */
#pragma once

#include "ble/codec/driver.h"
#include "ble/link/wearable.h"
#include "common/record.h"
#include "common/sample.h"

G_BEGIN_DECLS

/* Bytes that went over the air, for a capture. */
typedef enum {
	HT_RAW_NOTIFIED = 1, /* a notification, or a value that was read */
	HT_RAW_SENT = 2,     /* written by the hub to the driver's control characteristic */
	HT_RAW_ANSWERED = 3, /* what that characteristic indicated */
} HtRawKind;

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
		      gint64 arrival_boottime_ns, const HtOrigin *origin);
	/* Bytes as they went over the air, before the blocks they give; NULL = not wanted. */
	void (*raw)(gpointer context, const char *address, const struct driver *driver,
		    HtRawKind kind, const guint8 *data, gsize size, gint64 arrival_boottime_ns);
	/* A notification that no decoder takes, or not to its end (GAP_BAD_FRAME), or packets that
	 * this hub dropped (GAP_QUEUE_FULL). */
	void (*lost)(gpointer context, const char *address, enum gap_cause cause, guint packets);
	/* No more samples of this run; comes after its last block. */
	void (*end)(gpointer context, const char *address);
	/* A wearable came, went or changed its state. */
	void (*changed)(gpointer context, const HtWearable *wearable);
	/* An enrolled wearable without a pin has told who it is, or was paired anew: to be kept as
	 * its pin from now on. TRUE = kept. Only a pin that was kept, or given to ht_link_enroll(),
	 * can make a sample authentic. NULL = nobody keeps pins. */
	gboolean (*identified)(gpointer context, const HtWearable *wearable);
	/* A pairing needs the passkey that the wearable shows: ht_link_answer_passkey(). NULL = no
	 * user at hand. */
	void (*passkey_wanted)(gpointer context, const char *address);
} HtLinkSink;

G_END_DECLS
