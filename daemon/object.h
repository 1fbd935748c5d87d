/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub on the bus: org.healthtwin.Hub1. One file per topic answers the methods. */
#pragma once

#include "daemon/hub.h"

G_BEGIN_DECLS

/* (transfer full) */
HtHub1 *ht_object_new(HtHub *hub);

void ht_object_connect_status(HtHub1 *object, HtHub *hub);
void ht_object_connect_people(HtHub1 *object, HtHub *hub);
void ht_object_connect_data(HtHub1 *object, HtHub *hub);

/* TRUE if the hub runs; answers the caller with an error if not. */
gboolean ht_object_refuse_unless_running(HtHub *hub, GDBusMethodInvocation *invocation);

G_END_DECLS
