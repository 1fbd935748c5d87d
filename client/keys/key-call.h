/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub's methods that change keys, with the proof and the secrets that go along. */
#pragma once

#include "client/keys/key-proof.h"
#include "dbus/hub1.h"

G_BEGIN_DECLS

/* secret_fd -1 = none. *words is a descriptor to read a recovery code from and to close, or -1. */
gboolean key_call_add(HtHub1 *hub, const struct key_proof *proof, const char *kind, int secret_fd,
		      const char *label, guint *slot, int *words, GError **error);
gboolean key_call_remove(HtHub1 *hub, const struct key_proof *proof, guint slot, GError **error);
gboolean key_call_change_passphrase(HtHub1 *hub, const struct key_proof *proof, int passphrase_fd,
				    GError **error);
/* *dropped (transfer full): slots as ListKeySlots has them. */
gboolean key_call_rotate(HtHub1 *hub, const struct key_proof *proof, gboolean recovery,
			 GVariant **dropped, int *words, GError **error);

G_END_DECLS
