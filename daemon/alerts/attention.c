/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/alerts/attention.h"

enum { ALERT_S = 10 };

typedef struct {
	HtAttention *attention;
	char *person;
	guint source; /* ends the alert */
} Alert;

struct _HtAttention {
	HtAttentionAlert alert;
	gpointer context;
	GHashTable *alerts; /* person -> Alert, those that are on */
};

static void alert_free(gpointer data)
{
	Alert *alert = data;

	if (alert->source)
		g_source_remove(alert->source);
	g_free(alert->person);
	g_free(alert);
}

HtAttention *ht_attention_new(HtAttentionAlert alert, gpointer context)
{
	HtAttention *attention = g_new0(HtAttention, 1);

	attention->alert = alert;
	attention->context = context;
	attention->alerts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, alert_free);
	return attention;
}

void ht_attention_free(HtAttention *attention)
{
	if (!attention)
		return;
	g_hash_table_unref(attention->alerts);
	g_free(attention);
}

static gboolean is_over(gpointer data)
{
	Alert *alert = data;
	HtAttention *attention = alert->attention;

	alert->source = 0;
	attention->alert(attention->context, alert->person, FALSE);
	g_hash_table_remove(attention->alerts, alert->person);
	return G_SOURCE_REMOVE;
}

void ht_attention_raise(HtAttention *attention, const char *person)
{
	Alert *alert;

	if (!attention || g_hash_table_contains(attention->alerts, person))
		return;
	alert = g_new0(Alert, 1);
	alert->attention = attention;
	alert->person = g_strdup(person);
	alert->source = g_timeout_add_seconds(ALERT_S, is_over, alert);
	g_hash_table_insert(attention->alerts, alert->person, alert);
	attention->alert(attention->context, person, TRUE);
}
