/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The person's own reference of an exercise, as the store keeps it: sealed with the person's key,
 * and named in each session by its version and the hash of its encoding. Main thread only.
 */
#pragma once

#include "health-models/rehab/session_record.h"
#include "health-models/rehab/reference/rep_reference.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	struct rep_reference reference;
	guint16 version; /* of its encoding; 0 = there is none */
	guint8 hash[REFERENCE_HASH_SIZE];
	gint64 made_utc_us;
} HtReference;

/* version 0 where there is none. HT_ERROR_DAMAGED, HT_ERROR_UNSUPPORTED. */
gboolean ht_reference_get(HtStore *store, const char *person, const char *exercise,
			  enum rehab_side side, HtReference *reference, GError **error);
/* Replaces the one before; fills *reference as get() would. */
gboolean ht_reference_put(HtStore *store, const char *person, const char *exercise,
			  enum rehab_side side, const struct rep_reference *made,
			  gint64 made_utc_us, HtReference *reference, GError **error);
/* HT_ERROR_NOT_FOUND where there is none of either side. */
gboolean ht_reference_forget(HtStore *store, const char *person, const char *exercise,
			     GError **error);

G_END_DECLS
