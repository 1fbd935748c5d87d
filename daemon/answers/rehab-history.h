/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ExportRehab: sessions of exercises with their repetitions. In a worker. */
#pragma once

#include "daemon/answers/summary.h"

G_BEGIN_DECLS

/* (transfer full) aa{sv}, the oldest first */
GVariant *ht_rehab_history(HtStore *store, const HtPeriod *period, GError **error);

G_END_DECLS
