/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored record as a line of ExportRecords, with the trust that its samples had. In a worker. */
#pragma once

#include "daemon/answers/summary.h"
#include "daemon/streams/trust-log.h"

G_BEGIN_DECLS

/* What trust the streams of one person had when. */
typedef struct _HtStoredTrust HtStoredTrust;

/* (transfer full) Up to the end of the period. */
HtStoredTrust *ht_stored_trust_load(HtStore *store, const HtPeriod *period, GError **error);
void ht_stored_trust_free(HtStoredTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtStoredTrust, ht_stored_trust_free)

/* (transfer full) Of RECORD_ECG_WAVEFORM, _FINDING, _GAP, _WAVE, _READING, _TRUST, _SIGNAL and
 * _BREATHS; NULL and HT_ERROR_DAMAGED for what cannot be read. */
char *ht_record_line(const HtStoredTrust *trust, const struct record *record, GError **error);

G_END_DECLS
