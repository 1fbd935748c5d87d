/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/backup/backup.h"

#include "common/glib/ht-error.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/sealed/sealed-file.h"
#include "privacy/state-dir.h"
#include "privacy/store/store-snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART_SIZE = 1 << 18 };

/* What goes in beside the database: bytes, or so many of a file that is open. */
typedef struct {
	struct backup_member member;
	GBytes *content; /* NULL = of the file */
	int fd;          /* -1 = none */
} Piece;

typedef struct {
	const HtBackup *backup;
	GCancellable *cancellable;
	HtSealedWriter *writer;
	GPtrArray *pieces; /* of Piece */
	guint8 *part;
} Run;

static void piece_free(gpointer data)
{
	Piece *piece = data;

	g_clear_pointer(&piece->content, g_bytes_unref);
	if (piece->fd >= 0)
		close(piece->fd);
	g_free(piece);
}

static void add_bytes(Run *run, enum backup_kind kind, GBytes *content)
{
	Piece *piece = g_new0(Piece, 1);

	piece->member = (struct backup_member){kind, 0, g_bytes_get_size(content)};
	piece->content = g_bytes_ref(content);
	piece->fd = -1;
	g_ptr_array_add(run->pieces, piece);
}

/* A file that is there; what is written to it later does not go along. */
static gboolean add_file(Run *run, enum backup_kind kind, guint32 number, const char *path,
			 GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat status;
	Piece *piece;

	if (fd < 0 && errno == ENOENT)
		return TRUE;
	if (fd < 0 || fstat(fd, &status) < 0) {
		ht_state_dir_error(error, errno, "cannot read", path);
		if (fd >= 0)
			close(fd);
		return FALSE;
	}
	piece = g_new0(Piece, 1);
	piece->member = (struct backup_member){kind, number, (guint64)status.st_size};
	piece->fd = fd;
	g_ptr_array_add(run->pieces, piece);
	return TRUE;
}

/* Opened before the database is taken: what is folded into that and removed meanwhile goes along
 * twice, and is folded in once. */
static gboolean add_inbox(Run *run, GError **error)
{
	g_autoptr(GArray) numbers = ht_inbox_list(run->backup->dir, NULL, error);

	if (!numbers)
		return FALSE;
	for (guint i = 0; i < numbers->len; i++) {
		guint32 number = g_array_index(numbers, guint32, i);
		g_autofree char *path = ht_inbox_path(run->backup->dir, number);

		if (!add_file(run, BACKUP_INBOX, number, path, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean add_named(Run *run, enum backup_kind kind, GError **error)
{
	const struct backup_member member = {.kind = kind};
	char name[BACKUP_NAME_MAX];
	g_autofree char *path = NULL;

	backup_member_name(&member, name);
	path = g_build_filename(run->backup->dir, name, NULL);
	return add_file(run, kind, 0, path, error);
}

/* The parts keep the files open; each gets a descriptor of its own. */
static gboolean add_audit(Run *run, GError **error)
{
	g_autoptr(GPtrArray) parts = ht_audit_snapshot(run->backup->audit, error);

	if (!parts)
		return FALSE;
	for (guint i = 0; i < parts->len; i++) {
		const HtAuditPart *part = g_ptr_array_index(parts, i);
		Piece *piece;

		if (part->number == 0) {
			add_bytes(run, BACKUP_AUDIT_STATE, part->content);
			continue;
		}
		piece = g_new0(Piece, 1);
		piece->member =
		    (struct backup_member){BACKUP_AUDIT_FILE, part->number, (guint64)part->size};
		piece->fd = fcntl(part->fd, F_DUPFD_CLOEXEC, 0);
		g_ptr_array_add(run->pieces, piece);
	}
	return TRUE;
}

/* Of the database that was taken, and before the chain is, which only grows: it vouches for nothing
 * that the backup does not hold. */
static void add_checkpoint(Run *run, const HtStoreSnapshot *snapshot)
{
	guint8 bytes[CHECKPOINT_SIZE];
	g_autoptr(GBytes) content = NULL;

	if (!ht_audit_checkpoint(run->backup->audit, ht_store_snapshot_epoch(snapshot),
				 ht_store_snapshot_digest(snapshot), run->backup->utc_ns, bytes,
				 NULL))
		return;
	content = g_bytes_new(bytes, sizeof(bytes));
	add_bytes(run, BACKUP_CHECKPOINT, content);
}

static gint compare_pieces(gconstpointer a, gconstpointer b)
{
	const struct backup_member *x = &(*(const Piece *const *)a)->member;
	const struct backup_member *y = &(*(const Piece *const *)b)->member;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static gboolean collect(Run *run, HtStoreSnapshot **snapshot, GError **error)
{
	if (!add_inbox(run, error))
		return FALSE;
	*snapshot = ht_store_snapshot(run->backup->store, error);
	if (!*snapshot)
		return FALSE;
	if (ht_store_snapshot_head(*snapshot))
		add_bytes(run, BACKUP_HEAD, ht_store_snapshot_head(*snapshot));
	if (ht_store_snapshot_segments(*snapshot))
		add_bytes(run, BACKUP_SEGMENTS, ht_store_snapshot_segments(*snapshot));
	add_checkpoint(run, *snapshot);
	if (!add_audit(run, error) || !add_named(run, BACKUP_ENROLMENT, error) ||
	    !add_named(run, BACKUP_PINS, error) || !add_named(run, BACKUP_KEYS, error))
		return FALSE;
	g_ptr_array_sort(run->pieces, compare_pieces);
	return TRUE;
}

static gboolean begin_member(Run *run, const struct backup_member *member, GError **error)
{
	guint8 bytes[BACKUP_MEMBER_SIZE];

	backup_member_encode(member, bytes);
	return !g_cancellable_set_error_if_cancelled(run->cancellable, error) &&
	       ht_sealed_writer_write(run->writer, bytes, sizeof(bytes), error);
}

static gboolean write_database(Run *run, HtStoreSnapshot *snapshot, GError **error)
{
	const struct backup_member member = {BACKUP_DATABASE, 0, ht_store_snapshot_size(snapshot)};
	gsize size;

	if (!begin_member(run, &member, error))
		return FALSE;
	for (guint64 at = 0; at < member.size; at += size) {
		size = (gsize)MIN(member.size - at, PART_SIZE);
		if (g_cancellable_set_error_if_cancelled(run->cancellable, error) ||
		    !ht_store_snapshot_read(snapshot, at, run->part, size, error) ||
		    !ht_sealed_writer_write(run->writer, run->part, size, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean write_file(Run *run, const Piece *piece, GError **error)
{
	guint64 at = 0;

	while (at < piece->member.size) {
		gsize wanted = (gsize)MIN(piece->member.size - at, PART_SIZE);
		gssize n = pread(piece->fd, run->part, wanted, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
				    "a file of the hub cannot be read for the backup: %s; look at "
				    "its disk, then try again",
				    n < 0 ? g_strerror(errno) : "it became shorter");
			return FALSE;
		}
		if (!ht_sealed_writer_write(run->writer, run->part, (gsize)n, error))
			return FALSE;
		at += (guint64)n;
	}
	return TRUE;
}

static gboolean write_pieces(Run *run, GError **error)
{
	for (guint i = 0; i < run->pieces->len; i++) {
		const Piece *piece = g_ptr_array_index(run->pieces, i);
		gsize size;

		if (!begin_member(run, &piece->member, error))
			return FALSE;
		if (piece->content) {
			const guint8 *data = g_bytes_get_data(piece->content, &size);

			if (!ht_sealed_writer_write(run->writer, data, size, error))
				return FALSE;
		} else if (!write_file(run, piece, error)) {
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean write_all(Run *run, const struct backup_head *head, HtStoreSnapshot *snapshot,
			  GError **error)
{
	const struct backup_member end = {.kind = BACKUP_END};
	guint8 bytes[BACKUP_HEAD_SIZE];

	backup_head_encode(head, bytes);
	return ht_sealed_writer_write(run->writer, bytes, sizeof(bytes), error) &&
	       write_database(run, snapshot, error) && write_pieces(run, error) &&
	       begin_member(run, &end, error) && ht_sealed_writer_finish(run->writer, error);
}

static gboolean write_into(Run *run, const struct backup_head *head, int fd,
			   const HtSecret *passphrase, GError **error)
{
	g_autoptr(HtStoreSnapshot) snapshot = NULL;

	run->writer = ht_sealed_writer_new(
	    fd, SEALED_BY_PASSPHRASE, passphrase,
	    run->backup->cost ? run->backup->cost : &ht_keyring_settings_default, error);
	if (!run->writer || !collect(run, &snapshot, error) ||
	    !write_all(run, head, snapshot, error))
		return FALSE;
	if (fsync(fd) == 0 || errno == EINVAL || errno == EROFS)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "the backup cannot be written: %s; look at its disk, then try again",
		    g_strerror(errno));
	return FALSE;
}

static gboolean check(const HtBackup *backup, int fd, GError **error)
{
	struct stat status;

	if (strlen(backup->label) >= BACKUP_LABEL_SIZE ||
	    !g_utf8_validate(backup->label, -1, NULL)) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "the label is to be text of less than %d bytes", BACKUP_LABEL_SIZE);
		return FALSE;
	}
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		return TRUE;
	/* A pipe that nobody empties would hold the database for ever. */
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "a backup is written into a file: give a descriptor of one");
	return FALSE;
}

static void make_head(const HtBackup *backup, struct backup_head *head,
		      char id[HT_BACKUP_ID_TEXT_SIZE])
{
	*head = (struct backup_head){.utc_ns = backup->utc_ns};
	randombytes_buf(head->id, sizeof(head->id));
	memcpy(head->label, backup->label, strlen(backup->label));
	sodium_bin2hex(id, HT_BACKUP_ID_TEXT_SIZE, head->id, sizeof(head->id));
}

gboolean ht_backup_write(const HtBackup *backup, int fd, const HtSecret *passphrase,
			 GCancellable *cancellable, char id[HT_BACKUP_ID_TEXT_SIZE], GError **error)
{
	HtSegmentKeys *segments = ht_store_segments(backup->store);
	Run run = {.backup = backup, .cancellable = cancellable};
	struct backup_head head;
	gboolean ok;

	if (!check(backup, fd, error))
		return FALSE;
	make_head(backup, &head, id);
	if (!ht_segment_keys_register_backup(segments, id, backup->label, backup->utc_ns, error))
		return FALSE;
	run.pieces = g_ptr_array_new_with_free_func(piece_free);
	run.part = g_malloc(PART_SIZE);
	ok = write_into(&run, &head, fd, passphrase, error);
	g_ptr_array_unref(run.pieces);
	ht_sealed_writer_free(run.writer);
	g_free(run.part);
	if (!ok)
		ht_segment_keys_forget_backup(segments, id, NULL);
	return ok;
}
