/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys a virtual wearable shares with the centrals that it has bonded with: in memory, and in a
 * file of mode 0600 if it is given one. Main context only.
 */
#pragma once

#include "ble/virtual/hci/smp-crypto.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtBonds HtBonds;

/* path may be NULL (memory only) or name a file that is not there yet. NULL with *error when it
 * cannot be read. */
HtBonds *ht_bonds_open(const char *path, GError **error);
void ht_bonds_free(HtBonds *bonds);

/* peer: address type, then the address from its most significant byte on. */
gboolean ht_bonds_find(HtBonds *bonds, const guint8 peer[SMP_ADDRESS_SIZE],
		       guint8 ltk[SMP_KEY_SIZE]);
/* A bond with the same peer is replaced. */
gboolean ht_bonds_keep(HtBonds *bonds, const guint8 peer[SMP_ADDRESS_SIZE],
		       const guint8 ltk[SMP_KEY_SIZE], GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtBonds, ht_bonds_free)

G_END_DECLS
