/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/recording.h"

#include "common/glib/ht-error.h"
#include "daemon/rehab/session.h"
#include "health-models/rehab/reference/reference_fit.h"
#include "programme/rehab-words.h"

/* Five minutes at 200 Hz with the angular rate apart from the acceleration. */
enum { SAMPLES_MAX = 5 * 60 * 400 };

struct _HtRehabRecording {
	GArray *samples;
};

HtRehabRecording *ht_rehab_recording_new(void)
{
	HtRehabRecording *recording = g_new0(HtRehabRecording, 1);

	recording->samples = g_array_new(FALSE, FALSE, sizeof(struct imu_sample));
	return recording;
}

void ht_rehab_recording_free(HtRehabRecording *recording)
{
	if (!recording)
		return;
	g_array_unref(recording->samples);
	g_free(recording);
}

gboolean ht_rehab_recording_add(HtRehabRecording *recording, const struct imu_sample *sample)
{
	if (recording->samples->len >= SAMPLES_MAX)
		return FALSE;
	g_array_append_vals(recording->samples, sample, 1);
	return TRUE;
}

void ht_rehab_recording_clear(HtRehabRecording *recording)
{
	g_array_set_size(recording->samples, 0);
}

/* Accepted in any order, and each once. */
static gboolean fill_spans(const GArray *candidates, const guint *numbers, gsize count,
			   struct rep_span *spans, gsize *span_count, GError **error)
{
	g_autofree gboolean *accepted = g_new0(gboolean, candidates->len + 1);

	for (gsize i = 0; i < count; i++) {
		if (numbers[i] < 1 || numbers[i] > candidates->len) {
			g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
				    "there is no repetition %u: the candidates are 1 to %u",
				    numbers[i], candidates->len);
			return FALSE;
		}
		accepted[numbers[i] - 1] = TRUE;
	}
	for (guint i = 0; i < candidates->len; i++) {
		const struct repetition *r =
		    &g_array_index(candidates, HtRehabRepetition, i).record.repetition;

		if (!accepted[i])
			continue;
		if (*span_count < REP_REFERENCE_MAX)
			spans[*span_count] = (struct rep_span){r->start_ns, r->end_ns};
		++*span_count;
	}
	if (*span_count >= 1 && *span_count <= REP_REFERENCE_MAX)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "accept 1 to %d of the %u candidates, by their numbers", REP_REFERENCE_MAX,
		    candidates->len);
	return FALSE;
}

gboolean ht_rehab_recording_make(const HtRehabRecording *recording, const struct exercise *exercise,
				 const GArray *candidates, const guint *numbers, gsize count,
				 struct rep_reference *reference, GError **error)
{
	struct rep_span spans[REP_REFERENCE_MAX];
	enum reference_fault fault;
	gsize span_count = 0;
	gboolean too_far;

	if (!fill_spans(candidates, numbers, count, spans, &span_count, error))
		return FALSE;
	fault =
	    rep_reference_make((const struct imu_sample *)(const void *)recording->samples->data,
			       recording->samples->len, spans, span_count, exercise, reference);
	too_far = fault == REFERENCE_GOOD && reference_fit(reference, exercise) == REP_TOO_FAR;
	if (fault == REFERENCE_GOOD && !too_far)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    too_far ? ht_reference_fit_words(REP_TOO_FAR)
				    : ht_reference_fault_words(fault));
	return FALSE;
}
