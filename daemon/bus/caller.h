/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who calls: the account that the bus vouches for. Nothing that the caller says of itself counts,
 * and neither its process id nor its program: both can be somebody else's by the time of looking.
 *
 * Main thread only. Asks the bus once for each connection; a unique name never comes again while
 * the bus lives.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtCallers HtCallers;

/* (transfer full) The bus must outlive it. */
HtCallers *ht_callers_new(GDBusConnection *bus);
void ht_callers_free(HtCallers *callers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtCallers, ht_callers_free)

/* The uid of whoever sent the call; FALSE where the bus does not say: nobody is let in then. */
gboolean ht_callers_uid(HtCallers *callers, GDBusMethodInvocation *invocation, guint32 *uid,
			GError **error);

/* Questions that are written down cost disk: an account has HT_CALLS_AT_ONCE of them, and one more
 * each second. now_us: any clock that runs on. FALSE and HT_ERROR_BUSY where they are used up. */
enum { HT_CALLS_AT_ONCE = 240 };
gboolean ht_callers_spend(HtCallers *callers, guint32 uid, gint64 now_us, GError **error);

G_END_DECLS
