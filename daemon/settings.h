/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings file, a GKeyFile. A group or key that is not known, or a number outside its limits,
 * is an error: a typing mistake must not pass as a default.
 */
#pragma once

#include "ble/link/ht-link.h"
#include "daemon/upkeep/housekeeper.h"
#include "privacy/inbox/inbox.h"

G_BEGIN_DECLS

#define HT_SETTINGS_PATH_DEFAULT "/etc/health-twin/health-twin.conf"

typedef struct {
	HtStoreSettings store;
	HtInboxSettings inbox; /* but for the time between commits, which is the store's */
	HtLinkSettings link;
	HtHousekeeping housekeeping;
	gboolean trust_clock; /* nobody vouches for the time of day, and it counts all the same */
} HtSettings;

/* path NULL = the default file, which need not exist. */
gboolean ht_settings_load(HtSettings *settings, const char *path, GError **error);

G_END_DECLS
