/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptors that come with a call: secrets and files never travel as values. */
#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* Takes over the descriptor that a handle of the call means; the caller closes it. A handle can be
 * any number: HT_ERROR_INVALID where no such descriptor came along. */
gboolean ht_take_descriptor(GUnixFDList *fds, GVariant *handle, int *fd, GError **error);

G_END_DECLS
