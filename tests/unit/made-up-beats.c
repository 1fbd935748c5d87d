/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/made-up-beats.h"

#include "health-models/ecg/ecg.h"

static void fetch(struct ecg *e, GArray *beats)
{
	struct ecg_event event;

	while (ecg_get(e, &event) > 0) {
		if (event.kind == ECG_BEAT_FINAL && event.beat.label != BEAT_NONE)
			g_array_append_val(beats, event.beat);
	}
}

GArray *made_up_beats(struct synthetic_heart *heart, unsigned seconds)
{
	g_autofree struct ecg *e = g_new(struct ecg, 1);
	GArray *beats = g_array_new(FALSE, FALSE, sizeof(struct ecg_beat));
	unsigned samples = (unsigned)(seconds * heart->settings.rate_hz);

	g_assert_cmpint(ecg_init(e, &(struct ecg_settings){.rate_hz = heart->settings.rate_hz}), ==,
			0);
	for (unsigned i = 0; i < samples; i++) {
		struct synthetic_heart_sample x;

		synthetic_heart_next(heart, &x);
		if (ecg_push(e, (float)x.uv) > 0)
			fetch(e, beats);
	}
	ecg_flush(e);
	fetch(e, beats);
	return beats;
}
