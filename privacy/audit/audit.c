/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/audit/audit.h"

#include "common/glib/ht-error.h"
#include "privacy/audit/audit-internal.h"
#include "privacy/state-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STATE_NAME "state"

static void note(HtAudit *audit, const char *detail)
{
	g_return_if_fail(audit->notes_count < HT_AUDIT_NOTES_MAX);
	audit->notes[audit->notes_count++] = g_strdup(detail);
}

gboolean ht_audit_store_next(HtAudit *audit, GError **error)
{
	return ht_audit_state_store(audit->state_fd, audit->state_path, audit->wrapping_key,
				    audit->next, error);
}

void ht_audit_take_next(HtAudit *audit)
{
	HtAuditState *before = audit->state;

	audit->state = audit->next;
	audit->next = before;
	sodium_memzero(before, sizeof(*before));
}

static gboolean find_free_number(const HtAudit *audit, guint32 *number, GError **error)
{
	g_autoptr(GArray) numbers = ht_audit_file_list(audit->dir, error);

	if (!numbers)
		return FALSE;
	*number = numbers->len ? g_array_index(numbers, guint32, numbers->len - 1) + 1 : 1;
	return TRUE;
}

/* The state names the new file before it is there, so that a kill between leaves no doubt. */
gboolean ht_audit_begin_file(HtAudit *audit, enum audit_reason reason, GError **error)
{
	HtAuditState *next = audit->next;

	if (!find_free_number(audit, &next->file_number, error))
		return FALSE;
	next->file_reason = reason;
	next->file_first = next->next_sequence;
	if (!ht_audit_store_next(audit, error))
		return FALSE;
	ht_audit_take_next(audit);
	return ht_audit_file_begin(&audit->file, audit->dir, audit->state, error);
}

void ht_audit_new_key(HtAuditState *state)
{
	randombytes_buf(state->key, sizeof(state->key));
	randombytes_buf(state->key_id, sizeof(state->key_id));
	memcpy(state->first_key, state->key, sizeof(state->key));
	state->first_sequence = state->next_sequence;
	state->key_is_here = TRUE;
}

/* Sets where a chain whose state was lost is to go on. */
static gboolean find_end(const HtAudit *audit, HtAuditState *state, enum audit_reason *reason,
			 GError **error)
{
	g_autoptr(GArray) numbers = ht_audit_file_list(audit->dir, error);
	g_autofree char *path = NULL;
	guint8 bytes[AUDIT_BLOCK_SIZE];
	struct audit_block block;
	goffset size;
	int fd;

	if (!numbers)
		return FALSE;
	state->next_sequence = 1;
	*reason = numbers->len ? AUDIT_RESTARTED : AUDIT_FIRST;
	if (numbers->len == 0)
		return TRUE;
	path = ht_audit_file_path(audit->dir, g_array_index(numbers, guint32, numbers->len - 1));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return TRUE;
	size = lseek(fd, 0, SEEK_END);
	size -= size % AUDIT_BLOCK_SIZE;
	if (size >= 2 * AUDIT_BLOCK_SIZE &&
	    pread(fd, bytes, sizeof(bytes), size - AUDIT_BLOCK_SIZE) == sizeof(bytes)) {
		audit_block_decode(&block, bytes);
		/* Not to be believed, and good enough to tell old from new. */
		if (block.sequence < G_MAXINT64)
			state->next_sequence = block.sequence + 1;
	}
	close(fd);
	return TRUE;
}

static gboolean begin_chain(HtAudit *audit, GError **error)
{
	static const guint8 empty[HT_AUDIT_STATE_FILE_SIZE];
	enum audit_reason reason;

	/* Its pages are there before anything counts on writing them. */
	if (audit->state_fd < 0) {
		if (!ht_state_dir_write_new(audit->dir, STATE_NAME, empty, sizeof(empty), error))
			return FALSE;
		audit->state_fd = open(audit->state_path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	}
	if (!find_end(audit, audit->next, &reason, error))
		return FALSE;
	randombytes_buf(audit->next->content_key, sizeof(audit->next->content_key));
	ht_audit_new_key(audit->next);
	if (reason == AUDIT_RESTARTED)
		note(audit, "the key of the chain was lost");
	return ht_audit_begin_file(audit, reason, error);
}

static void advance(HtAuditState *next, const guint8 block[AUDIT_BLOCK_SIZE])
{
	audit_digest_add(next->digest, block);
	audit_key_next(next->key);
	next->next_sequence++;
}

static gboolean add_block(HtAudit *audit, const struct audit_plain *plain, GError **error)
{
	struct audit_block block = {.sequence = audit->state->next_sequence};
	guint8 bytes[AUDIT_BLOCK_SIZE];

	memcpy(block.previous, audit->state->digest, sizeof(block.previous));
	audit_seal(audit->state->content_key, plain, &block);
	audit_block_encode(&block, bytes);
	audit_sign_entry(audit->state->key, bytes);
	if (!ht_audit_file_add(&audit->file, bytes, error))
		return FALSE;
	*audit->next = *audit->state;
	advance(audit->next, bytes);
	if (!ht_audit_store_next(audit, error)) {
		ht_audit_file_drop_last(&audit->file);
		return FALSE;
	}
	ht_audit_take_next(audit);
	return TRUE;
}

static gboolean take_up_file(HtAudit *audit, GError **error)
{
	HtAuditFileState found;
	guint8 last[AUDIT_BLOCK_SIZE];

	if (!ht_audit_file_take_up(&audit->file, audit->dir, audit->state, &found, last, error))
		return FALSE;
	*audit->next = *audit->state;
	switch (found) {
	case HT_AUDIT_FILE_FITS:
		return TRUE;
	case HT_AUDIT_FILE_ONE_MORE:
		advance(audit->next, last);
		if (!ht_audit_store_next(audit, error))
			return FALSE;
		ht_audit_take_next(audit);
		return TRUE;
	case HT_AUDIT_FILE_TORN:
		note(audit, "a torn entry was cut off");
		return TRUE;
	case HT_AUDIT_FILE_MISSING:
		if (audit->state->file_first == audit->state->next_sequence)
			return ht_audit_file_begin(&audit->file, audit->dir, audit->state, error);
		break;
	case HT_AUDIT_FILE_DIFFERS:
		break;
	}
	note(audit, "the file is not what was written");
	return ht_audit_begin_file(audit, AUDIT_MISMATCH, error);
}

static gboolean take_up(HtAudit *audit, GError **error)
{
	g_autoptr(GError) failure = NULL;

	audit->state_fd = open(audit->state_path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (audit->state_fd < 0 && errno != ENOENT) {
		ht_state_dir_error(error, errno, "cannot open", audit->state_path);
		return FALSE;
	}
	if (audit->state_fd < 0)
		return begin_chain(audit, error);
	if (ht_audit_state_load(audit->state_fd, audit->state_path, audit->wrapping_key,
				audit->state, &failure))
		return take_up_file(audit, error);
	if (g_error_matches(failure, HT_ERROR, HT_ERROR_NOT_FOUND))
		return begin_chain(audit, error);
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

static void make_sign_pair(HtAudit *audit, const HtKeyring *keyring)
{
	g_autoptr(HtSecret) seed = ht_keyring_derive(keyring, HT_PURPOSE_HUB_SIGN);

	g_clear_pointer(&audit->sign_secret, ht_secret_free);
	audit->sign_secret = ht_secret_new(NULL, crypto_sign_SECRETKEYBYTES);
	crypto_sign_seed_keypair(audit->hub_public, (guint8 *)ht_secret_bytes(audit->sign_secret),
				 ht_secret_bytes(seed));
}

/* A backup brings the checkpoint of its moment along (privacy/backup); it is kept under another
 * name, so that this is told once. */
static void note_restoring(HtAudit *audit, const char *dir)
{
	g_autofree char *came = g_build_filename(dir, "checkpoint", NULL);
	g_autofree char *kept = g_build_filename(dir, "checkpoint.restored", NULL);

	if (rename(came, kept) == 0)
		note(audit, "goes on from a backup");
}

HtAudit *ht_audit_open(const char *dir, const HtKeyring *keyring, GError **error)
{
	g_autoptr(HtAudit) audit = g_new0(HtAudit, 1);

	g_mutex_init(&audit->lock);
	audit->state_fd = -1;
	audit->file.fd = -1;
	audit->file_size_max = HT_AUDIT_FILE_SIZE_MAX;
	audit->dir = g_build_filename(dir, "audit", NULL);
	audit->state_path = g_build_filename(audit->dir, STATE_NAME, NULL);
	audit->wrapping_key = ht_keyring_derive(keyring, HT_PURPOSE_AUDIT);
	audit->state = ht_audit_state_new();
	audit->next = ht_audit_state_new();
	make_sign_pair(audit, keyring);
	if (!ht_state_dir_prepare(audit->dir, error) || !ht_state_dir_sync(dir, error) ||
	    !take_up(audit, error))
		return NULL;
	note_restoring(audit, dir);
	return g_steal_pointer(&audit);
}

void ht_audit_free(HtAudit *audit)
{
	if (!audit)
		return;
	ht_audit_file_close(&audit->file);
	if (audit->state_fd >= 0)
		close(audit->state_fd);
	ht_audit_state_free(audit->state);
	ht_audit_state_free(audit->next);
	ht_secret_free(audit->wrapping_key);
	ht_secret_free(audit->sign_secret);
	for (guint i = 0; i < audit->notes_count; i++)
		g_free(audit->notes[i]);
	g_mutex_clear(&audit->lock);
	g_free(audit->state_path);
	g_free(audit->dir);
	g_free(audit);
}

gboolean ht_audit_rewrap(HtAudit *audit, const HtKeyring *keyring, GError **error)
{
	HtSecret *before;
	gboolean ok;

	g_mutex_lock(&audit->lock);
	before = audit->wrapping_key;
	audit->wrapping_key = ht_keyring_derive(keyring, HT_PURPOSE_AUDIT);
	*audit->next = *audit->state;
	ok = ht_audit_store_next(audit, error);
	if (ok) {
		ht_audit_take_next(audit);
		ht_secret_free(before);
		make_sign_pair(audit, keyring);
	} else {
		ht_secret_free(audit->wrapping_key);
		audit->wrapping_key = before;
	}
	g_mutex_unlock(&audit->lock);
	return ok;
}

static gint64 boottime_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (gint64)now.tv_sec * G_GINT64_CONSTANT(1000000000) + now.tv_nsec;
}

static gboolean make_plain(const HtAuditEntry *entry, struct audit_plain *plain, GError **error)
{
	guint8 bytes[AUDIT_PLAIN_SIZE];
	struct audit_plain again;

	*plain = (struct audit_plain){
	    .outcome = (guint8)entry->outcome,
	    .clock = (guint8)entry->clock,
	    .uid = entry->uid,
	    .utc_ns = entry->utc_ns,
	    .boottime_ns = boottime_ns(),
	};
	if (g_strlcpy(plain->action, entry->action, sizeof(plain->action)) <
		sizeof(plain->action) &&
	    g_strlcpy(plain->person, entry->person, sizeof(plain->person)) <
		sizeof(plain->person) &&
	    g_strlcpy(plain->detail, entry->detail, sizeof(plain->detail)) <
		sizeof(plain->detail)) {
		audit_plain_encode(plain, bytes);
		if (audit_plain_decode(&again, bytes) == 0)
			return TRUE;
	}
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "an audit entry takes short texts of printable ASCII");
	return FALSE;
}

gboolean ht_audit_add_note(HtAudit *audit, const char *detail, const HtAuditEntry *with,
			   GError **error)
{
	HtAuditEntry entry = *with;
	struct audit_plain plain;

	entry.outcome = HT_AUDIT_ANSWERED;
	entry.action = AUDIT_ACTION;
	entry.person = "";
	entry.detail = detail;
	return make_plain(&entry, &plain, error) && add_block(audit, &plain, error);
}

/* So that a checkpoint can be told from one of another hub, whatever key it was signed with. */
static gboolean announce_sign_key(HtAudit *audit, const HtAuditEntry *with, GError **error)
{
	char detail[sizeof(AUDIT_SIGNS_AS) + 2 * AUDIT_SIGNS_AS_BYTES] = AUDIT_SIGNS_AS;
	HtAuditState *state = audit->state;
	guint8 before[AUDIT_SIGNS_AS_BYTES];

	if (memcmp(state->announced, audit->hub_public, AUDIT_SIGNS_AS_BYTES) == 0)
		return TRUE;
	sodium_bin2hex(detail + strlen(AUDIT_SIGNS_AS), 2 * AUDIT_SIGNS_AS_BYTES + 1,
		       audit->hub_public, AUDIT_SIGNS_AS_BYTES);
	memcpy(before, state->announced, sizeof(before));
	memcpy(state->announced, audit->hub_public, AUDIT_SIGNS_AS_BYTES);
	if (ht_audit_add_note(audit, detail, with, error))
		return TRUE;
	memcpy(state->announced, before, sizeof(before));
	return FALSE;
}

static gboolean add_notes(HtAudit *audit, const HtAuditEntry *with, GError **error)
{
	HtAuditEntry own = *with;

	own.uid = (guint32)HT_AUDIT_NO_UID;
	while (audit->notes_count > 0) {
		if (!ht_audit_add_note(audit, audit->notes[0], &own, error))
			return FALSE;
		g_free(audit->notes[0]);
		audit->notes_count--;
		memmove(audit->notes, audit->notes + 1, audit->notes_count * sizeof(char *));
	}
	return announce_sign_key(audit, &own, error);
}

/* A file that could not be begun is begun now; a full one ends with the number that follows. */
static gboolean prepare_file(HtAudit *audit, const HtAuditEntry *with, GError **error)
{
	g_autofree char *detail = NULL;
	HtAuditEntry own = *with;

	if (audit->file.fd < 0 && !take_up_file(audit, error))
		return FALSE;
	if (audit->file.size < audit->file_size_max)
		return TRUE;
	own.uid = (guint32)HT_AUDIT_NO_UID;
	detail = g_strdup_printf("full, entry %" G_GUINT64_FORMAT " comes next",
				 audit->state->next_sequence + 1);
	if (!ht_audit_add_note(audit, detail, &own, error))
		return FALSE;
	*audit->next = *audit->state;
	return ht_audit_begin_file(audit, AUDIT_ROTATED, error);
}

gboolean ht_audit_prepare(HtAudit *audit, const HtAuditEntry *with, GError **error)
{
	return prepare_file(audit, with, error) && add_notes(audit, with, error);
}

gboolean ht_audit_append(HtAudit *audit, const HtAuditEntry *entry, GError **error)
{
	struct audit_plain plain;
	gboolean ok;

	if (!make_plain(entry, &plain, error))
		return FALSE;
	g_mutex_lock(&audit->lock);
	ok = ht_audit_prepare(audit, entry, error) && add_block(audit, &plain, error);
	g_mutex_unlock(&audit->lock);
	return ok;
}

guint64 ht_audit_last(HtAudit *audit)
{
	guint64 last;

	g_mutex_lock(&audit->lock);
	last = audit->state->next_sequence - 1;
	g_mutex_unlock(&audit->lock);
	return last;
}
