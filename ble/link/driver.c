/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/driver.h"

#include "ble/codec/battery.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/pmd.h"

static int decode_heart_rate(const guint8 *data, gsize size, guint32 rate_mhz,
			     struct sample_block *block)
{
	(void)rate_mhz;
	return heart_rate_decode(data, size, block);
}

static int decode_battery(const guint8 *data, gsize size, guint32 rate_mhz,
			  struct sample_block *block)
{
	(void)rate_mhz;
	return battery_decode(data, size, block);
}

const HtDriver ht_drivers[HT_DRIVERS] = {
    {
	.name = "PMD",
	.service_uuid = PMD_SERVICE_UUID,
	.value_uuid = PMD_DATA_UUID,
	.control_uuid = PMD_CONTROL_POINT_UUID,
	.finds = TRUE,
	.decode = pmd_frame_decode,
    },
    {
	.name = "heart rate",
	.service_uuid = HEART_RATE_SERVICE_UUID,
	.value_uuid = HEART_RATE_MEASUREMENT_UUID,
	.finds = TRUE,
	.decode = decode_heart_rate,
    },
    {
	.name = "battery",
	.service_uuid = BATTERY_SERVICE_UUID,
	.value_uuid = BATTERY_LEVEL_UUID,
	.optional = TRUE,
	.read_first = TRUE,
	.decode = decode_battery,
    },
};

gboolean ht_driver_offered(const HtDriver *driver, const char *const *uuids)
{
	for (; uuids && *uuids; uuids++) {
		if (g_ascii_strcasecmp(*uuids, driver->service_uuid) == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean ht_driver_finds(const char *const *uuids)
{
	for (guint i = 0; i < HT_DRIVERS; i++) {
		if (ht_drivers[i].finds && ht_driver_offered(&ht_drivers[i], uuids))
			return TRUE;
	}
	return FALSE;
}
