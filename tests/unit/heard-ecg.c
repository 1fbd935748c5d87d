/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/heard-ecg.h"

#include <glib.h>

static void fetch(struct ecg *e, GArray *events)
{
	struct ecg_event event = {0};

	while (ecg_get(e, &event) > 0)
		g_array_append_val(events, event);
}

void heard_ecg_run(struct heard_ecg *h, const float *uv, size_t n, double rate_hz,
		   size_t fetch_every)
{
	const struct ecg_settings settings = {.rate_hz = rate_hz};
	GArray *events = g_array_new(FALSE, FALSE, sizeof(struct ecg_event));
	struct ecg *e = g_new(struct ecg, 1);

	g_assert_cmpint(ecg_init(e, &settings), ==, 0);
	for (size_t i = 0; i < n; i++) {
		g_assert_cmpint(ecg_push(e, uv[i]), >=, 0);
		if (i % fetch_every == fetch_every - 1)
			fetch(e, events);
	}
	fetch(e, events);
	g_assert_cmpint(ecg_flush(e), >=, 0);
	fetch(e, events);
	g_assert_cmpint(ecg_flush(e), ==, 0);
	g_free(e);
	h->count = events->len;
	h->event = (struct ecg_event *)(void *)g_array_free(events, FALSE);
}

void heard_ecg_clear(struct heard_ecg *h)
{
	g_clear_pointer(&h->event, g_free);
	h->count = 0;
}

void heard_ecg_check_order(const struct heard_ecg *h, size_t samples)
{
	GHashTable *open = g_hash_table_new(g_direct_hash, g_direct_equal);
	gint64 newest_final = -1, newest_said = 0;

	for (size_t i = 0; i < h->count; i++) {
		const struct ecg_beat *b = &h->event[i].beat;
		gpointer id = GSIZE_TO_POINTER((gsize)b->id);

		if (h->event[i].kind != ECG_BEAT_FIRST && h->event[i].kind != ECG_BEAT_FINAL)
			continue;
		g_assert_cmpint(b->sample_index, >=, 0);
		g_assert_cmpint(b->sample_index, <=, b->decided_index);
		g_assert_cmpint(b->decided_index, <, (gint64)samples);
		g_assert_cmpint(b->decided_index, >=, newest_said);
		newest_said = b->decided_index;
		g_assert_true(b->confidence >= 0 && b->confidence <= 1);
		g_assert_true(b->rr_ms >= 0 && b->qrs_ms >= 0 && b->qrs_ms < 400);
		if (h->event[i].kind == ECG_BEAT_FIRST) {
			g_assert_cmpint(b->label, !=, BEAT_NONE);
			g_assert_true(g_hash_table_add(open, id));
			continue;
		}
		g_assert_true(g_hash_table_remove(open, id));
		g_assert_cmpint(b->sample_index, >, newest_final);
		newest_final = b->sample_index;
	}
	g_assert_cmpuint(g_hash_table_size(open), ==, 0);
	g_hash_table_unref(open);
}

size_t heard_ecg_count(const struct heard_ecg *h, enum beat_label label)
{
	size_t n = 0;

	for (size_t i = 0; i < h->count; i++) {
		if (h->event[i].kind != ECG_BEAT_FINAL || h->event[i].beat.label == BEAT_NONE)
			continue;
		n += label == BEAT_NONE || h->event[i].beat.label == label;
	}
	return n;
}

const struct ecg_finding *heard_ecg_finding(const struct heard_ecg *h, enum finding_kind kind,
					    size_t n)
{
	for (size_t i = 0; i < h->count; i++) {
		if (h->event[i].kind == ECG_FINDING && h->event[i].finding.kind == kind && n-- == 0)
			return &h->event[i].finding;
	}
	return NULL;
}

size_t heard_ecg_rhythm(const struct heard_ecg *h, enum rhythm rhythm)
{
	size_t n = 0;

	for (size_t i = 0; i < h->count; i++)
		n += h->event[i].kind == ECG_RHYTHM && h->event[i].rhythm.rhythm == rhythm;
	return n;
}
