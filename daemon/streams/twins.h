/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twin of each person: fed with final beats, kept as records.
 *
 * A twin learns from one stream at a time: two straps on one person would count every beat twice.
 * Main thread only, but for ht_twins_load().
 */
#pragma once

#include "daemon/streams/writer.h"
#include "health-models/twin/twin.h"

G_BEGIN_DECLS

typedef struct _HtTwins HtTwins;

/* (transfer full) */
HtTwins *ht_twins_new(void);
/* (transfer full) Of a hub that is locked: no stream feeds any of them. */
HtTwins *ht_twins_new_asleep(void);
void ht_twins_free(HtTwins *twins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtTwins, ht_twins_free)

/* Takes up the newest stored state of a person. In a worker, before anything else is called. */
gboolean ht_twins_load(HtTwins *twins, HtStore *store, const char *person, GError **error);

/* From now on this stream feeds the person's twin; FALSE if another one does. */
gboolean ht_twins_claim(HtTwins *twins, const char *person, const char *stream);
/* The same, and TRUE as well where it does so already. */
gboolean ht_twins_feed(HtTwins *twins, const char *person, const char *stream);
/* A final beat of the stream that feeds the twin. */
void ht_twins_beat(HtTwins *twins, HtWriter *writer, const char *person,
		   const struct ecg_beat *beat, gint64 utc_ns);
/* The stream ended at utc_ns: keeps what was learned. */
void ht_twins_release(HtTwins *twins, HtWriter *writer, const char *person, gint64 utc_ns);
/* Every stream that feeds a twin ended with its newest beat. */
void ht_twins_release_all(HtTwins *twins, HtWriter *writer);
/* Of a person that was erased: nothing that was learned is left. */
void ht_twins_forget(HtTwins *twins, const char *person);
/* (transfer none) */
const struct twin *ht_twins_get(HtTwins *twins, const char *person);

G_END_DECLS
