/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/beat-counts.h"

static const struct {
	enum beat_label label;
	const char *name;
} classes[HT_BEAT_CLASSES] = {
    {BEAT_NORMAL, "normal"},           {BEAT_SUPRAVENTRICULAR, "supraventricular"},
    {BEAT_VENTRICULAR, "ventricular"}, {BEAT_FUSION, "fusion"},
    {BEAT_UNKNOWN, "unclassified"},
};

enum beat_label ht_beat_class_label(guint i)
{
	return classes[i].label;
}

const char *ht_beat_class_name(guint i)
{
	return classes[i].name;
}

void ht_beat_counts_add(HtBeatCounts *counts, enum beat_label label)
{
	for (guint i = 0; i < HT_BEAT_CLASSES; i++)
		counts->count[i] += classes[i].label == label;
}

guint64 ht_beat_counts_of(const HtBeatCounts *counts, enum beat_label label)
{
	for (guint i = 0; i < HT_BEAT_CLASSES; i++)
		if (classes[i].label == label)
			return counts->count[i];
	return 0;
}

char *ht_beat_counts_words(const HtBeatCounts *counts)
{
	GString *words = g_string_new(NULL);

	for (guint i = 0; i < HT_BEAT_CLASSES; i++)
		if (counts->count[i] > 0)
			g_string_append_printf(words, "%s%" G_GUINT64_FORMAT " %s",
					       words->len > 0 ? ", " : "", counts->count[i],
					       classes[i].name);
	return g_string_free(words, FALSE);
}
