/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DIR/keys on the disk, and what the data key alone seals and vouches for in it. */
#pragma once

#include "privacy/keys/keyfile.h"
#include "privacy/secret.h"

G_BEGIN_DECLS

gboolean ht_keyfile_exists(const char *dir);
/* HT_ERROR_NOT_FOUND, HT_ERROR_DAMAGED, HT_ERROR_UNSUPPORTED. */
gboolean ht_keyfile_load(const char *dir, struct keyfile *keyfile, GError **error);
/* Fills in version, the hub's public halves and the keyed hash, and writes the file: durable and
 * whole, or not at all. over: FALSE = HT_ERROR_EXISTS if there is one. */
gboolean ht_keyfile_save(const char *dir, struct keyfile *keyfile, const HtSecret *data_key,
			 gboolean over, GError **error);
/* Whether the holder of the data key wrote it: HT_ERROR_DAMAGED. A first version has no such mark.
 */
gboolean ht_keyfile_check(const char *dir, const struct keyfile *keyfile, const HtSecret *data_key,
			  GError **error);

/* Puts the data key before, and the keys that stay, into the file; NULL = takes them out. */
void ht_keyfile_set_previous(struct keyfile *keyfile, const HtSecret *data_key,
			     const HtSecret *previous);
void ht_keyfile_set_carried(struct keyfile *keyfile, const HtSecret *data_key,
			    const HtSecret *carried);
/* (transfer full) NULL where it is not there, or is not what the data key sealed. */
HtSecret *ht_keyfile_get_previous(const struct keyfile *keyfile, const HtSecret *data_key);
HtSecret *ht_keyfile_get_carried(const struct keyfile *keyfile, const HtSecret *data_key);

/* NULL if there is none. */
struct keyfile_slot *ht_keyfile_find(struct keyfile *keyfile, guint id);

G_END_DECLS
