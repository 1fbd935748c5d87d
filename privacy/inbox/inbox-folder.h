/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DIR/inbox: files named by six digits and more, in the order in which they were written. Any
 * thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HT_INBOX_FOLDER "inbox"

/* (transfer full) DIR/inbox/NNNNNN */
char *ht_inbox_path(const char *dir, guint32 number);
/* (transfer full) (element-type guint32) Ascending; empty where there is no folder. bytes: of all
 * these files together; may be NULL. */
GArray *ht_inbox_list(const char *dir, guint64 *bytes, GError **error);
/* Whether a hub whose files up to that number were taken in can have come to this one. Of numbers
 * far ahead, which only somebody else gives, none would be left for what comes. */
gboolean ht_inbox_is_near(guint32 number, guint32 after);
/* Durably gone. */
gboolean ht_inbox_remove(const char *dir, guint32 number, GError **error);
/* Durably renamed to NNNNNN.damaged, which is no file of the inbox any more. */
gboolean ht_inbox_set_aside(const char *dir, guint32 number, GError **error);
/* Durably takes away all that was set aside: what could be read of it was taken in, and the key of
 * the hub still opens it. */
gboolean ht_inbox_clear_aside(const char *dir, GError **error);

G_END_DECLS
