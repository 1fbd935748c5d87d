/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of virtual-wearable. */
#pragma once

#include "ble/virtual/ht-agents.h"
#include "ble/virtual/ht-wearable-choice.h"

G_BEGIN_DECLS

typedef struct {
	char *bus_address;
	char *hci;       /* NULL = on the bus; else the socket of a controller */
	char *bond_file; /* with hci: NULL = in memory */
	gboolean no_pairing, require_encryption, clone;
	GPtrArray *wearables; /* of HtWearableChoice, at least one */
	gboolean several;     /* they were given by --wearable */
	gdouble speed;        /* 0 = as fast as it is read */
	gint adapters;
	HtPairingMode pairing;
	gint passkey;
	gboolean in_step;
	gboolean drop_when_full;
	gboolean version;
} HtWearableOptions;

/* FALSE with one line in *error for bad usage. */
gboolean ht_wearable_options_parse(HtWearableOptions *options, char **argv, GError **error);
void ht_wearable_options_clear(HtWearableOptions *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HtWearableOptions, ht_wearable_options_clear)

G_END_DECLS
