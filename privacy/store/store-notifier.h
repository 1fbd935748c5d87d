/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries what the writing thread has to say into the main context of the store's owner, in
 * order. Any thread may use it. */
#pragma once

#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct _HtStoreNotifier HtStoreNotifier;

/* (transfer full) Both arguments may be NULL: no events; the default main context. */
HtStoreNotifier *ht_store_notifier_new(const HtStoreEvents *events, GMainContext *context);
void ht_store_notifier_committed(HtStoreNotifier *notifier, const char *stream,
				 gint64 stored_until_utc_ns, guint64 sample_count);
void ht_store_notifier_room(HtStoreNotifier *notifier);
void ht_store_notifier_failed(HtStoreNotifier *notifier, const GError *error);
/* Drops what was not delivered yet; nothing is delivered afterwards, except by a call that runs
 * in another thread at this moment. */
void ht_store_notifier_close(HtStoreNotifier *notifier);

G_END_DECLS
