/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is told of a session: lines of the live trace, as dbus/org.healthtwin.Hub1.xml describes
 * them, and the same for replies. Lines are (transfer full), variants (transfer floating). Main
 * thread only.
 */
#pragma once

#include "daemon/rehab/session.h"

G_BEGIN_DECLS

char *ht_rehab_line_state(const HtRehabSession *session);
char *ht_rehab_line_notice(const HtRehabSession *session, const struct set_event *event);
char *ht_rehab_line_repetition(const HtRehabSession *session, const HtRehabRepetition *repetition);
/* session NULL = none runs. a{sv} */
GVariant *ht_rehab_state_variant(const HtRehabSession *session);
/* A session that is over, or one repetition, out of its record. a{sv} */
GVariant *ht_rehab_session_variant(const struct session_record *record, gint64 start_utc_ns,
				   gint64 end_utc_ns);
GVariant *ht_rehab_repetition_variant(const struct repetition_record *record);

G_END_DECLS
