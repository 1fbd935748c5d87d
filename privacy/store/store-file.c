/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-file.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char plaintext_header[HT_STORE_SALT_SIZE] = "SQLite format 3";

gboolean ht_store_file_prepare(const char *path, GError **error)
{
	/* Never opened where it exists: closing it would let go the locks that SQLite holds on it
	 * in this process. */
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		return TRUE;
	}
	if (errno == EEXIST)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "cannot make %s: %s; look at its disk and free some space", path,
		    g_strerror(errno));
	return FALSE;
}

void ht_store_file_make_salt(const HtSecret *key, guint8 salt[HT_STORE_SALT_SIZE])
{
	static const char purpose[] = "health-twin database salt 1";

	crypto_generichash(salt, HT_STORE_SALT_SIZE, (const guint8 *)purpose, sizeof(purpose),
			   ht_secret_bytes(key), ht_secret_size(key));
}

gboolean ht_store_file_has_journal(const char *path)
{
	g_autofree char *journal = g_strconcat(path, "-journal", NULL);

	return g_file_test(journal, G_FILE_TEST_EXISTS);
}

/* Reads through SQLite's own descriptor, see above. */
static int read_head(sqlite3 *db, guint8 head[HT_STORE_SALT_SIZE], sqlite3_int64 *size)
{
	sqlite3_file *file = NULL;
	int result = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);

	if (result == SQLITE_OK)
		result = file->pMethods->xFileSize(file, size);
	if (result == SQLITE_OK)
		result = file->pMethods->xRead(file, head, HT_STORE_SALT_SIZE, 0);
	/* What a short file lacks is read as zero. */
	return result == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : result;
}

gboolean ht_store_file_check(sqlite3 *db, const char *path, const HtSecret *key, GError **error)
{
	guint8 salt[HT_STORE_SALT_SIZE];
	guint8 head[HT_STORE_SALT_SIZE];
	sqlite3_int64 size = 0;
	int result = read_head(db, head, &size);

	if (result != SQLITE_OK)
		return ht_store_set_error(error, result, path);
	ht_store_file_make_salt(key, salt);
	if (size == 0 || memcmp(head, salt, sizeof(salt)) == 0)
		return TRUE;
	if (memcmp(head, plaintext_header, sizeof(plaintext_header)) == 0)
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_ENCRYPTED,
			    "%s is not encrypted: it is not this program's, move it away", path);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_WRONG_KEY,
			    "%s was made with other keys than those beside it: put back the pair",
			    path);
	return FALSE;
}

static guint64 size_of(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? (guint64)status.st_size : 0;
}

gboolean ht_store_file_space(const char *path, guint64 *used_bytes, guint64 *free_bytes,
			     GError **error)
{
	g_autofree char *log = g_strconcat(path, "-wal", NULL);
	struct statvfs disk;

	*used_bytes = size_of(path) + size_of(log);
	if (statvfs(path, &disk) == 0) {
		*free_bytes = (guint64)disk.f_bavail * disk.f_frsize;
		return TRUE;
	}
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "cannot see what the disk of %s has left: %s",
		    path, g_strerror(errno));
	return FALSE;
}
