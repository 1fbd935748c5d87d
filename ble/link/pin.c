/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/pin.h"

#include <string.h>

void ht_pin_set(HtPin *pin, const HtIdentity *identity)
{
	pin->kept = identity != NULL;
	pin->bond_changed = FALSE;
	if (identity)
		pin->identity = *identity;
}

void ht_pin_see_bond(HtPin *pin, gboolean bonded, gboolean ours)
{
	if (pin->bond_known && bonded && !pin->bonded && !ours)
		pin->bond_changed = TRUE;
	pin->bond_known = TRUE;
	pin->bonded = bonded;
}

static guint judge_identity(const HtIdentity *pinned, const HtIdentity *now)
{
	guint reasons = 0;

	if (strcmp(pinned->manufacturer, now->manufacturer) != 0 ||
	    strcmp(pinned->model, now->model) != 0 || strcmp(pinned->serial, now->serial) != 0 ||
	    strcmp(pinned->firmware, now->firmware) != 0)
		reasons |= TRUST_REASON_IDENTITY;
	if (strcmp(pinned->gatt, now->gatt) != 0)
		reasons |= TRUST_REASON_GATT;
	return reasons;
}

/* A link that is gone by now says nothing of what came over it: without a pin there is nothing to
 * be held against either. */
HtOrigin ht_pin_judge(const HtPin *pin, const HtIdentity *now, HtEncryption encryption)
{
	HtOrigin origin = {.trust = TRUST_UNAUTHENTICATED};

	if (pin->bond_changed)
		origin.reasons |= TRUST_REASON_BOND_CHANGED;
	if (pin->kept) {
		origin.reasons |= judge_identity(&pin->identity, now);
		if (pin->identity.bonded != now->bonded)
			origin.reasons |= TRUST_REASON_BOND_CHANGED;
	}
	if ((now->bonded || (pin->kept && pin->identity.bonded)) && encryption != HT_ENCRYPTION_ON)
		origin.reasons |= TRUST_REASON_LINK_PLAIN;
	if (origin.reasons)
		origin.trust = TRUST_SUSPECT;
	else if (pin->kept && pin->identity.bonded)
		origin.trust = TRUST_AUTHENTICATED;
	return origin;
}
