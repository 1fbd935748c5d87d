/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the audit chain share: audit.c writes it, audit-read.c reads it, audit-owner.c
 * hands its key to the owner. */
#pragma once

#include "privacy/audit/audit-file.h"
#include "privacy/audit/audit.h"

G_BEGIN_DECLS

enum { HT_AUDIT_NOTES_MAX = 4, HT_AUDIT_FILE_SIZE_MAX = 4 << 20 /* 16383 entries */ };

struct _HtAudit {
	char *dir; /* DIR/audit */
	char *state_path;
	goffset file_size_max;

	GMutex lock; /* of what follows */
	HtSecret *sign_secret;
	guint8 hub_public[CHECKPOINT_PUBLIC_SIZE];
	HtSecret *wrapping_key;
	HtAuditState *state;
	HtAuditState *next; /* to be, while it is written */
	int state_fd;
	HtAuditFile file;
	char *notes[HT_AUDIT_NOTES_MAX]; /* what is to be written into the chain first */
	guint notes_count;
};

/* The lock is held in all of these. */

/* Makes what was written as audit->next what counts. */
void ht_audit_take_next(HtAudit *audit);
gboolean ht_audit_store_next(HtAudit *audit, GError **error);
/* A first key for the entry that comes next. */
void ht_audit_new_key(HtAuditState *state);
/* Begins a file for audit->next, which is stored and taken. */
gboolean ht_audit_begin_file(HtAudit *audit, enum audit_reason reason, GError **error);
/* A file with room, and what the hub itself has to say first. */
gboolean ht_audit_prepare(HtAudit *audit, const HtAuditEntry *with, GError **error);
/* An entry of the hub's own, at the time and by the account of the one that it goes with. */
gboolean ht_audit_add_note(HtAudit *audit, const char *detail, const HtAuditEntry *with,
			   GError **error);

G_END_DECLS
