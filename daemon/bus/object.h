/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub on the bus: org.healthtwin.Hub1. One file per topic answers the methods. */
#pragma once

#include "daemon/hub.h"

G_BEGIN_DECLS

/* Answers for the hub on its bus from now on; ht_hub_free() takes it off again. */
gboolean ht_object_export(HtHub *hub, GError **error);

void ht_object_connect_activity(HtHub1 *object, HtHub *hub);
void ht_object_connect_status(HtHub1 *object, HtHub *hub);
void ht_object_connect_unlock(HtHub1 *object, HtHub *hub);
void ht_object_connect_keys(HtHub1 *object, HtHub *hub);
void ht_object_connect_rotation(HtHub1 *object, HtHub *hub); /* called by that of the keys */
void ht_object_connect_consent(HtHub1 *object, HtHub *hub);
void ht_object_connect_people(HtHub1 *object, HtHub *hub);
void ht_object_connect_wearables(HtHub1 *object, HtHub *hub);
void ht_object_connect_control(HtHub1 *object, HtHub *hub);
void ht_object_connect_data(HtHub1 *object, HtHub *hub);
void ht_object_connect_summary(HtHub1 *object, HtHub *hub);
void ht_object_connect_capture(HtHub1 *object, HtHub *hub);
void ht_object_connect_audit(HtHub1 *object, HtHub *hub);
void ht_object_connect_backup(HtHub1 *object, HtHub *hub);
void ht_object_connect_store(HtHub1 *object, HtHub *hub);
void ht_object_connect_rehab(HtHub1 *object, HtHub *hub);
void ht_object_connect_clinician(HtHub1 *object, HtHub *hub);
void ht_object_connect_plan(HtHub1 *object, HtHub *hub);

G_END_DECLS
