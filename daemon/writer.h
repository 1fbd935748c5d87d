/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the models and the store: a record that the store cannot take now is held here, so
 * nothing is lost between the two; the sources are asked to wait meanwhile.
 *
 * Main thread only, but for ht_writer_drain().
 */
#pragma once

#include "privacy/store.h"

G_BEGIN_DECLS

typedef struct _HtWriter HtWriter;

/* (transfer full) The store must outlive it. */
HtWriter *ht_writer_new(HtStore *store);
void ht_writer_free(HtWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWriter, ht_writer_free)

/* Takes a copy. */
void ht_writer_append(HtWriter *writer, const struct record *record);
/* Nothing is held and the store has room. */
gboolean ht_writer_ready(HtWriter *writer);
/* The store has room again: hands on what was held. */
void ht_writer_room(HtWriter *writer);
/* Hands on everything held and waits until it is durable. In a worker, when nobody appends. */
gboolean ht_writer_drain(HtWriter *writer, GError **error);

G_END_DECLS
