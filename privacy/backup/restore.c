/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* renameat2 */
#include "privacy/backup/restore.h"

#include "common/glib/ht-error.h"
#include "common/glib/ht-fd-io.h"
#include "privacy/keys/keyring.h"
#include "privacy/sealed/sealed-file.h"
#include "privacy/state-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define RESTORING "restoring" /* being written */
#define RESTORED  "restored"  /* whole; moves to its places */

enum { PART_SIZE = 1 << 18, ROOM_MORE_BYTES = 16 << 20 };

/* In the order in which they move: the keys last, because a folder without them is nobody's. */
static const char *const folders[] = {"audit", "inbox"};
static const char *const files[] = {"twin.db",    "head",     "enrolment", "wearables.pins",
				    "checkpoint", "segments", "keys"};

typedef struct {
	HtSealedReader *reader;
	GCancellable *cancellable;
	char *dir; /* where files go; NULL = looks only */
	guint8 *part;
	guint64 bytes; /* of all members */
} Run;

static gboolean fail(GError **error, int code, const char *what, const char *path)
{
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "cannot %s %s: %s", what, path,
		    g_strerror(code));
	return FALSE;
}

static gboolean damaged(GError **error, const char *why)
{
	g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED, "the backup is no use: %s", why);
	return FALSE;
}

/* Exactly so many. */
static gboolean read_exactly(Run *run, guint8 *data, gsize size, GError **error)
{
	gsize at = 0;

	while (at < size) {
		gssize n = ht_sealed_reader_read(run->reader, data + at, size - at, error);

		if (n < 0)
			return FALSE;
		if (n == 0)
			return damaged(error, "it was cut short");
		at += (gsize)n;
	}
	return TRUE;
}

/* Into fd, or nowhere where that is -1. */
static gboolean copy_content(Run *run, guint64 size, int fd, const char *path, GError **error)
{
	while (size > 0) {
		gsize part = (gsize)MIN(size, PART_SIZE);

		if (g_cancellable_set_error_if_cancelled(run->cancellable, error) ||
		    !read_exactly(run, run->part, part, error))
			return FALSE;
		if (fd >= 0 && !ht_fd_write(fd, run->part, part))
			return fail(error, errno, "write", path);
		size -= part;
	}
	return fd < 0 || fsync(fd) == 0 || fail(error, errno, "write", path);
}

static gboolean take_member(Run *run, const struct backup_member *member, GError **error)
{
	char name[BACKUP_NAME_MAX];
	g_autofree char *path = NULL;
	gboolean ok;
	int fd;

	run->bytes += member->size;
	if (!run->dir)
		return copy_content(run, member->size, -1, NULL, error);
	backup_member_name(member, name);
	path = g_build_filename(run->dir, name, NULL);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(error, errno, "make", path);
	ok = copy_content(run, member->size, fd, path, error);
	if (close(fd) < 0 && ok)
		return fail(error, errno, "write", path);
	return ok;
}

static gboolean read_head(Run *run, GError **error)
{
	guint8 bytes[BACKUP_HEAD_SIZE];
	struct backup_head head;
	int code;

	if (!read_exactly(run, bytes, sizeof(bytes), error))
		return FALSE;
	code = backup_head_decode(&head, bytes);
	if (code == 0)
		return TRUE;
	if (code == -EPROTONOSUPPORT)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
				    "the backup was written by a later version: update this hub");
	else
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "what is sealed in this file is no backup of a hub");
	return FALSE;
}

static gboolean read_end(Run *run, GError **error)
{
	guint8 byte;
	gssize n = ht_sealed_reader_read(run->reader, &byte, 1, error);

	if (n < 0)
		return FALSE;
	if (n > 0)
		return damaged(error, "something stands behind its end");
	return ht_sealed_reader_is_whole(run->reader) || damaged(error, "it was cut short");
}

static gboolean read_members(Run *run, GError **error)
{
	struct backup_member member, before;
	guint8 bytes[BACKUP_MEMBER_SIZE];

	if (!read_head(run, error))
		return FALSE;
	for (guint i = 0; i < BACKUP_MEMBERS_MAX; i++) {
		int code;

		if (!read_exactly(run, bytes, sizeof(bytes), error))
			return FALSE;
		code = backup_member_decode(&member, i > 0 ? &before : NULL, bytes);
		if (code < 0)
			return damaged(error, code == -EFBIG ? "a part of it is larger than that "
							       "part can be"
							     : "its parts are not a hub's");
		if (member.kind == BACKUP_END)
			return read_end(run, error);
		if (!take_member(run, &member, error))
			return FALSE;
		before = member;
	}
	return damaged(error, "it has too many parts");
}

/* Reads it from its beginning to its end. dir NULL = looks only. */
static gboolean read_backup(int fd, const HtSecret *passphrase, const char *dir,
			    GCancellable *cancellable, guint64 *bytes, GError **error)
{
	Run run = {.dir = (char *)dir, .cancellable = cancellable};
	gboolean ok;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return fail(error, errno, "read", "the backup");
	run.reader =
	    ht_sealed_reader_new(fd, "the backup", SEALED_BY_PASSPHRASE, passphrase, error);
	if (!run.reader)
		return FALSE;
	run.part = g_malloc(PART_SIZE);
	ok = read_members(&run, error);
	ht_sealed_reader_free(run.reader);
	g_free(run.part);
	*bytes = run.bytes;
	return ok;
}

static gboolean is_there(const char *dir, const char *name)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	struct stat status;

	return lstat(path, &status) == 0;
}

/* FALSE where it is not there as well. */
static gboolean has_entries(const char *dir, const char *folder)
{
	g_autofree char *path = g_build_filename(dir, folder, NULL);
	g_autoptr(GDir) open = g_dir_open(path, 0, NULL);

	return open && g_dir_read_name(open);
}

/* Whether there is anything that a part of the backup would have to take the place of. */
static gboolean is_a_hubs(const char *dir)
{
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		if (is_there(dir, files[i]))
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		if (has_entries(dir, folders[i]))
			return TRUE;
	return is_there(dir, RESTORED) || is_there(dir, "twin.db-wal");
}

static gboolean check(const char *dir, int fd, GError **error)
{
	struct stat status;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "a backup is read out of a file: give a descriptor of one");
		return FALSE;
	}
	if (!is_a_hubs(dir))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_EXISTS,
		    "%s is a hub's already: a backup is restored into an empty folder", dir);
	return FALSE;
}

static gboolean has_room(const char *dir, guint64 bytes, GError **error)
{
	struct statvfs disk;

	if (statvfs(dir, &disk) < 0 ||
	    (guint64)disk.f_bavail * disk.f_frsize >= bytes + ROOM_MORE_BYTES)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "the backup needs %" G_GUINT64_FORMAT " MB of room on the disk: free some",
		    (bytes + ROOM_MORE_BYTES) / 1000000 + 1);
	return FALSE;
}

static void remove_files(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		if (unlink(file) < 0 && errno == EISDIR)
			remove_files(file);
	}
	g_rmdir(path);
}

static gboolean make_folders(const char *path, GError **error)
{
	remove_files(path);
	if (mkdir(path, 0700) < 0)
		return fail(error, errno, "make", path);
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);

		if (mkdir(folder, 0700) < 0)
			return fail(error, errno, "make", folder);
	}
	return TRUE;
}

static gboolean sync_folders(const char *path, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);

		if (!ht_state_dir_sync(folder, error))
			return FALSE;
	}
	return ht_state_dir_sync(path, error);
}

static gboolean write_folder(const char *dir, int fd, const HtSecret *passphrase,
			     GCancellable *cancellable, GError **error)
{
	g_autofree char *restoring = g_build_filename(dir, RESTORING, NULL);
	g_autofree char *restored = g_build_filename(dir, RESTORED, NULL);
	guint64 bytes;

	if (make_folders(restoring, error) &&
	    read_backup(fd, passphrase, restoring, cancellable, &bytes, error) &&
	    sync_folders(restoring, error)) {
		if (rename(restoring, restored) == 0)
			return ht_state_dir_sync(dir, error);
		fail(error, errno, "rename", restoring);
	}
	remove_files(restoring);
	return FALSE;
}

gboolean ht_restore(const char *dir, int fd, const HtSecret *passphrase, GCancellable *cancellable,
		    GError **error)
{
	guint64 bytes = 0;

	return ht_state_dir_prepare(dir, error) && check(dir, fd, error) &&
	       read_backup(fd, passphrase, NULL, cancellable, &bytes, error) &&
	       has_room(dir, bytes, error) &&
	       write_folder(dir, fd, passphrase, cancellable, error) &&
	       ht_restore_finish(dir, error);
}

/* One that is gone has moved already. Nothing is put in the place of what is there. */
static gboolean move(const char *from_dir, const char *dir, const char *name, GError **error)
{
	g_autofree char *from = g_build_filename(from_dir, name, NULL);
	g_autofree char *to = g_build_filename(dir, name, NULL);

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 || errno == ENOENT)
		return TRUE;
	return fail(error, errno, "move", from);
}

/* A folder may be there, and empty: the hub that had nothing made it. */
static gboolean move_folder(const char *from_dir, const char *dir, const char *name, GError **error)
{
	g_autofree char *from = g_build_filename(from_dir, name, NULL);
	g_autofree char *to = g_build_filename(dir, name, NULL);

	if (!g_file_test(from, G_FILE_TEST_IS_DIR))
		return TRUE;
	if (g_rmdir(from) == 0)
		return TRUE;
	if (is_there(dir, name))
		remove_files(to);
	return move(from_dir, dir, name, error);
}

static gboolean move_all(const char *restored, const char *dir, GError **error)
{
	gsize last = G_N_ELEMENTS(files) - 1;

	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		if (!move_folder(restored, dir, folders[i], error))
			return FALSE;
	for (gsize i = 0; i < last; i++)
		if (!move(restored, dir, files[i], error))
			return FALSE;
	return ht_state_dir_sync(dir, error) && move(restored, dir, files[last], error) &&
	       ht_state_dir_sync(dir, error);
}

gboolean ht_restore_finish(const char *dir, GError **error)
{
	g_autofree char *restoring = g_build_filename(dir, RESTORING, NULL);
	g_autofree char *restored = g_build_filename(dir, RESTORED, NULL);

	if (is_there(dir, RESTORING))
		remove_files(restoring);
	if (!is_there(dir, RESTORED))
		return TRUE;
	if (!move_all(restored, dir, error))
		return FALSE;
	remove_files(restored);
	return ht_state_dir_sync(dir, error);
}
