/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/integration/given-keyring.h"

#include <stdlib.h>

HtKeyring *given_keyring(int argc, char **argv, GError **error)
{
	g_autoptr(HtSecret) passphrase = NULL;

	if (argc == 3 && ht_secret_startup(error))
		passphrase = ht_secret_read_fd(atoi(argv[2]), -1, NULL, error);
	return passphrase ? ht_keyring_open(argv[1], passphrase, error) : NULL;
}
