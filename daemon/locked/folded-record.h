/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may come out of the inbox: whoever could write the card may have made it up, and nothing
 * that later readers stumble over goes into the store. Any thread. */
#pragma once

#include "common/record.h"

#include <glib.h>

G_BEGIN_DECLS

/* Of a kind that a locked hub writes, with finite numbers that fit what is in it, and readable. */
gboolean ht_folded_record_is_sound(const struct record *record);

G_END_DECLS
