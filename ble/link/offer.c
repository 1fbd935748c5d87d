/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/offer.h"

static gboolean has(const char *const *uuids, const char *wanted)
{
	for (; uuids && *uuids; uuids++) {
		if (g_ascii_strcasecmp(*uuids, wanted) == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean ht_offer_has(const struct driver *driver, const char *const *uuids)
{
	return has(uuids, driver->service_uuid);
}

gboolean ht_offer_is_wearable(const char *const *uuids)
{
	for (gsize i = 0; i < drivers_count; i++) {
		if (drivers[i].finds && (ht_offer_has(&drivers[i], uuids) ||
					 has(uuids, driver_advertised_uuid(&drivers[i]))))
			return TRUE;
	}
	return FALSE;
}
