/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file of the chain on disk: begun, taken up, added to. One thread at a time. */
#pragma once

#include "privacy/audit/audit-state.h"

G_BEGIN_DECLS

typedef struct {
	int fd; /* -1 = none */
	char *path;
	goffset size;  /* of what counts */
	gboolean torn; /* more may stand behind that: cut before anything is added */
} HtAuditFile;

/* What was found where the state says that the chain goes on. */
typedef enum {
	HT_AUDIT_FILE_FITS,
	HT_AUDIT_FILE_ONE_MORE, /* one good entry that the state does not know: killed between */
	HT_AUDIT_FILE_TORN,     /* a part of one entry, or one that was not written: cut off */
	HT_AUDIT_FILE_DIFFERS,  /* not what the hub had written */
	HT_AUDIT_FILE_MISSING,
} HtAuditFileState;

/* DIR/audit/NNNNNN */
char *ht_audit_file_path(const char *dir, guint32 number);
/* (transfer full) (element-type guint32) the numbers there are, rising. */
GArray *ht_audit_file_list(const char *dir, GError **error);

/* Makes the file that the state names, durable with its header. HT_ERROR_EXISTS. */
gboolean ht_audit_file_begin(HtAuditFile *file, const char *dir, const HtAuditState *state,
			     GError **error);
/* Opens it and compares it with the state. last: the bytes of the entry that is ONE_MORE. */
gboolean ht_audit_file_take_up(HtAuditFile *file, const char *dir, const HtAuditState *state,
			       HtAuditFileState *found, guint8 last[AUDIT_BLOCK_SIZE],
			       GError **error);
/* Durable when it returns TRUE. On FALSE nothing counts of it. */
gboolean ht_audit_file_add(HtAuditFile *file, const guint8 block[AUDIT_BLOCK_SIZE], GError **error);
/* Takes the last entry back. */
void ht_audit_file_drop_last(HtAuditFile *file);
void ht_audit_file_close(HtAuditFile *file);

/* Visits blocks from offset on, in order. FALSE with an error, or where the visitor says so. */
typedef gboolean (*HtAuditBlockVisitor)(gpointer context, const guint8 block[AUDIT_BLOCK_SIZE]);
gboolean ht_audit_file_visit(int fd, const char *path, goffset offset, goffset end,
			     HtAuditBlockVisitor visitor, gpointer context, GError **error);

G_END_DECLS
