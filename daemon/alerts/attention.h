/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Somebody is to look after a person now, whether the hub is locked or not. Asked for again and
 * again it goes out every ten seconds at most, and ends by itself. Main thread only.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtAttention HtAttention;

/* on: the alert begins, or is given again; FALSE = it is over. */
typedef void (*HtAttentionAlert)(gpointer context, const char *person, gboolean on);

/* (transfer full) */
HtAttention *ht_attention_new(HtAttentionAlert alert, gpointer context);
/* Alerts that are on are not ended. */
void ht_attention_free(HtAttention *attention);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtAttention, ht_attention_free)

/* attention NULL = nobody is to be told. */
void ht_attention_raise(HtAttention *attention, const char *person);

G_END_DECLS
