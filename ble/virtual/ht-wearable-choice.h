/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One wearable of the command line: --wearable KIND[,KEY=VALUE]... */
#pragma once

#include "ble/virtual/ht-faults.h"
#include "ble/virtual/wearable.h"

G_BEGIN_DECLS

typedef struct {
	const struct wearable_kind *kind;
	char *address; /* NULL = by its number */
	char *name;    /* NULL = as its kind is called */
	char *record;  /* NULL = play a story */
	char *capture; /* NULL = record or story */
	gint channel;  /* PLAYBACK_CHANNEL_ECG = of a record its ECG, of a capture the first */
	char *story;   /* name or file; NULL = the usual one */
	char *truth;   /* NULL = not written */
	char *motion;  /* NULL = made up */
	gint64 seed;
	gdouble duration_s; /* 0 = to the end */
	gint mtu;
	gdouble rate_error_ppm;
	gdouble clock_drift_ppm;
	gdouble clock_offset_s;
	HtFaults faults;
} HtWearableChoice;

HtWearableChoice *ht_wearable_choice_new(const struct wearable_kind *kind);
/* usual: what holds where text says nothing else. NULL with one line in *error. */
HtWearableChoice *ht_wearable_choice_parse(const char *text, const HtWearableChoice *usual,
					   GError **error);
void ht_wearable_choice_free(HtWearableChoice *choice);

/* Sets one KEY=VALUE. */
gboolean ht_wearable_choice_set(HtWearableChoice *choice, const char *key, const char *value,
				GError **error);
/* When everything is set: fills in what depends on its number, from 0. */
gboolean ht_wearable_choice_complete(HtWearableChoice *choice, guint number, GError **error);
/* (transfer full) the kinds and the keys, for --help. */
char *ht_wearable_choice_describe(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWearableChoice, ht_wearable_choice_free)

G_END_DECLS
