/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lose-records DIR FD: opens the hub's database in DIR with the passphrase on FD and takes every
 * second record out, behind the back of the ledger, as damage or an enemy with the key would.
 */
#include "privacy/store/store-connection.h"
#include "tests/integration/given-keyring.h"

#include <stdio.h>

static gboolean lose(const char *dir, const HtKeyring *keyring, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "twin.db", NULL);
	g_autoptr(HtSecret) key = ht_keyring_derive(keyring, HT_PURPOSE_DATABASE);
	sqlite3 *db = ht_store_connection_open(path, key, HT_STORE_WRITING, error);
	gboolean lost;

	if (!db)
		return FALSE;
	lost = sqlite3_exec(db, "DELETE FROM record WHERE id % 2 = 0", NULL, NULL, NULL) ==
		   SQLITE_OK &&
	       sqlite3_changes(db) > 0;
	ht_store_connection_close(db);
	return lost;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring = given_keyring(argc, argv, &error);

	if (keyring && lose(argv[1], keyring, &error))
		return 0;
	fprintf(stderr, "lose-records: %s\n", error ? error->message : "DIR FD, and a record");
	return 1;
}
