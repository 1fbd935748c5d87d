/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/plan-fixture.h"

#include "common/glib/ht-error.h"

#include <math.h>
#include <string.h>

const struct dose plan_usual = {.repetitions = 10, .sets = 2};

static void end_session(gpointer context, const char *person, guint stops)
{
	Fixture *f = context;

	g_assert_cmpstr(person, ==, f->person);
	f->ended++;
	f->stops = stops;
}

static void open_plan(Fixture *f)
{
	f->plan = ht_rehab_plan_new(f->store, f->people, f->consents, f->clock, NULL);
	ht_rehab_plan_listen(f->plan, end_session, f);
}

void reopen(Fixture *f)
{
	ht_rehab_plan_free(f->plan);
	open_plan(f);
}

void set_up(Fixture *f, gconstpointer data)
{
	GVariantDict settings;

	fixture_set_up(&f->base, data);
	f->store = fixture_open_store(&f->base, NULL);
	f->people = ht_people_load(f->store, NULL);
	f->consents = ht_consents_load(f->store, NULL);
	f->clock = ht_clock_new_virtual(START_NS);
	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert(&settings, "name", "s", "Maria");
	f->person = ht_people_add(f->people, g_variant_dict_end(&settings), NULL);
	f->seed = ht_sign_key_new(f->public);
	open_plan(f);
}

void tear_down(Fixture *f, gconstpointer data)
{
	ht_rehab_plan_free(f->plan);
	ht_secret_free(f->seed);
	g_free(f->person);
	ht_clock_free(f->clock);
	ht_consents_free(f->consents);
	ht_people_free(f->people);
	g_assert_true(ht_store_close(f->store, NULL));
	fixture_tear_down(&f->base, data);
}

gboolean import(Fixture *f, const char *kind, const char *more, GError **error)
{
	g_autofree char *text =
	    g_strdup_printf("[%s]\nversion=1\nperson=%s\nclinician=Ada\nserial=%u\n%s", kind,
			    f->person, ++f->serial, more);
	g_autoptr(GBytes) file =
	    ht_signed_text_make(HT_STATEMENT_PURPOSE, text, strlen(text), f->seed, "text", NULL);
	gsize size;
	const char *signed_text = g_bytes_get_data(file, &size);
	g_autoptr(HtStatement) statement =
	    ht_rehab_plan_import(f->plan, f->person, signed_text, size, error);

	return statement != NULL;
}

void limit(Fixture *f, const char *more)
{
	g_autofree char *text =
	    g_strconcat("valid-from=2026-01-01\nvalid-until=2026-12-30\nbeta-blocker=false\n"
			"heart-rate-cap-bpm=130\nheart-rate-rest-bpm=60\nheart-rate-peak-bpm=140\n"
			"rpe-target=13\nallow-apply=true\n",
			more, "[exercise]\nmax-repetitions=12\nmax-sets=3\n", NULL);
	GError *error = NULL;

	ht_rehab_plan_trust(f->plan, f->person, "Ada", f->public, sizeof f->public, NULL);
	g_assert_true(import(f, "limits", text, &error));
	g_assert_no_error(error);
}

gboolean may_start(Fixture *f)
{
	HtRehabOrder order;
	g_autoptr(GError) error = NULL;
	gboolean may =
	    ht_rehab_plan_may_start(f->plan, f->person, SQUAT, &plan_usual, &order, &error);

	if (!may)
		g_assert_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED);
	return may;
}

void begin(Fixture *f)
{
	g_assert_true(may_start(f));
	ht_rehab_plan_begun(f->plan, f->person, SQUAT);
	f->ended = f->stops = 0;
}

void beat_on(Fixture *f, float bpm, float seconds)
{
	gint64 now_ns = ht_clock_now_utc_ns(f->clock);
	struct ecg_beat beat = {.label = BEAT_NORMAL, .rr_ms = 60000.0F / bpm};

	for (float at_s = 0; at_s < seconds; at_s += 60.0F / bpm) {
		gint64 utc_ns = now_ns + (gint64)((double)at_s * 1e9);

		ht_clock_saw(f->clock, utc_ns);
		ht_rehab_plan_beat(f->plan, f->person, &beat, utc_ns);
		ht_rehab_plan_reach(f->plan, f->person, "strap", utc_ns);
	}
}

void beat_for(Fixture *f, float bpm, float seconds)
{
	ht_rehab_plan_quality(f->plan, f->person, QUALITY_FULL, ht_clock_now_utc_ns(f->clock));
	beat_on(f, bpm, seconds);
}

struct session_outcome outcome_of(guint repetitions)
{
	return (struct session_outcome){.repetitions_planned = 20,
					.repetitions_done = repetitions,
					.median_score = 90,
					.velocity_loss = 0.05F,
					.ecg_usable_share = NAN,
					.in_zone_share = NAN};
}

struct dose_answer finish(Fixture *f, guint repetitions)
{
	const struct session_outcome outcome = outcome_of(repetitions);
	struct dose_answer answer;
	GError *error = NULL;

	g_assert_true(
	    ht_rehab_plan_session_done(f->plan, f->person, SQUAT, "s1", &outcome, &answer, &error));
	g_assert_no_error(error);
	return answer;
}
