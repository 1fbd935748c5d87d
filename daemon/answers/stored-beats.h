/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beats back out of RECORD_BEATS, each with its hub time. Any thread. */
#pragma once

#include "common/record.h"
#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

typedef void (*HtStoredBeatVisitor)(gpointer context, const struct ecg_beat *beat, gint64 utc_ns);

/* HT_ERROR_DAMAGED for a record that cannot be read. */
gboolean ht_stored_beats_visit(const struct record *record, HtStoredBeatVisitor visitor,
			       gpointer context, GError **error);

G_END_DECLS
