/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live screen: puts what the model knows into text cells. Pure. */
#pragma once

#include "client/monitor/monitor-model.h"
#include "client/monitor/screen.h"

G_BEGIN_DECLS

struct monitor_view {
	const char *person; /* name */
	GTimeZone *zone;    /* times are shown in it */
	gboolean unicode;   /* may characters beyond ASCII be used? */
	gint64 end;         /* position at the trace's right edge; later ones are not shown yet */
};

/* Draws onto a blank screen of any size; what has no room is left out, the trace last. */
void monitor_draw(const struct monitor_model *model, const struct monitor_view *view,
		  struct screen *screen);

G_END_DECLS
