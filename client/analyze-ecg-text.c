/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze-ecg-summary.h"
#include "client/analyze-ecg-vitality-print.h"
#include "programme/finding-words.h"

#include <stdio.h>

enum { FINDINGS_SHOWN = 20 };

/* 1:02:03.4, without hours where there are none. */
static char *duration(double seconds)
{
	gint64 tenths = (gint64)(seconds * 10 + 0.5);
	gint64 minutes = tenths / 600;

	if (minutes >= 60)
		return g_strdup_printf("%d:%02d:%02d.%d", (int)(minutes / 60), (int)(minutes % 60),
				       (int)(tenths / 10 % 60), (int)(tenths % 10));
	return g_strdup_printf("%d:%02d.%d", (int)minutes, (int)(tenths / 10 % 60),
			       (int)(tenths % 10));
}

static void print_heart(const HtEcgSummary *summary)
{
	const struct rr_statistics *rr = &summary->rr;
	double mean_bpm;
	double sdnn_ms;
	double rmssd_ms;

	printf("  %" G_GUINT64_FORMAT " beats, %" G_GUINT64_FORMAT
	       " of them ventricular; %" G_GUINT64_FORMAT " ventricular runs\n",
	       summary->beats, summary->ventricular_beats, summary->ventricular_runs);
	if (rr_statistics_mean_rate_bpm(rr, &mean_bpm))
		printf("  heart rate %.0f/min on average", mean_bpm);
	if (rr->rate_min_bpm > 0)
		printf(", %.0f to %.0f/min over %d beats", rr->rate_min_bpm, rr->rate_max_bpm,
		       RR_RATE_BEATS);
	if (rr->rr_count > 0)
		printf("\n");
	if (rr_statistics_sdnn_ms(rr, &sdnn_ms) && rr_statistics_rmssd_ms(rr, &rmssd_ms))
		printf("  variability of normal beats: SDNN %.0f ms, RMSSD %.0f ms\n", sdnn_ms,
		       rmssd_ms);
}

static void print_finding(const struct ecg_finding *finding, double rate_hz)
{
	g_autofree char *start = duration((double)finding->start_index / rate_hz);
	g_autofree char *end = duration((double)finding->end_index / rate_hz);
	g_autofree char *reason = ht_finding_reason(finding);

	printf("  %s to %s: %s\n", start, end, reason);
}

/* Couplets can be many: they are counted, all else is listed in order of time. */
static void print_findings(const HtEcgSummary *summary)
{
	guint couplets = 0;
	guint others = 0;

	for (guint i = 0; i < summary->findings->len; i++) {
		const struct ecg_finding *finding =
		    &g_array_index(summary->findings, struct ecg_finding, i);

		if (finding->kind == FINDING_COUPLET)
			couplets++;
		else if (others++ < FINDINGS_SHOWN)
			print_finding(finding, summary->rate_hz);
	}
	if (others > FINDINGS_SHOWN)
		printf("  and %u findings more; --json lists them all\n", others - FINDINGS_SHOWN);
	if (couplets > 0)
		printf("  couplets (two ventricular beats in a row): %u\n", couplets);
}

void ht_ecg_summary_print_text(const HtEcgSummary *summary, const char *record)
{
	g_autofree char *all = duration(ht_ecg_summary_seconds(summary));
	g_autofree char *readable = duration(ht_ecg_summary_analysable_seconds(summary));

	printf("%s: %s long, %s of it with a signal\n", record, all, readable);
	if (summary->channels > 1)
		printf("  channel %u (%s) of %u\n", summary->channel,
		       summary->label[0] ? summary->label : "no label", summary->channels);
	print_heart(summary);
	ht_ecg_vitality_print_text(summary->vitality);
	print_findings(summary);
}
