/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wearable as the hub knows it: who it is, what it does, how far it is trusted, what it streams.
 */
#pragma once

#include "common/trust.h"

#include <glib.h>

G_BEGIN_DECLS

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

G_END_DECLS
