/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One day of a person in numbers, and the blob that keeps them (RECORD_DAY).
 *
 * Version 1, little-endian: u16 worn_minutes, u16 af_minutes, u16 hr_mean_dbpm, u16 hr_rest_dbpm,
 * u32 beats, u32 ventricular, u8 kinds, then for each kind of finding from 1 on u32 how many began.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
	HT_DAY_MINUTES_MAX = 25 * 60, /* of the longest day */
	HT_DAY_NUMBERS_VERSION = 1,
	HT_DAY_NUMBERS_SIZE_MAX = 17 + 4 * 255,
};

typedef struct {
	guint16 worn_minutes; /* with a beat, or else with a heart rate that a wearable told */
	guint16
	    af_minutes; /* worn ones, half of them and more fibrillation or flutter of the atria */
	guint16
	    hr_mean_dbpm; /* mean of the worn minutes' heart rates in tenths of a beat per minute */
	guint16 hr_rest_dbpm; /* what one in twenty of them is below; 0 = less than an hour known */
	guint32 beats, ventricular;
	guint32 findings[FINDING_KIND_MAX + 1]; /* that began, by enum finding_kind */
} HtDayNumbers;

/* Returns the bytes used of HT_DAY_NUMBERS_SIZE_MAX. */
gsize ht_day_numbers_encode(const HtDayNumbers *day, guint8 *out);
/* FALSE for a blob that lies or of another version; *day is untouched then. Kinds of findings of a
 * later version are left out. */
gboolean ht_day_numbers_decode(guint16 version, const guint8 *blob, gsize size, HtDayNumbers *day);

G_END_DECLS
