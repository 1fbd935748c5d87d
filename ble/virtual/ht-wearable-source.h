/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens what the command line asks to be played. */
#pragma once

#include "ble/virtual/ht-wearable-choice.h"
#include "ble/virtual/wearable-source.h"

G_BEGIN_DECLS

typedef struct _HtWearableSource HtWearableSource;

/* NULL with one line in *error. */
HtWearableSource *ht_wearable_source_open(const HtWearableChoice *options, GError **error);
void ht_wearable_source_free(HtWearableSource *source);

/* As what it plays: usual, but for a capture, which is a kind of its own. */
const struct wearable_kind *ht_wearable_source_kind(const HtWearableSource *source,
						    const struct wearable_kind *usual);
/* As long-lived as the source. */
const struct wearable_source *ht_wearable_source_samples(const HtWearableSource *source);
/* Why its next() returned an error. */
const char *ht_wearable_source_error(const HtWearableSource *source);
/* (transfer full) what is odd about a recording, one line; NULL when there is nothing more. */
char *ht_wearable_source_warning(HtWearableSource *source);
/* Ends the file of truths. FALSE with *error when it could not be written. */
gboolean ht_wearable_source_finish(HtWearableSource *source, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWearableSource, ht_wearable_source_free)

G_END_DECLS
