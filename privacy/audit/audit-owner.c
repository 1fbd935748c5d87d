/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-error.h"
#include "privacy/audit/audit-internal.h"
#include "privacy/audit/audit-owner-key.h"

#include <sodium.h>
#include <string.h>

gboolean ht_audit_key_is_taken(HtAudit *audit)
{
	gboolean taken;

	g_mutex_lock(&audit->lock);
	taken = !audit->state->key_is_here;
	g_mutex_unlock(&audit->lock);
	return taken;
}

/* (transfer full) */
static HtSecret *encode_owner_key(const HtAudit *audit)
{
	HtSecret *secret = ht_secret_new(NULL, AUDIT_OWNER_KEY_SIZE);
	struct audit_owner_key key = {.first_sequence = audit->state->first_sequence};

	memcpy(key.key_id, audit->state->key_id, sizeof(key.key_id));
	memcpy(key.first_key, audit->state->first_key, sizeof(key.first_key));
	memcpy(key.content_key, audit->state->content_key, sizeof(key.content_key));
	memcpy(key.hub_public, audit->hub_public, sizeof(key.hub_public));
	audit_owner_key_encode(&key, (guint8 *)ht_secret_bytes(secret));
	sodium_memzero(&key, sizeof(key));
	return secret;
}

static gboolean begin_key(HtAudit *audit, const HtAuditEntry *asked, GError **error)
{
	if (!ht_audit_prepare(audit, asked, error) ||
	    !ht_audit_add_note(audit, AUDIT_NEXT_KEY, asked, error))
		return FALSE;
	*audit->next = *audit->state;
	ht_audit_new_key(audit->next);
	return ht_audit_begin_file(audit, AUDIT_REKEYED, error);
}

HtSecret *ht_audit_export_key(HtAudit *audit, gboolean anew, const HtAuditEntry *asked,
			      GError **error)
{
	HtSecret *key = NULL;

	g_mutex_lock(&audit->lock);
	if (!anew && !audit->state->key_is_here)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_EXISTS,
				    "the audit key was taken already: whoever has it can verify; "
				    "a new one can be begun");
	else if (!anew || begin_key(audit, asked, error))
		key = encode_owner_key(audit);
	g_mutex_unlock(&audit->lock);
	return key;
}

gboolean ht_audit_forget_key(HtAudit *audit, const HtAuditEntry *asked, GError **error)
{
	gboolean ok;

	g_mutex_lock(&audit->lock);
	ok = ht_audit_prepare(audit, asked, error) &&
	     ht_audit_add_note(audit, "the owner took the key", asked, error);
	if (ok) {
		*audit->next = *audit->state;
		memset(audit->next->first_key, 0, sizeof(audit->next->first_key));
		audit->next->key_is_here = FALSE;
		ok = ht_audit_store_next(audit, error);
	}
	if (ok)
		ht_audit_take_next(audit);
	g_mutex_unlock(&audit->lock);
	return ok;
}
