/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twin of each person: fed with final beats, kept as records.
 *
 * A twin learns from one stream at a time: two straps on one person would count every beat twice.
 * Main thread only, but for ht_twins_load().
 */
#pragma once

#include "daemon/writer.h"
#include "health-models/twin/twin.h"

G_BEGIN_DECLS

typedef struct _HtTwins HtTwins;

/* (transfer full) */
HtTwins *ht_twins_new(void);
void ht_twins_free(HtTwins *twins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtTwins, ht_twins_free)

/* Takes up the newest stored state of a person. In a worker, before anything else is called. */
gboolean ht_twins_load(HtTwins *twins, HtStore *store, const char *person, GError **error);

/* From now on this stream feeds the person's twin; FALSE if another one does. */
gboolean ht_twins_claim(HtTwins *twins, const char *person, const char *stream);
/* A final beat of the stream that feeds the twin. */
void ht_twins_beat(HtTwins *twins, HtWriter *writer, const char *person,
		   const struct ecg_beat *beat, gint64 utc_ns);
/* The stream ended at utc_ns: keeps what was learned. */
void ht_twins_release(HtTwins *twins, HtWriter *writer, const char *person, gint64 utc_ns);
/* (transfer none) */
const struct twin *ht_twins_get(HtTwins *twins, const char *person);

G_END_DECLS
