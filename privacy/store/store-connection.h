/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One connection to an encrypted database in the format profile, with nothing taken on trust:
 * the library must be SQLCipher and every PRAGMA is read back.
 *
 * Profile 1 is what SQLCipher 3 writes, with larger pages: AES-256-CBC, HMAC-SHA1 of each page,
 * 4096-byte pages, a raw key and a salt that is made of the key. SQLCipher 4 writes the same under
 * cipher_compatibility 3. The key file names the profile, and the meta table inside the database
 * does.
 */
#pragma once

#include "privacy/secret.h"

#include <sqlcipher/sqlite3.h>

G_BEGIN_DECLS

#define HT_STORE_PROFILE "1"

typedef enum {
	HT_STORE_WRITING, /* makes the file if there is none; for one thread only */
	HT_STORE_READING, /* read-only; one thread at a time */
	HT_STORE_REKEYED, /* writing, where the head of the file may still be under another key */
} HtStoreAccess;

/* (transfer full) Closed with ht_store_connection_close(). HT_ERROR_NOT_ENCRYPTED before any file
 * is made, HT_ERROR_WRONG_KEY, HT_ERROR_DAMAGED. */
sqlite3 *ht_store_connection_open(const char *path, const HtSecret *key, HtStoreAccess access,
				  GError **error);
/* Writes every page under another key, as one transaction. The library does not say whether that
 * went well, and where it did not, the connection is good for nothing: close it, and see which key
 * opens another. */
void ht_store_connection_rekey(sqlite3 *db, const HtSecret *key);
void ht_store_connection_close(sqlite3 *db);

G_END_DECLS
