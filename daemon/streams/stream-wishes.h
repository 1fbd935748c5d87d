/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What wearables are to stream: as callers say it, as the household keeps it, as the link takes it.
 */
#pragma once

#include "ble/link/ht-link.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

/* settings: a{sv} of a stream's name to a{sv} with on b, rate_hz u, as in ConfigureWearable, on top
 * of what was chosen before (NULL = nothing). (transfer full) HtStreamChoice; none for no settings.
 * HT_ERROR_INVALID for a name or value that is none. */
GArray *ht_stream_choices_parse(GVariant *settings, const GArray *before, GError **error);
/* (transfer floating) The same way round: a{sv}. choices NULL = nothing. */
GVariant *ht_stream_choices_describe(const GArray *choices);
/* HT_STREAMS wishes. */
void ht_stream_choices_wishes(const GArray *choices, HtStreamWish *wishes);

G_END_DECLS
