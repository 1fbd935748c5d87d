/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who each enrolled wearable was when it was enrolled: documents of the store, and a copy for the
 * hub while it is locked (daemon/locked/enrolment.h). It holds no health value. Main thread only,
 * but for loading.
 */
#pragma once

#include "ble/link/ht-link.h"
#include "daemon/locked/enrolment.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct _HtPins HtPins;

/* Where earlier versions kept them. */
#define HT_PINS_FILE "wearables.pins"

/* (transfer full) Takes in what an earlier version kept in a file of its own, and removes that
 * file. HT_ERROR_DAMAGED for one that cannot be read; nothing is to be authentic then, and the file
 * stays as it is. May take long: in a worker. The store must outlive this. */
HtPins *ht_pins_load(HtStore *store, const char *state_dir, GError **error);
/* (transfer full) Of a hub that is locked: none can be kept or removed. */
HtPins *ht_pins_new_locked(const HtEnrolment *enrolment);
void ht_pins_free(HtPins *pins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPins, ht_pins_free)

/* (transfer none) NULL = none. Valid until that wearable's pin changes. */
const HtIdentity *ht_pins_get(const HtPins *pins, const char *address);
/* On disk when it returns TRUE. */
gboolean ht_pins_put(HtPins *pins, const char *address, const HtIdentity *identity, GError **error);
/* TRUE as well where there is none. */
gboolean ht_pins_remove(HtPins *pins, const char *address, GError **error);

G_END_DECLS
