/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller says of a session. Main thread only. */
#pragma once

#include "daemon/rehab/session.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

typedef struct {
	gboolean recording;
	enum rehab_side side;
	HtRehabBuzz buzz;
	char *wearable, *trunk; /* owned; trunk "" = none */
} HtRehabOptions;

/* options: a{sv} as StartRehab has them. The wearable is the person's only one where none is named.
 * HT_ERROR_INVALID, HT_ERROR_NOT_FOUND. */
gboolean ht_rehab_options_parse(HtRehabOptions *parsed, GVariant *options, HtPeople *people,
				const char *person, GError **error);
void ht_rehab_options_clear(HtRehabOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HtRehabOptions, ht_rehab_options_clear)

G_END_DECLS
