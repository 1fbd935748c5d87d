/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/inbox/inbox-file.h"

#include "common/glib/ht-error.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/sealed/sealed-file.h"
#include "privacy/state-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct _HtInboxFile {
	char *folder, *path;
	int fd;
	HtSealedWriter *writer;
	gint64 committed; /* bytes, 0 = none yet */
	gboolean failed;
};

static gboolean fail(const HtInboxFile *file, GError **error)
{
	ht_state_dir_error(error, errno, "cannot write", file->path);
	return FALSE;
}

static gboolean write_start(HtInboxFile *file, const struct inbox_start *start, GError **error)
{
	guint8 bytes[INBOX_START_SIZE];

	inbox_start_encode(start, bytes);
	return ht_sealed_writer_write(file->writer, bytes, sizeof bytes, error);
}

HtInboxFile *ht_inbox_file_new(const char *dir, const guint8 box_public[32],
			       const struct inbox_start *start, GError **error)
{
	HtInboxFile *file = g_new0(HtInboxFile, 1);

	file->folder = g_build_filename(dir, HT_INBOX_FOLDER, NULL);
	file->path = ht_inbox_path(dir, start->number);
	file->fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file->fd < 0) {
		fail(file, error);
		file->failed = TRUE;
		ht_inbox_file_free(file);
		return NULL;
	}
	file->writer = ht_sealed_writer_new_for_hub(file->fd, box_public, error);
	if (file->writer && write_start(file, start, error))
		return file;
	file->failed = TRUE;
	unlink(file->path);
	ht_inbox_file_free(file);
	return NULL;
}

/* The name of the file must be durable as well, once. */
static gboolean sync_all(HtInboxFile *file, GError **error)
{
	if (fdatasync(file->fd) < 0)
		return fail(file, error);
	return file->committed > 0 || ht_state_dir_sync(file->folder, error);
}

gboolean ht_inbox_file_commit(HtInboxFile *file, const guint8 *data, gsize size, GError **error)
{
	gint64 end;

	g_return_val_if_fail(!file->failed, FALSE);
	file->failed = TRUE;
	if (!ht_sealed_writer_write(file->writer, data, size, error) ||
	    !ht_sealed_writer_flush(file->writer, error) || !sync_all(file, error))
		return FALSE;
	end = lseek(file->fd, 0, SEEK_CUR);
	if (end < 0)
		return fail(file, error);
	file->committed = end;
	file->failed = FALSE;
	return TRUE;
}

gboolean ht_inbox_file_abandon(HtInboxFile *file, GError **error)
{
	if (file->committed == 0) {
		if (unlink(file->path) < 0 && errno != ENOENT)
			return fail(file, error);
		return ht_state_dir_sync(file->folder, error);
	}
	if (ftruncate(file->fd, file->committed) < 0 || fsync(file->fd) < 0)
		return fail(file, error);
	return TRUE;
}

guint64 ht_inbox_file_size(const HtInboxFile *file)
{
	return (guint64)file->committed;
}

void ht_inbox_file_free(HtInboxFile *file)
{
	if (!file)
		return;
	/* Without the mark it reads the same, as one that was cut short. */
	if (file->writer && !file->failed)
		ht_sealed_writer_finish(file->writer, NULL);
	ht_sealed_writer_free(file->writer);
	if (file->fd >= 0)
		close(file->fd);
	g_free(file->folder);
	g_free(file->path);
	g_free(file);
}
