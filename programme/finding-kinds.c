/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/finding-kinds.h"

/* Gravest first. A kind that is added to the models and not here fails a test. */
static const HtFindingKind kinds[] = {
    {FINDING_VENTRICULAR_FIBRILLATION, "ventricular_fibrillation", "Ventricular fibrillation",
     "episodes of ventricular fibrillation or flutter", TRUE, TRUE},
    {FINDING_ASYSTOLE, "asystole", "No heart beat", "times no heart beat", TRUE, TRUE},
    {FINDING_VENTRICULAR_TACHYCARDIA, "ventricular_tachycardia", "Ventricular tachycardia",
     "ventricular tachycardias", TRUE, TRUE},
    {FINDING_PAUSE, "pause", "Pause", "pauses", TRUE, TRUE},
    {FINDING_VENTRICULAR_RUN, "ventricular_run", "Ventricular run", "slower ventricular runs", TRUE,
     TRUE},
    {FINDING_ATRIAL_FIBRILLATION, "atrial_fibrillation", "Atrial fibrillation",
     "episodes of atrial fibrillation", TRUE, TRUE},
    {FINDING_ATRIAL_FLUTTER, "atrial_flutter", "Atrial flutter", "episodes of atrial flutter", TRUE,
     TRUE},
    {FINDING_SUPRAVENTRICULAR_RUN, "supraventricular_run", "Supraventricular run",
     "supraventricular runs", TRUE, TRUE},
    {FINDING_COUPLET, "couplet", "Couplet", "couplets", FALSE, TRUE},
    {FINDING_BIGEMINY, "bigeminy", "Bigeminy", "stretches of bigeminy", TRUE, TRUE},
    {FINDING_TRIGEMINY, "trigeminy", "Trigeminy", "stretches of trigeminy", TRUE, TRUE},
    {FINDING_TACHYCARDIA, "tachycardia", "Fast heart", "times a fast heart", TRUE, FALSE},
    {FINDING_BRADYCARDIA, "bradycardia", "Slow heart", "times a slow heart", TRUE, FALSE},
    {FINDING_IRREGULAR, "irregular", "Irregular rhythm", "irregular stretches", TRUE, FALSE},
    {FINDING_PACED, "paced", "Paced beats", "stretches of paced beats", TRUE, FALSE},
    {FINDING_NO_SIGNAL, "no_signal", "No readable signal", "stretches without a readable signal",
     TRUE, FALSE},
};

const HtFindingKind *ht_finding_kind_at(guint rank)
{
	return rank < G_N_ELEMENTS(kinds) ? &kinds[rank] : NULL;
}

guint ht_finding_rank(enum finding_kind kind)
{
	guint rank = 0;

	while (rank < G_N_ELEMENTS(kinds) && kinds[rank].kind != kind)
		rank++;
	return rank;
}

enum finding_kind ht_finding_kind_named(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_equal(name, kinds[i].name))
			return kinds[i].kind;
	return (enum finding_kind)0;
}

gboolean ht_finding_is_grave(enum finding_kind kind)
{
	const HtFindingKind *known = ht_finding_kind_at(ht_finding_rank(kind));

	return known && known->grave;
}
