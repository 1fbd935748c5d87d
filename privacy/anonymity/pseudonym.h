/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one recipient is told instead of who a person is and when it was: a name and a shift in
 * time, made by a keyed hash (BLAKE2b, RFC 7693) of recipient and person. The same for one
 * recipient for ever; without the key, nobody can tell that two recipients' names are one person.
 * Both hashes are apart: the shift says nothing of the name.
 */
#pragma once

#include "privacy/secret.h"

G_BEGIN_DECLS

enum {
	HT_PSEUDONYM_SIZE = 32 + 1,           /* hexadecimal digits and the end */
	HT_PSEUDONYM_SHIFT_PERIODS = 12 * 40, /* what a shift is chosen from */
};

/* key: of HT_PURPOSE_PSEUDONYM. */
void ht_pseudonym(const HtSecret *key, guint32 recipient_uid, const char *person,
		  char out[HT_PSEUDONYM_SIZE]);
/* Periods of 30 days by which this recipient's dates of this person are too early: 0 to
 * HT_PSEUDONYM_SHIFT_PERIODS - 1. */
guint32 ht_pseudonym_shift(const HtSecret *key, guint32 recipient_uid, const char *person);

G_END_DECLS
