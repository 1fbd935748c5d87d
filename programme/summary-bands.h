/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers made coarse, so that many people share each: what is anonymised holds nothing else. */
#pragma once

#include "programme/summary-numbers.h"

G_BEGIN_DECLS

/* The key under which a summary holds the band of a number: "heart_rate_rest_band", ... */
const char *ht_band_key(enum ht_summary_number number);
/* (transfer none) "60-69", "100 and over", "under 1", in whole beats per minute, percent, hours a
 * day; of days worn the part of the window: "half", "most", "nearly all". */
const char *ht_band_of(enum ht_summary_number number, gint64 value, guint window_days);
/* (transfer none) Ages of 15 to 25 years together; "unknown" where no year of birth is set. */
const char *ht_age_band(guint birth_year, int year);
/* (transfer full) Five years together; all from 90 on are "90 and over". */
char *ht_age_group(guint birth_year, int year);

G_END_DECLS
