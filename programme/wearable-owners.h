/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One wearable as the household knows it: enrolled or not, and whose its samples were when. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	char *person;
	gint64 start_utc_ns;
	gint64 end_utc_ns; /* G_MAXINT64 = open */
} HtOwnership;

/* What a wearable is to stream, as its user chose. */
typedef struct {
	char name[24]; /* as on the bus */
	gboolean on;
	guint rate_hz; /* 0 = the wearable's own choice */
} HtStreamChoice;

typedef struct {
	char *address;
	char *name;
	gboolean enrolled;
	GArray *ownerships; /* HtOwnership, oldest first; only the last may be open */
	GArray *choices;    /* HtStreamChoice; empty = what is usual */
} HtWearableOwners;

HtWearableOwners *ht_wearable_owners_new(const char *address, const char *name);
void ht_wearable_owners_free(HtWearableOwners *wearable);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWearableOwners, ht_wearable_owners_free)
/* (transfer full) */
HtWearableOwners *ht_wearable_owners_copy(const HtWearableOwners *wearable);

/* (transfer none) "" = nobody */
const char *ht_wearable_owners_now(const HtWearableOwners *wearable);
/* Closes the open interval, if any, and opens one for person unless that is "". */
void ht_wearable_owners_assign(HtWearableOwners *wearable, const char *person, gint64 utc_ns);

/* (transfer full) A JSON document, version 1. */
GBytes *ht_wearable_owners_encode(const HtWearableOwners *wearable);
/* (transfer full) HT_ERROR_DAMAGED. */
HtWearableOwners *ht_wearable_owners_decode(const char *address, GBytes *document, GError **error);

G_END_DECLS
