/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What trust the samples of one stream had when. Bounded: of very many changes the oldest become
 * one, the worst of them.
 */
#pragma once

#include "common/trust.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtTrustLog HtTrustLog;

/* (transfer full) */
HtTrustLog *ht_trust_log_new(void);
void ht_trust_log_free(HtTrustLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtTrustLog, ht_trust_log_free)

/* From this time on; later than what was added before. */
void ht_trust_log_add(HtTrustLog *log, gint64 utc_ns, enum sample_trust trust, guint reasons);
/* The worst trust of samples between the two times, and every reason of theirs. What nothing is
 * known of is unauthenticated. reasons may be NULL. */
enum sample_trust ht_trust_log_over(const HtTrustLog *log, gint64 start_utc_ns, gint64 end_utc_ns,
				    guint *reasons);

G_END_DECLS
