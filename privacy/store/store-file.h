/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The database's file: whose it is, and that it belongs to the key. */
#pragma once

#include "privacy/secret.h"

#include <sqlcipher/sqlite3.h>

G_BEGIN_DECLS

enum { HT_STORE_SALT_SIZE = 16 };

/* Makes an empty file with mode 0600 if there is none; SQLite gives -wal and -shm the same mode. */
gboolean ht_store_file_prepare(const char *path, GError **error);
/* The salt of profile 1 stands in clear at the start of the file; made of the key, it names the
 * file's key without giving it away. */
void ht_store_file_make_salt(const HtSecret *key, guint8 salt[HT_STORE_SALT_SIZE]);
/* Whether a journal waits beside the file: what stands in it is not yet what counts. */
gboolean ht_store_file_has_journal(const char *path);
/* Looks at the start of a file that is open, and may be empty. HT_ERROR_WRONG_KEY,
 * HT_ERROR_NOT_ENCRYPTED. */
gboolean ht_store_file_check(sqlite3 *db, const char *path, const HtSecret *key, GError **error);
/* Bytes of the file and its log, and what the disk has left for this user. */
gboolean ht_store_file_space(const char *path, guint64 *used_bytes, guint64 *free_bytes,
			     GError **error);

G_END_DECLS
