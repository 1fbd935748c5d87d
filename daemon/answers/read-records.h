/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ExportRecords: stored records as JSON Lines into a pipe, in the order of time.
 *
 * The store is read some minutes at a time and never while waiting for the reader, so a slow
 * reader holds up nobody else. In a worker.
 */
#pragma once

#include "daemon/answers/summary.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
	HT_READ_ECG = 1 << 0,
	HT_READ_BEATS = 1 << 1,
	HT_READ_FINDINGS = 1 << 2,
	HT_READ_GAPS = 1 << 3,
	HT_READ_READINGS = 1 << 4,
	HT_READ_WAVES = 1 << 5,
	HT_READ_TRUST = 1 << 6,
	HT_READ_SIGNAL = 1 << 7,
	HT_READ_BREATHS = 1 << 8,
	HT_READ_ACTIVITY = 1 << 9,
	HT_READ_FALLS = 1 << 10,
} HtReadWhat;

/* Flags of "ecg", "beat", "finding", "gap", "reading", "wave", "trust", "signal", "breaths",
 * "activity", "fall";
 * HT_ERROR_INVALID for another word or none. */
gboolean ht_read_what_parse(const char *const *words, guint *what, GError **error);

/* fd is nonblocking. A reader that went away or takes nothing for a minute ends it with an error.
 */
gboolean ht_read_records(HtStore *store, const HtPeriod *period, guint what, int fd,
			 GCancellable *cancellable, GError **error);

G_END_DECLS
