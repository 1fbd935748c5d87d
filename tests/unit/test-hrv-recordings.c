/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variability of normal people's recordings (nsrdb, reference beats): plausible, and at one with
 * itself. Skipped without HEALTH_TWIN_DATA. */
#include "health-models/ecg/variability/hrv.h"
#include "recordings/annotations.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SKIP = 77, RATE_HZ = 128 };

static void between(float value, double low, double high)
{
	g_assert_cmpfloat((double)value, >=, low);
	g_assert_cmpfloat((double)value, <=, high);
}

/* Ranges of waking and sleeping adults, generously; spectrum and Poincare plot against the
 * variance: 2 SDNN^2 = SD1^2 + SD2^2, and no more power than variance but for trend and rounding.
 */
static void check(const struct hrv_window *w)
{
	double variance = (double)w->sdnn_ms * (double)w->sdnn_ms;

	between(w->artefact_share, 0, 1);
	if (w->quality == HRV_NO_NUMBERS)
		return;
	between(w->mean_nn_ms, 400, 1500);
	between(w->sdnn_ms, 5, 350);
	between(w->rmssd_ms, 3, 300);
	between(w->sd1_ms, 0.95 * (double)w->rmssd_ms / sqrt(2),
		1.05 * (double)w->rmssd_ms / sqrt(2));
	between(w->sd1_ms * w->sd1_ms + w->sd2_ms * w->sd2_ms, 2 * 0.85 * variance,
		2 * 1.15 * variance);
	if (w->quality == HRV_FULL)
		between(w->vlf_ms2 + w->lf_ms2 + w->hf_ms2, 0, 1.25 * variance);
}

static unsigned check_person(const char *folder, const char *name, unsigned *full)
{
	g_autofree char *file = g_strdup_printf("%s.atr", name);
	g_autofree char *path = g_build_filename(folder, "ecg", "nsrdb", file, NULL);
	g_autofree struct hrv *h = g_new(struct hrv, 1);
	struct recording_message message;
	struct annotation_reader *reader;
	struct annotation a;
	gint64 last = -1;
	unsigned windows = 0;

	g_assert_cmpint(annotation_reader_open(&reader, path, &message), ==, 0);
	g_assert_cmpint(hrv_init(h, RATE_HZ), ==, 0);
	while (annotation_reader_get(reader, &a, &message) > 0) {
		struct hrv_window w;
		float rr_ms =
		    last < 0 ? 0 : (float)((double)(a.sample_index - last) * 1000 / RATE_HZ);

		if (a.symbol == '\0' || !strchr("NSVFQJAaejE", a.symbol))
			continue;
		last = a.sample_index;
		if (hrv_push_interval(h, a.sample_index, rr_ms, a.symbol == 'N', &w) == 0)
			continue;
		check(&w);
		windows++;
		*full += w.quality == HRV_FULL;
	}
	annotation_reader_close(reader);
	return windows;
}

int main(void)
{
	static const char *const names[] = {"16273", "16483", "16539"};
	const char *folder = getenv("HEALTH_TWIN_DATA");
	unsigned windows = 0, full = 0;

	if (!folder || !*folder)
		return SKIP;
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		windows += check_person(folder, names[i], &full);
	g_assert_cmpuint(windows, >=, 60);
	/* These people are well and their beats were checked by hand. */
	g_assert_cmpuint(full, >=, windows * 8 / 10);
	return 0;
}
