/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is pinned of a wearable, held against what it shows now.
 *
 * A sample is authentic only if the wearable is bonded, was bonded when it was pinned, has not been
 * bonded anew behind our back, is who the pin says, and its link is encrypted now. All of that can
 * be copied by a clone but the key of the bond, and a link that is encrypted with that key proves
 * it.
 */
#pragma once

#include "ble/link/encryption.h"
#include "ble/link/wearable.h"

G_BEGIN_DECLS

typedef struct {
	gboolean kept;         /* there is a pin, and somebody keeps it */
	HtIdentity identity;   /* the pinned one */
	gboolean bond_changed; /* since it was pinned */
	gboolean bond_known;   /* bonded says what BlueZ showed last */
	gboolean bonded;
} HtPin;

/* Takes a new pin; NULL = none. What was held against the old one is forgotten. */
void ht_pin_set(HtPin *pin, const HtIdentity *identity);
/* Each time BlueZ shows whether there is a bond; ours: a pairing that the user asked for is under
 * way. */
void ht_pin_see_bond(HtPin *pin, gboolean bonded, gboolean ours);
/* now: as read on this connection. */
HtOrigin ht_pin_judge(const HtPin *pin, const HtIdentity *now, HtEncryption encryption);

G_END_DECLS
