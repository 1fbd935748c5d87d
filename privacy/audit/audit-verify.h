/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks through an audit chain for what was changed, taken out, cut off, put elsewhere, put back or
 * dated back. It needs the files alone: who runs it need not trust the hub they come from.
 *
 * The owner's key finds every change of what it covers but one: entries cut off at the end. Those
 * need a checkpoint that left the hub after them. Without a key, checkpoints prove what lies before
 * them. Where there is neither, whoever had the hub may have written the chain anew.
 */
#pragma once

#include "privacy/audit/audit-findings.h"
#include "privacy/audit/audit-owner-key.h"
#include "privacy/audit/checkpoint.h"

G_BEGIN_DECLS

typedef struct _HtAuditVerifier HtAuditVerifier;

HtAuditVerifier *ht_audit_verifier_new(void);
void ht_audit_verifier_free(HtAuditVerifier *verifier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtAuditVerifier, ht_audit_verifier_free)

/* Keys and checkpoints first; several of each. Copies. */
void ht_audit_verifier_add_key(HtAuditVerifier *verifier, const struct audit_owner_key *key);
/* As audit_owner_key_decode(); leaves nothing of it on the stack. */
int ht_audit_verifier_add_encoded_key(HtAuditVerifier *verifier, const guint8 *data, gsize size);
void ht_audit_verifier_add_checkpoint(HtAuditVerifier *verifier, const char *name,
				      const struct checkpoint *checkpoint);
/* Then the files, in the order of their numbers; newest: none follows. The first size bytes count.
 * FALSE where it cannot be read. */
gboolean ht_audit_verifier_add_file(HtAuditVerifier *verifier, guint32 number, int fd, goffset size,
				    gboolean newest, GError **error);
/* (transfer full) Once. */
HtAuditReport *ht_audit_verifier_finish(HtAuditVerifier *verifier);

G_END_DECLS
