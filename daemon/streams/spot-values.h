/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes now and then and not sample by sample: heart rate, battery, readings of a cuff, a
 * scale or a thermometer, intervals of a pulse. Kept with the wearable's main stream. Main thread
 * only.
 */
#pragma once

#include "daemon/streams/stream.h"

G_BEGIN_DECLS

void ht_spot_heart_rate(const HtOutlets *outlets, const HtStream *stream,
			const struct heart_rate_block *block, gint64 utc_ns);
void ht_spot_battery(const HtOutlets *outlets, const HtStream *stream,
		     const struct battery_block *block, gint64 utc_ns);
/* Shown live as well. */
void ht_spot_reading(const HtOutlets *outlets, const HtStream *stream,
		     const struct reading_block *block, gint64 utc_ns, enum sample_trust trust,
		     guint reasons);
void ht_spot_intervals(const HtOutlets *outlets, const HtStream *stream,
		       const struct intervals_block *block, gint64 start_utc_ns, gint64 end_utc_ns);

G_END_DECLS
