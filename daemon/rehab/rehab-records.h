/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repetitions and sessions as records of the store. Main thread only. */
#pragma once

#include "daemon/rehab/open-session.h"
#include "daemon/streams/writer.h"

G_BEGIN_DECLS

void ht_rehab_write_repetition(HtWriter *writer, const char *person,
			       const HtRehabRepetition *repetition);
/* Of a session that is over; nothing where nothing was done and nothing stopped it. */
void ht_rehab_write_session(HtWriter *writer, const HtRehabSession *session);
/* After the hub was ended in whatever way: writes what of the open session is not in the store, and
 * says how many records that were. */
gboolean ht_rehab_write_missing(HtWriter *writer, HtStore *store, const HtOpenSession *open,
				guint *missing, GError **error);
/* Of a session that was under way and cannot be read any more: closes it, with what is stored of
 * it, and every other one of the person that was never closed; says how many there were. */
gboolean ht_rehab_close_lost(HtWriter *writer, HtStore *store, const char *person, guint *lost,
			     GError **error);

G_END_DECLS
