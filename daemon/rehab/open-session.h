/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session that is under way, as a document of the store: with it, the session goes on after the
 * hub was ended in whatever way. Sealed with the person's key. Holds every repetition, as some of
 * their records may not have been durable. Main thread only.
 */
#pragma once

#include "daemon/rehab/session.h"

G_BEGIN_DECLS

/* What is read. Free with ht_open_session_free(). */
typedef struct {
	HtRehabPlanned planned; /* without model and reference; texts are owned by this */
	char *id, *person, *exercise, *wearable, *trunk;
	HtRehabKept kept; /* owned by this, too */
	/* It was over: this is to be kept of it. */
	gboolean ended;
	struct session_record summary;
	gint64 ended_utc_ns;
} HtOpenSession;

/* (transfer full) Any thread, as the next. */
GBytes *ht_open_session_encode(const HtRehabSession *session, gboolean ended);
/* NULL, HT_ERROR_DAMAGED or HT_ERROR_UNSUPPORTED. */
HtOpenSession *ht_open_session_decode(const char *person, GBytes *document, GError **error);
void ht_open_session_free(HtOpenSession *open);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtOpenSession, ht_open_session_free)

G_END_DECLS
