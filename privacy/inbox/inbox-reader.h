/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of the inbox, read back with the hub's secret key. Any thread. */
#pragma once

#include "privacy/inbox/inbox-record.h"
#include "privacy/secret.h"

G_BEGIN_DECLS

typedef enum {
	HT_INBOX_WHOLE,   /* ended by its writer */
	HT_INBOX_CUT,     /* the writer was killed: what it had committed is there */
	HT_INBOX_DAMAGED, /* behind its beginning are bytes that are not what was sealed */
} HtInboxEnd;

typedef struct {
	struct inbox_start start;
	GArray *records; /* struct record, in the order in which they were appended */
	HtInboxEnd end;
	guint64 size;      /* of the file */
	GByteArray *bytes; /* private: what the blobs point into */
} HtInboxContents;

/* (transfer full) Everything that can be read from its beginning on. HT_ERROR_WRONG_KEY for what
 * was not sealed to this key; HT_ERROR_DAMAGED where not even its beginning can be read, or it is
 * larger than any that a hub writes; HT_ERROR_UNSUPPORTED for a later version's. */
HtInboxContents *ht_inbox_read(const char *dir, guint32 number, const HtSecret *box_secret,
			       GError **error);
void ht_inbox_contents_free(HtInboxContents *contents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtInboxContents, ht_inbox_contents_free)

G_END_DECLS
