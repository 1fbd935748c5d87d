/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/audit/audit-file.h"

#include "common/glib/ht-error.h"
#include "common/glib/ht-fd-io.h"
#include "privacy/state-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_DIGITS = 6, READ_BLOCKS = 256 };

char *ht_audit_file_path(const char *dir, guint32 number)
{
	return g_strdup_printf("%s/%06u", dir, number);
}

static gboolean fail(GError **error, int code, const char *what, const char *path)
{
	g_autofree char *cannot = g_strconcat("cannot ", what, NULL);

	ht_state_dir_error(error, code, cannot, path);
	return FALSE;
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
	const guint32 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

GArray *ht_audit_file_list(const char *dir, GError **error)
{
	g_autoptr(GDir) names = g_dir_open(dir, 0, error);
	GArray *numbers;
	const char *name;
	guint64 number;

	if (!names)
		return NULL;
	numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
	while ((name = g_dir_read_name(names)) != NULL) {
		if (strlen(name) >= NAME_DIGITS &&
		    g_ascii_string_to_unsigned(name, 10, 1, G_MAXUINT32, &number, NULL)) {
			guint32 narrow = (guint32)number;

			g_array_append_val(numbers, narrow);
		}
	}
	g_array_sort(numbers, compare_numbers);
	return numbers;
}

static gboolean open_file(HtAuditFile *file, GError **error)
{
	file->fd = open(file->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	return file->fd >= 0 || fail(error, errno, "open", file->path);
}

gboolean ht_audit_file_begin(HtAuditFile *file, const char *dir, const HtAuditState *state,
			     GError **error)
{
	g_autofree char *name = g_strdup_printf("%06u", state->file_number);
	guint8 block[AUDIT_BLOCK_SIZE];
	struct audit_header header = {
	    .reason = (enum audit_reason)state->file_reason,
	    .number = state->file_number,
	    .first_sequence = state->file_first,
	};

	memcpy(header.previous, state->digest, sizeof(header.previous));
	memcpy(header.key_id, state->key_id, sizeof(header.key_id));
	audit_header_encode(&header, block);
	audit_sign_header(state->key, block);
	ht_audit_file_close(file);
	if (!ht_state_dir_write_new(dir, name, block, sizeof(block), error))
		return FALSE;
	file->path = ht_audit_file_path(dir, state->file_number);
	file->size = AUDIT_BLOCK_SIZE;
	return open_file(file, error);
}

gboolean ht_audit_file_visit(int fd, const char *path, goffset offset, goffset end,
			     HtAuditBlockVisitor visitor, gpointer context, GError **error)
{
	g_autofree guint8 *bytes = g_malloc(READ_BLOCKS * AUDIT_BLOCK_SIZE);

	while (offset + AUDIT_BLOCK_SIZE <= end) {
		gsize wanted = (gsize)MIN(end - offset, (goffset)READ_BLOCKS * AUDIT_BLOCK_SIZE);
		gssize n = pread(fd, bytes, wanted, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(error, errno, "read", path);
		/* Cut while it was read. */
		if (n < AUDIT_BLOCK_SIZE)
			return TRUE;
		n -= n % AUDIT_BLOCK_SIZE;
		for (gssize at = 0; at < n; at += AUDIT_BLOCK_SIZE)
			if (!visitor(context, bytes + at))
				return FALSE;
		offset += n;
	}
	return TRUE;
}

static gboolean add_to_digest(gpointer context, const guint8 block[AUDIT_BLOCK_SIZE])
{
	audit_digest_add(context, block);
	return TRUE;
}

/* Whether the file begins as the state wants it and holds its entries. */
static gboolean holds_entries(const HtAuditFile *file, const HtAuditState *state, goffset end)
{
	struct audit_header header;
	guint8 block[AUDIT_BLOCK_SIZE];
	guint8 digest[AUDIT_DIGEST_SIZE];

	if (pread(file->fd, block, sizeof(block), 0) != sizeof(block) ||
	    audit_header_decode(&header, block) < 0 || header.number != state->file_number ||
	    header.first_sequence != state->file_first ||
	    memcmp(header.key_id, state->key_id, sizeof(header.key_id)) != 0)
		return FALSE;
	memcpy(digest, header.previous, sizeof(digest));
	return ht_audit_file_visit(file->fd, file->path, AUDIT_BLOCK_SIZE, end, add_to_digest,
				   digest, NULL) &&
	       memcmp(digest, state->digest, sizeof(digest)) == 0;
}

/* What stands behind the entries that the state knows. */
static HtAuditFileState look_at_tail(const HtAuditFile *file, const HtAuditState *state,
				     goffset size, guint8 last[AUDIT_BLOCK_SIZE])
{
	struct audit_block block;

	if (size == file->size)
		return HT_AUDIT_FILE_FITS;
	if (size > file->size + AUDIT_BLOCK_SIZE)
		return HT_AUDIT_FILE_DIFFERS;
	if (size < file->size + AUDIT_BLOCK_SIZE ||
	    pread(file->fd, last, AUDIT_BLOCK_SIZE, file->size) != AUDIT_BLOCK_SIZE)
		return HT_AUDIT_FILE_TORN;
	audit_block_decode(&block, last);
	if (audit_check_entry(state->key, last) < 0 || block.sequence != state->next_sequence ||
	    memcmp(block.previous, state->digest, sizeof(block.previous)) != 0)
		return HT_AUDIT_FILE_TORN;
	return HT_AUDIT_FILE_ONE_MORE;
}

static HtAuditFileState compare(HtAuditFile *file, const HtAuditState *state, goffset size,
				guint8 last[AUDIT_BLOCK_SIZE])
{
	guint64 entries = state->next_sequence - state->file_first;

	if (state->next_sequence < state->file_first || entries > G_MAXINT32)
		return HT_AUDIT_FILE_DIFFERS;
	file->size = ((goffset)entries + 1) * AUDIT_BLOCK_SIZE;
	if (size < file->size || !holds_entries(file, state, file->size))
		return HT_AUDIT_FILE_DIFFERS;
	return look_at_tail(file, state, size, last);
}

gboolean ht_audit_file_take_up(HtAuditFile *file, const char *dir, const HtAuditState *state,
			       HtAuditFileState *found, guint8 last[AUDIT_BLOCK_SIZE],
			       GError **error)
{
	struct stat status;

	ht_audit_file_close(file);
	file->path = ht_audit_file_path(dir, state->file_number);
	*found = HT_AUDIT_FILE_MISSING;
	if (!g_file_test(file->path, G_FILE_TEST_EXISTS))
		return TRUE;
	if (!open_file(file, error))
		return FALSE;
	if (fstat(file->fd, &status) < 0)
		return fail(error, errno, "look at", file->path);
	*found = compare(file, state, status.st_size, last);
	if (*found == HT_AUDIT_FILE_ONE_MORE)
		file->size += AUDIT_BLOCK_SIZE;
	file->torn = *found == HT_AUDIT_FILE_TORN;
	return TRUE;
}

/* FALSE, with errno, as long as more stands there than counts. */
static gboolean cut(HtAuditFile *file)
{
	if (file->torn && (ftruncate(file->fd, file->size) < 0 || fdatasync(file->fd) < 0))
		return FALSE;
	file->torn = FALSE;
	return TRUE;
}

gboolean ht_audit_file_add(HtAuditFile *file, const guint8 block[AUDIT_BLOCK_SIZE], GError **error)
{
	if (file->fd < 0)
		return fail(error, ENOENT, "write", file->path ? file->path : "the audit chain");
	if (!cut(file))
		return fail(error, errno, "write", file->path);
	if (!ht_fd_write_at(file->fd, block, AUDIT_BLOCK_SIZE, file->size) ||
	    fdatasync(file->fd) < 0) {
		int failed = errno;

		file->torn = TRUE;
		cut(file);
		return fail(error, failed, "write", file->path);
	}
	file->size += AUDIT_BLOCK_SIZE;
	return TRUE;
}

void ht_audit_file_drop_last(HtAuditFile *file)
{
	file->size -= AUDIT_BLOCK_SIZE;
	file->torn = TRUE;
	cut(file);
}

void ht_audit_file_close(HtAuditFile *file)
{
	if (file->fd >= 0)
		close(file->fd);
	g_free(file->path);
	*file = (HtAuditFile){.fd = -1};
}
