/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The services that the hub can stream: one row of a constant table for each. */
#pragma once

#include "common/sample.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	const char *name; /* for logs */
	const char *service_uuid;
	const char *value_uuid; /* the characteristic that notifies */
	const char
	    *control_uuid;   /* PMD control point that starts it; NULL = subscribing starts it */
	gboolean finds;      /* a device that offers the service is a wearable */
	gboolean optional;   /* the wearable streams without it as well */
	gboolean read_first; /* read the value once, it may not change for hours */
	/* Bytes of one notification in, a block out. Returns 0 or -errno. */
	int (*decode)(const guint8 *data, gsize size, guint32 rate_mhz, struct sample_block *block);
} HtDriver;

enum { HT_DRIVERS = 3 };
extern const HtDriver ht_drivers[HT_DRIVERS];

/* Whether a device that offers these services (NULL = none known) is a wearable. */
gboolean ht_driver_finds(const char *const *uuids);
gboolean ht_driver_offered(const HtDriver *driver, const char *const *uuids);

G_END_DECLS
