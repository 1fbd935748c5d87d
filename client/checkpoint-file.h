/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints of the hub as files. */
#pragma once

#include "client/hub.h"
#include "privacy/audit/checkpoint.h"

G_BEGIN_DECLS

/* Asks the hub for one and writes it into a new file. HT_ERROR_EXISTS. */
gboolean checkpoint_file_write(HtHub1 *hub, const char *path, GError **error);
/* HT_ERROR_INVALID, HT_ERROR_DAMAGED. */
gboolean checkpoint_file_read(const char *path, struct checkpoint *checkpoint, GError **error);
/* The same of what the hub answers now. */
gboolean checkpoint_ask(HtHub1 *hub, struct checkpoint *checkpoint, GError **error);

G_END_DECLS
