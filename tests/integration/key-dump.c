/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key-dump DIR FD: opens the keys in DIR with the passphrase on FD and prints the data key, the
 * database's key and the segments' key, a line of hexadecimal digits each. For tests alone that
 * look for them where they must not be.
 */
#include "privacy/keys/keyring-state.h"
#include "tests/integration/given-keyring.h"

#include <sodium.h>
#include <stdio.h>

static void print_key(const HtSecret *key)
{
	char hex[2 * KEYFILE_KEY_SIZE + 1];

	sodium_bin2hex(hex, sizeof(hex), ht_secret_bytes(key), ht_secret_size(key));
	puts(hex);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring = given_keyring(argc, argv, &error);

	if (!keyring) {
		fprintf(stderr, "key-dump: %s\n", error ? error->message : "DIR FD");
		return 1;
	}
	print_key(keyring->data_key);
	for (HtPurpose purpose = HT_PURPOSE_DATABASE; purpose <= HT_PURPOSE_SEGMENTS; purpose++) {
		g_autoptr(HtSecret) key = ht_keyring_derive(keyring, purpose);

		print_key(key);
	}
	return 0;
}
