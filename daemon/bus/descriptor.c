/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/descriptor.h"

#include "common/glib/ht-error.h"

gboolean ht_take_descriptor(GUnixFDList *fds, GVariant *handle, int *fd, GError **error)
{
	int index = g_variant_get_handle(handle);

	if (!fds || index < 0 || index >= g_unix_fd_list_get_length(fds)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "no descriptor came along with the call");
		return FALSE;
	}
	*fd = g_unix_fd_list_get(fds, index, error);
	return *fd >= 0;
}
