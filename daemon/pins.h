/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who each enrolled wearable was when it was enrolled: STATE/wearables.pins, readable while the hub
 * is locked, for its owner only. It holds no health value. Main thread only.
 */
#pragma once

#include "ble/link/ht-link.h"

G_BEGIN_DECLS

typedef struct _HtPins HtPins;

#define HT_PINS_FILE "wearables.pins"

/* (transfer full) A file that is not there holds no pins. HT_ERROR_DAMAGED for one that cannot be
 * read; nothing is to be authentic then, and the file stays as it is. */
HtPins *ht_pins_load(const char *state_dir, GError **error);
void ht_pins_free(HtPins *pins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPins, ht_pins_free)

/* (transfer none) NULL = none. Valid until that wearable's pin changes. */
const HtIdentity *ht_pins_get(const HtPins *pins, const char *address);
/* On disk when it returns TRUE. */
gboolean ht_pins_put(HtPins *pins, const char *address, const HtIdentity *identity, GError **error);
/* TRUE as well where there is none. */
gboolean ht_pins_remove(HtPins *pins, const char *address, GError **error);

G_END_DECLS
