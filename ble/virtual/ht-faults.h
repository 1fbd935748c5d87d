/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be made to go wrong with the virtual wearable: --fault NAME[=VALUE]. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times are seconds of device time; negative = never. */
typedef struct {
	gdouble drop_link_at_s;
	gdouble drop_link_for_s;
	gdouble vanish_at_s;
	gdouble stall_at_s;
	gint64 rubbish_frames; /* every Nth; 0 = none */
	gint64 lying_frames;   /* every Nth; 0 = none */
	gint64 refuse_connect; /* the first N */
	gboolean already_in_state;
	gboolean small_mtu;
} HtFaults;

extern const HtFaults ht_faults_none;

/* Takes "name" or "name=value". HT_ERROR_INVALID for anything else. */
gboolean ht_faults_parse(HtFaults *faults, const char *text, GError **error);
/* (transfer full) a line per fault, for --help. */
char *ht_faults_describe(void);

G_END_DECLS
