/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GetSummary was asked. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	char *person;
	char *zone;       /* IANA name */
	guint birth_year; /* 0 = not set */
	guint32 uid;      /* who asks */
	guint window_days, back;
	gboolean deidentified;
	gint64 now_utc_ns;
} HtWindowQuestion;

void ht_window_question_free(HtWindowQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWindowQuestion, ht_window_question_free)

/* Checks what a caller gave: window 30, 90 or 365, level "anonymised" or "deidentified", options
 * back u. HT_ERROR_INVALID. The rest of *question is left to be filled in. */
gboolean ht_window_question_parse(HtWindowQuestion *question, guint window_days, const char *level,
				  GVariant *options, GError **error);

G_END_DECLS
