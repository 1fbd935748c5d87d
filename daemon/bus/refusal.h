/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller is told when the hub cannot answer in its present state. */
#pragma once

#include "daemon/hub.h"

G_BEGIN_DECLS

/* TRUE if the hub runs; answers the caller with an error if not. */
gboolean ht_refuse_unless_running(HtHub *hub, GDBusMethodInvocation *invocation);

G_END_DECLS
