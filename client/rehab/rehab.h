/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of twinctl rehab share. */
#pragma once

#include "client/hub.h"
#include "client/rehab/rehab-follow.h"

G_BEGIN_DECLS

/* Commands, as in client/command.h. */
int rehab_start(int argc, char **argv);
int rehab_record_reference(int argc, char **argv);
int rehab_forget_reference(int argc, char **argv);
int rehab_history(int argc, char **argv);

/* Options of a session; texts are owned, NULL = not given. */
typedef struct rehab_options {
	char *person, *wearable, *trunk, *side, *buzz;
	gboolean json;
} RehabOptions;

void rehab_options_clear(struct rehab_options *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RehabOptions, rehab_options_clear)

/* (transfer full) Starts a session, or joins the one of this exercise and mode that is under way:
 * its id, and in *trace_fd the live trace, which began before it. */
char *rehab_begin(HtHub1 *hub, const struct hub_person *person, const char *exercise,
		  const char *mode, const struct rehab_options *options, int *trace_fd,
		  GError **error);

G_END_DECLS
