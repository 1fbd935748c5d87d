/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/alerts/urgency.h"

#include "common/timebase.h"

#define SUSTAINED_NS (30 * NS_PER_S)
#define AGAIN_NS     (60 * NS_PER_S)

static gboolean is_urgent(enum rhythm rhythm)
{
	return rhythm == RHYTHM_VENTRICULAR_FIBRILLATION || rhythm == RHYTHM_ASYSTOLE ||
	       rhythm == RHYTHM_VENTRICULAR_TACHYCARDIA;
}

gboolean ht_urgency_reach(HtUrgency *urgency, gint64 utc_ns)
{
	if (!is_urgent(urgency->rhythm) || utc_ns < urgency->due_utc_ns)
		return FALSE;
	urgency->due_utc_ns = utc_ns + AGAIN_NS;
	urgency->told = TRUE;
	return TRUE;
}

gboolean ht_urgency_rhythm(HtUrgency *urgency, enum rhythm rhythm, gint64 utc_ns)
{
	if (rhythm == urgency->rhythm)
		return FALSE;
	/* A tachycardia that becomes fibrillation is not waited for. */
	urgency->rhythm = rhythm;
	urgency->due_utc_ns = utc_ns;
	if (rhythm == RHYTHM_VENTRICULAR_TACHYCARDIA)
		urgency->due_utc_ns += SUSTAINED_NS;
	if (is_urgent(rhythm))
		urgency->told = FALSE;
	return ht_urgency_reach(urgency, utc_ns);
}

gboolean ht_urgency_finding(HtUrgency *urgency, enum finding_kind kind, gint64 length_ns)
{
	gboolean urgent = kind == FINDING_VENTRICULAR_FIBRILLATION || kind == FINDING_ASYSTOLE ||
			  (kind == FINDING_VENTRICULAR_TACHYCARDIA && length_ns >= SUSTAINED_NS);
	gboolean tell = urgent && !urgency->told;

	if (urgent)
		urgency->told = FALSE;
	return tell;
}
