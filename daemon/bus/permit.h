/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lets a reader stay: asked again before everything that is sent to it. */
#pragma once

#include <glib.h>

typedef struct {
	gboolean (*holds)(gpointer context, guint32 uid, const char *person, guint right);
	gpointer context;
	guint32 uid;
	guint right;
} HtPermit;

static inline gboolean ht_permit_holds(const HtPermit *permit, const char *person)
{
	return permit->holds(permit->context, permit->uid, person, permit->right);
}
