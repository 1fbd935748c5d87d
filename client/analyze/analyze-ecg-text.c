/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-summary.h"
#include "client/analyze/analyze-ecg-zone.h"
#include "client/finding-list.h"
#include "client/vitality-print.h"
#include "programme/finding-words.h"

#include <stdio.h>

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
	g_autofree char *labels = ht_beat_counts_words(&summary->labels);
	double mean_bpm;
	double sdnn_ms;
	double rmssd_ms;

	printf("  %" G_GUINT64_FORMAT " beats%s%s\n", summary->beats, labels[0] ? ": " : "",
	       labels);
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

/* What the signal is good for, once it was judged. */
static void print_signal(const HtEcgSummary *summary)
{
	const gint64 *samples = summary->signal.samples;
	const char *between = "  signal: ";

	if (samples[QUALITY_UNKNOWN] >= summary->samples)
		return;
	for (int grade = QUALITY_FULL; grade > QUALITY_UNKNOWN; grade--) {
		if (samples[grade] == 0)
			continue;
		printf("%s%.1f %% %s", between,
		       100 * (double)samples[grade] / (double)summary->samples,
		       ht_signal_quality_words((enum signal_quality)grade));
		between = ", ";
	}
	if (summary->polarity == POLARITY_INVERTED)
		printf("; the lead is upside down");
	if (summary->polarity_changes > 0)
		printf(" (its polarity changed %u times)", summary->polarity_changes);
	printf("\n");
}

/* Part of the time that fibrillation or flutter of the atria takes of what can be read. */
static void print_burden(const HtEcgSummary *summary)
{
	double af_s = ht_ecg_summary_af_seconds(summary);
	double readable_s = ht_ecg_summary_analysable_seconds(summary);
	g_autofree char *length = ht_duration_words(af_s);

	if (af_s > 0 && readable_s > 0)
		printf("  atrial fibrillation or flutter for %s: %.1f %% of the time\n", length,
		       MIN(100, 100 * af_s / readable_s));
}

static char *time_text(double time_s, gpointer unused)
{
	(void)unused;
	return duration(time_s);
}

static void print_findings(const HtEcgSummary *summary)
{
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(HtFindingPlace));

	for (guint i = 0; i < summary->findings->len; i++) {
		const struct ecg_finding *finding =
		    &g_array_index(summary->findings, struct ecg_finding, i);
		const HtFindingPlace place = {*finding,
					      (double)finding->start_index / summary->rate_hz,
					      (double)finding->end_index / summary->rate_hz};

		g_array_append_val(places, place);
	}
	finding_list_print(places, time_text, NULL);
}

void ht_ecg_summary_print_text(const HtEcgSummary *summary, const char *record)
{
	g_autofree char *all = duration(ht_ecg_summary_seconds(summary));
	g_autofree char *readable = duration(ht_ecg_summary_analysable_seconds(summary));
	HtVitalityNumbers vitality = ht_vitality_numbers(summary->vitality);

	printf("%s: %s long, %s of it with a signal\n", record, all, readable);
	if (summary->channels > 1)
		printf("  channel %u (%s) of %u\n", summary->channel,
		       summary->label[0] ? summary->label : "no label", summary->channels);
	print_signal(summary);
	print_heart(summary);
	print_burden(summary);
	if (summary->zone)
		ht_ecg_zone_print_text(summary->zone);
	vitality_print_text(&vitality);
	print_findings(summary);
}
