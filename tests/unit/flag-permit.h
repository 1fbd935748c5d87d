/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A permit for tests of what readers get: it holds while *allowed. */
#pragma once

#include "daemon/bus/permit.h"

static inline gboolean permit_flag_holds(gpointer context, guint32 uid, const char *person,
					 guint right)
{
	(void)uid;
	(void)person;
	(void)right;
	return !context || *(const gboolean *)context;
}

/* allowed NULL = always. */
static inline HtPermit permit_while(gboolean *allowed)
{
	return (HtPermit){.holds = permit_flag_holds, .context = allowed};
}
