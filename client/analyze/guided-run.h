/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guided test out of a file of motion (recordings/motion-csv.h). */
#pragma once

#include <glib.h>

#include "client/analyze/guided-session.h"
#include "recordings/message.h"

G_BEGIN_DECLS

/* 0, or a negative errno with *message: what is wrong with the file, or why the test is refused. */
int ht_guided_run(const char *path, const HtGuidedWishes *wishes, HtGuidedResult *result,
		  struct recording_message *message);

G_END_DECLS
