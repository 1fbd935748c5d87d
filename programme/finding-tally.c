/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/finding-tally.h"

#include "programme/finding-words.h"

static gboolean is_more_extreme(const HtFindingCount *count, enum finding_kind kind,
				double rate_bpm)
{
	if (rate_bpm <= 0)
		return FALSE;
	if (count->extreme_bpm <= 0)
		return TRUE;
	return kind == FINDING_BRADYCARDIA ? rate_bpm < count->extreme_bpm
					   : rate_bpm > count->extreme_bpm;
}

void ht_finding_tally_add(HtFindingTally *tally, const struct ecg_finding *finding, double start_s,
			  double end_s)
{
	const HtFindingPlace place = {*finding, start_s, end_s};
	double rate_bpm = ht_finding_rate_bpm(finding);
	HtFindingCount *count;

	if (finding->kind > FINDING_KIND_MAX)
		return;
	count = &tally->kinds[finding->kind];
	if (count->count == 0 || start_s < count->first.start_s)
		count->first = place;
	if (count->count == 0 || end_s - start_s > count->longest.end_s - count->longest.start_s)
		count->longest = place;
	if (is_more_extreme(count, finding->kind, rate_bpm)) {
		count->extreme = place;
		count->extreme_bpm = rate_bpm;
	}
	count->count++;
	count->total_s += end_s - start_s;
}
