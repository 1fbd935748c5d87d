/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/state-dir.h"
#include "privacy/inbox/inbox-reader.h"

#include "common/glib/ht-error.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/sealed/sealed-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	/* A file grows by one commit beyond its size, and a commit is one queue at most. */
	FILE_MAX = 64 << 20,
	PART_SIZE = 1 << 16,
};

void ht_inbox_contents_free(HtInboxContents *contents)
{
	if (!contents)
		return;
	g_array_unref(contents->records);
	g_byte_array_unref(contents->bytes);
	g_free(contents);
}

static int open_file(const char *path, HtInboxContents *contents, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0) {
		ht_state_dir_error(error, errno, "cannot read", path);
	} else if (!S_ISREG(status.st_mode) || status.st_size > FILE_MAX) {
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s: is no file that a hub writes there", path);
	} else {
		contents->size = (guint64)status.st_size;
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* All that can be read, whatever ends it. FALSE only where reading itself fails. */
static gboolean read_bytes(HtSealedReader *reader, HtInboxContents *contents, GError **error)
{
	g_autofree guint8 *part = g_malloc(PART_SIZE);
	g_autoptr(GError) problem = NULL;
	gssize n;

	while ((n = ht_sealed_reader_read(reader, part, PART_SIZE, &problem)) > 0)
		g_byte_array_append(contents->bytes, part, (guint)n);
	if (n == 0) {
		contents->end = ht_sealed_reader_is_whole(reader) ? HT_INBOX_WHOLE : HT_INBOX_CUT;
		return TRUE;
	}
	contents->end = HT_INBOX_DAMAGED;
	if (g_error_matches(problem, HT_ERROR, HT_ERROR_DAMAGED))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

/* Sealed and all the same no record: nobody's but a forger's, or a program's that is wrong. */
static void split(HtInboxContents *contents)
{
	gsize at = INBOX_START_SIZE;
	struct record record;
	long used;

	while ((used = inbox_record_decode(&record, contents->bytes->data + at,
					   contents->bytes->len - at)) > 0) {
		g_array_append_val(contents->records, record);
		at += (gsize)used;
	}
	if (used < 0 || (contents->end == HT_INBOX_WHOLE && at < contents->bytes->len))
		contents->end = HT_INBOX_DAMAGED;
}

static gboolean check_start(HtInboxContents *contents, const char *path, GError **error)
{
	int code = -EBADMSG;

	if (contents->bytes->len >= INBOX_START_SIZE)
		code = inbox_start_decode(&contents->start, contents->bytes->data);
	if (code == 0)
		return TRUE;
	if (code == -EPROTONOSUPPORT)
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "%s: was written by a later version: update this program", path);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s: nothing in it was written to its end", path);
	return FALSE;
}

HtInboxContents *ht_inbox_read(const char *dir, guint32 number, const HtSecret *box_secret,
			       GError **error)
{
	g_autoptr(HtInboxContents) contents = g_new0(HtInboxContents, 1);
	g_autofree char *path = ht_inbox_path(dir, number);
	g_autoptr(HtSealedReader) reader = NULL;
	gboolean read = FALSE;
	int fd;

	contents->records = g_array_new(FALSE, FALSE, sizeof(struct record));
	contents->bytes = g_byte_array_new();
	fd = open_file(path, contents, error);
	if (fd < 0)
		return NULL;
	reader = ht_sealed_reader_new(fd, path, SEALED_BY_HUB, box_secret, error);
	if (reader)
		read = read_bytes(reader, contents, error);
	close(fd);
	if (!read || !check_start(contents, path, error))
		return NULL;
	split(contents);
	return g_steal_pointer(&contents);
}
