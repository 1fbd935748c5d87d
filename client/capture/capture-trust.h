/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What speaks against what one wearable of a capture sent, by the signal alone: the checks of
 * ble/trust and health-models/trust, as the hub has them. What the hub knows beside (bond,
 * encryption, identity, other advertisers, the model and so its converter) is in no capture.
 */
#pragma once

#include "common/sample.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtCaptureTrust HtCaptureTrust;

/* virtual_time: when a sample arrived means nothing. */
HtCaptureTrust *ht_capture_trust_new(gboolean virtual_time);
void ht_capture_trust_free(HtCaptureTrust *trust);
/* A new connection; what was seen is kept. */
void ht_capture_trust_begin(HtCaptureTrust *trust);
/* Of enum trust_reason; 0 = nothing. Whether the beats are a heart's is not asked here. */
guint ht_capture_trust_block(HtCaptureTrust *trust, const struct sample_block *block,
			     gint64 arrival_ns);

G_END_DECLS
