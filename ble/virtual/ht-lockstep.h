/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps several wearables near the same device time, however fast each of them is read: none runs
 * further than a few seconds ahead of the slowest. Main context only.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtLockstep HtLockstep;

HtLockstep *ht_lockstep_new(guint64 lead_ns);
void ht_lockstep_free(HtLockstep *step);

/* kick is called when a member that had to wait may go on. */
void ht_lockstep_join(HtLockstep *step, gpointer member, void (*kick)(gpointer member));
/* It ended; nobody waits for it any more. */
void ht_lockstep_leave(HtLockstep *step, gpointer member);
/* TRUE and its new time, or FALSE when it would run too far ahead: it is kicked later. */
gboolean ht_lockstep_go(HtLockstep *step, gpointer member, guint64 now_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtLockstep, ht_lockstep_free)

G_END_DECLS
