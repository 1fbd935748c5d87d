/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the models and what keeps their records: the store, or the inbox while the hub is locked.
 * A record that it cannot take now is held here, so nothing is lost between the two; the sources
 * are asked to wait meanwhile.
 *
 * Main thread only, but for ht_writer_drain().
 */
#pragma once

#include "privacy/inbox/inbox.h"

G_BEGIN_DECLS

typedef struct _HtWriter HtWriter;

/* (transfer full) The store must outlive it. NULL = everything is held. */
HtWriter *ht_writer_new(HtStore *store);
/* (transfer full) The inbox must outlive it, or ht_writer_hold(). */
HtWriter *ht_writer_new_sealed(HtInbox *inbox);
void ht_writer_free(HtWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWriter, ht_writer_free)

/* Takes a copy. */
void ht_writer_append(HtWriter *writer, const struct record *record);
/* Nothing is held and there is room. */
gboolean ht_writer_ready(HtWriter *writer);
/* There is room again: hands on what was held. */
void ht_writer_room(HtWriter *writer);
/* Hands on everything held and waits until it is durable. In a worker, when nobody appends. */
gboolean ht_writer_drain(HtWriter *writer, GError **error);

/* Visits what is held, in order, until FALSE is returned. */
void ht_writer_visit_held(HtWriter *writer, HtStoreVisitor visitor, gpointer context);

/* What is held of this person and month, or HT_SEGMENT_ALWAYS, is not to be written any more: the
 * store, which erases what it has, knows nothing of it yet. */
void ht_writer_erase(HtWriter *writer, const char *person, guint32 month);

/* From the inbox to the store, or back to the inbox: after the first call everything is held, and
 * the others hand it on. */
void ht_writer_hold(HtWriter *writer);
void ht_writer_open(HtWriter *writer, HtStore *store);
void ht_writer_seal(HtWriter *writer, HtInbox *inbox);

G_END_DECLS
