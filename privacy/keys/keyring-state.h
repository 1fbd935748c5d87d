/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an open keyring is made of: for the files of this folder only. */
#pragma once

#include "privacy/keys/keyfile.h"
#include "privacy/keys/keyring.h"

G_BEGIN_DECLS

struct _HtKeyring {
	char *dir;
	HtSecret *data_key;
	HtSecret *previous; /* the data key before, while a rotation is under way; or NULL */
	HtSecret
	    *carried; /* KEYFILE_CARRIED_KEYS keys that a rotation left as they were, or NULL */
	guint slot;   /* id of the slot that opened it */
	HtSlotKind kind;
};

/* (transfer full) All three secrets are taken over. */
HtKeyring *ht_keyring_new_internal(const char *dir, HtSecret *data_key, HtSecret *previous,
				   HtSecret *carried);

G_END_DECLS
