/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-error.h"
#include "privacy/state-dir.h"
#include "privacy/audit/audit-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

gboolean ht_audit_checkpoint(HtAudit *audit, guint64 store_epoch, const guint8 store_digest[32],
			     gint64 utc_ns, guint8 out[CHECKPOINT_SIZE], GError **error)
{
	struct checkpoint checkpoint = {.store_epoch = store_epoch, .utc_ns = utc_ns};

	(void)error;
	memcpy(checkpoint.store_digest, store_digest, sizeof(checkpoint.store_digest));
	/* The key to sign with is another one after a rotation. */
	g_mutex_lock(&audit->lock);
	memcpy(checkpoint.hub_public, audit->hub_public, sizeof(checkpoint.hub_public));
	checkpoint.sequence = audit->state->next_sequence - 1;
	memcpy(checkpoint.digest, audit->state->digest, sizeof(checkpoint.digest));
	checkpoint_encode(&checkpoint, out);
	crypto_sign_detached(out + CHECKPOINT_SIGNED_SIZE, NULL, out, CHECKPOINT_SIGNED_SIZE,
			     ht_secret_bytes(audit->sign_secret));
	g_mutex_unlock(&audit->lock);
	return TRUE;
}

static void part_free(gpointer data)
{
	HtAuditPart *part = data;

	if (part->fd >= 0)
		close(part->fd);
	g_clear_pointer(&part->content, g_bytes_unref);
	g_free(part);
}

static gboolean add_state_part(HtAudit *audit, GPtrArray *parts, GError **error)
{
	g_autofree char *bytes = NULL;
	HtAuditPart *part;
	gsize size;

	if (!g_file_get_contents(audit->state_path, &bytes, &size, NULL)) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
			    "cannot read %s: look at its disk and whose it is, then try again",
			    audit->state_path);
		return FALSE;
	}
	part = g_new0(HtAuditPart, 1);
	part->fd = -1;
	part->size = (goffset)size;
	part->content = g_bytes_new_take(g_steal_pointer(&bytes), size);
	g_ptr_array_add(parts, part);
	return TRUE;
}

static gboolean add_file_part(const HtAudit *audit, GPtrArray *parts, guint32 number,
			      GError **error)
{
	g_autofree char *path = ht_audit_file_path(audit->dir, number);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	HtAuditPart *part;

	if (fd < 0) {
		ht_state_dir_error(error, errno, "cannot open", path);
		return FALSE;
	}
	part = g_new0(HtAuditPart, 1);
	part->number = number;
	part->fd = fd;
	part->size = number == audit->state->file_number && audit->file.fd >= 0
			 ? audit->file.size
			 : (goffset)lseek(fd, 0, SEEK_END);
	g_ptr_array_add(parts, part);
	return TRUE;
}

GPtrArray *ht_audit_snapshot(HtAudit *audit, GError **error)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);
	g_autoptr(GArray) numbers = NULL;
	gboolean ok;

	g_mutex_lock(&audit->lock);
	numbers = ht_audit_file_list(audit->dir, error);
	ok = numbers && add_state_part(audit, parts, error);
	for (guint i = 0; ok && i < numbers->len; i++)
		ok = add_file_part(audit, parts, g_array_index(numbers, guint32, i), error);
	g_mutex_unlock(&audit->lock);
	return ok ? g_steal_pointer(&parts) : NULL;
}

struct listing {
	const char *person;
	HtAuditVisitor visitor;
	gpointer context;
	guint8 *content_key; /* guarded */
};

static gboolean visit_block(gpointer context, const guint8 bytes[AUDIT_BLOCK_SIZE])
{
	struct listing *listing = context;
	struct audit_block block;
	struct audit_plain plain;
	HtAuditEntry entry;

	audit_block_decode(&block, bytes);
	if (audit_unseal(listing->content_key, &block, &plain) < 0 ||
	    (listing->person && !g_str_equal(listing->person, plain.person)))
		return TRUE;
	entry = (HtAuditEntry){
	    .sequence = block.sequence,
	    .boottime_ns = plain.boottime_ns,
	    .utc_ns = plain.utc_ns,
	    .clock = (HtAuditClock)plain.clock,
	    .uid = plain.uid,
	    .outcome = (HtAuditOutcome)plain.outcome,
	    .action = plain.action,
	    .person = plain.person,
	    .detail = plain.detail,
	};
	return listing->visitor(listing->context, &entry);
}

gboolean ht_audit_list(HtAudit *audit, const char *person, HtAuditVisitor visitor, gpointer context,
		       GError **error)
{
	g_autoptr(GPtrArray) parts = ht_audit_snapshot(audit, error);
	struct listing listing = {person, visitor, context, NULL};
	g_autoptr(GError) failure = NULL;
	gboolean go_on = parts != NULL;

	if (!parts)
		return FALSE;
	listing.content_key = sodium_malloc(AUDIT_KEY_SIZE);
	if (!listing.content_key)
		g_error("cannot get %d bytes of guarded memory", AUDIT_KEY_SIZE);
	g_mutex_lock(&audit->lock);
	memcpy(listing.content_key, audit->state->content_key, AUDIT_KEY_SIZE);
	g_mutex_unlock(&audit->lock);
	for (guint i = 0; go_on && i < parts->len; i++) {
		const HtAuditPart *part = g_ptr_array_index(parts, i);

		if (part->number > 0)
			go_on = ht_audit_file_visit(part->fd, "the audit chain", AUDIT_BLOCK_SIZE,
						    part->size, visit_block, &listing, &failure);
	}
	sodium_free(listing.content_key);
	if (!failure)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}
