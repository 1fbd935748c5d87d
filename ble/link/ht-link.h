/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hub's side of the radio: a client of org.bluez.
 *
 * It looks for wearables that offer a service a driver knows (ble/codec/driver.h), connects to
 * the enrolled ones, starts their streams and keeps doing so. One reader thread drains the
 * notification descriptors into rings; everything else runs in the main context that ht_link_new()
 * was called in. It knows no models: decoded blocks go to a sink.
 */
#pragma once

#include "ble/codec/driver.h"
#include "common/record.h"
#include "common/sample.h"
#include "common/trust.h"

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

/* Who a wearable says it is; what was read at enrolment is pinned. "" = it does not tell. */
typedef struct {
	char manufacturer[64];
	char model[64];
	char serial[64];
	char firmware[64];
	/* Hexadecimal SHA-256 over sorted lines "service/characteristic/flags", without the
	 * services that bluetoothd claims for itself (1800, 1801, 180A, 180F). */
	char gatt[65];
	gboolean bonded; /* paired, and BlueZ keeps the keys */
} HtIdentity;

typedef struct {
	char address[18];
	char name[64];
	HtIdentity identity; /* as read on this connection or, before that, pinned */
	gboolean enrolled;
	HtWearableState state;
	enum sample_trust trust; /* of its newest sample */
	guint trust_reasons;     /* of enum trust_reason */
} HtWearable;

/* Where a block comes from. */
typedef struct {
	enum sample_trust trust;
	guint reasons; /* of enum trust_reason */
} HtOrigin;

/* Bytes that went over the air, for a capture. */
typedef enum {
	HT_RAW_NOTIFIED = 1, /* a notification, or a value that was read */
	HT_RAW_SENT = 2,     /* written by the hub to the driver's control characteristic */
	HT_RAW_ANSWERED = 3, /* what that characteristic indicated */
} HtRawKind;

/* What a wearable that can stream several things is asked for. */
typedef enum {
	HT_STREAM_ECG,
	HT_STREAM_ACCELERATION,
	HT_STREAM_ANGULAR_RATE,
	HT_STREAM_MAGNETIC_FIELD,
	HT_STREAM_PPG,
	HT_STREAM_INTERVALS,
	HT_STREAMS,
} HtStreamKind;

typedef struct {
	gboolean on;
	guint rate_hz; /* 0 = the wearable's own choice; else the nearest it offers, not below */
} HtStreamWish;

const char *ht_stream_kind_name(HtStreamKind kind);

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
	/* A notification that no decoder takes (GAP_BAD_FRAME), or packets that this hub dropped
	 * (GAP_QUEUE_FULL). */
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

typedef struct {
	/* TRUE under virtual time: a full ring makes the reader wait instead of dropping. */
	gboolean wait_when_full;
	guint ring_bytes; /* per wearable and characteristic, a power of two, 4096 or more */
	guint retry_ms;   /* first wait after a failed connection; doubles up to retry_max_ms */
	guint retry_max_ms;
	guint resolve_ms; /* how long a connected wearable may take to show its services */
	guint reply_ms;   /* ... to answer a command */
	guint stop_ms;    /* how long ht_link_stop_async() waits for links to end */
	guint links_max;  /* wearables connected at once; others wait their turn */
	/* Also subscribe to what can only be indicated, which BlueZ broadcasts on the bus: only
	 * where the bus policy keeps other accounts from hearing it. */
	gboolean indications;
	/* Whether the link to the wearable on this adapter is encrypted now; NULL = ask the kernel.
	 */
	gboolean (*is_encrypted)(gpointer context, const char *adapter, const char *address);
	gpointer is_encrypted_context;
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

/* The hub connects to enrolled wearables only. pin: who it was at enrolment; NULL = not known yet,
 * to be told by sink.identified. Enrolling again replaces the pin. HT_ERROR_INVALID for what is no
 * address. */
gboolean ht_link_enroll(HtLink *link, const char *address, const HtIdentity *pin, GError **error);
/* Its bond is removed as well. */
void ht_link_forget(HtLink *link, const char *address);
/* (transfer container) (element-type HtWearable) found or enrolled; valid until the main context
 * runs again. */
GPtrArray *ht_link_list(HtLink *link);
/* The sink is ready again. */
void ht_link_resume(HtLink *link);

/* Opens a pairing window for this wearable alone, pairs, marks it trusted, and closes the window.
 * HT_ERROR_NOT_FOUND if it is not seen, HT_ERROR_FAILED with what to do. One at a time
 * (HT_ERROR_BUSY). Its identity is pinned anew after a success. */
void ht_link_pair_async(HtLink *link, const char *address, guint window_ms,
			GCancellable *cancellable, GAsyncReadyCallback callback,
			gpointer user_data);
gboolean ht_link_pair_finish(HtLink *link, GAsyncResult *result, GError **error);
/* For the pairing under way; HT_ERROR_NOT_FOUND if none asks. */
gboolean ht_link_answer_passkey(HtLink *link, const char *address, guint32 passkey, GError **error);

/* What the wearable, seen or enrolled, is to stream, HT_STREAMS wishes; now and after every
 * reconnect. Streams that it does not have are left out. NULL = what is usual: ECG if it has one,
 * else light and intervals; acceleration at 25 Hz or the next rate above. HT_ERROR_NOT_FOUND. */
gboolean ht_link_set_streams(HtLink *link, const char *address, const HtStreamWish *wishes,
			     GError **error);
/* Immediate Alert: 0 = none, 1 = mild, 2 = high, else HT_ERROR_INVALID. HT_ERROR_NOT_FOUND if it is
 * not connected, HT_ERROR_UNSUPPORTED if it cannot buzz. */
void ht_link_buzz_async(HtLink *link, const char *address, guint level, GCancellable *cancellable,
			GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_link_buzz_finish(HtLink *link, GAsyncResult *result, GError **error);

G_END_DECLS
