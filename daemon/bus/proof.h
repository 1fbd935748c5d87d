/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proof that the caller is the hub's owner: the passphrase, by descriptor, once more. */
#pragma once

#include "daemon/hub.h"

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* Reads a passphrase from fd, which it takes over, and tries it on the hub's keys, in a worker that
 * the hub waits for. Ten seconds for whoever writes it. */
void ht_proof_async(HtHub *hub, int fd, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) The passphrase; opens: whether it is the hub's. opens NULL: another one is
 * HT_ERROR_WRONG_KEY. HT_ERROR_BUSY while another is tried. The job of the hub that it was is the
 * caller's to end, in any case. */
HtSecret *ht_proof_finish(HtHub *hub, GAsyncResult *result, gboolean *opens, GError **error);

G_END_DECLS
