/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/credential.h"

#include <fcntl.h>
#include <glib.h>

int ht_credential_open(void)
{
	const char *dir = g_getenv("CREDENTIALS_DIRECTORY");
	g_autofree char *path = dir ? g_build_filename(dir, HT_CREDENTIAL_NAME, NULL) : NULL;

	return path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
}
