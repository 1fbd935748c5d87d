/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device offers, held against the table of drivers. */
#pragma once

#include "ble/codec/driver.h"

#include <glib.h>

G_BEGIN_DECLS

/* Whether a device that offers these services (NULL = none known) is a wearable. */
gboolean ht_offer_is_wearable(const char *const *uuids);
gboolean ht_offer_has(const struct driver *driver, const char *const *uuids);

G_END_DECLS
