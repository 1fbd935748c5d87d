/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the hub writes for itself, to go by while it is locked. */
#include "daemon/hub.h"

#include "common/glib/ht-error.h"
#include "daemon/locked/enrolment-file.h"

static void add_person(HtHub *hub, HtEnrolment *enrolment, const char *person)
{
	struct rate_limits limits = rate_limits_complete(
	    ht_people_rate_limits(hub->people, person, ht_clock_now_utc_ns(hub->clock)));
	HtAlertLimits alert = {.brady_below_bpm = (guint)limits.brady_below_bpm,
			       .tachy_above_bpm = (guint)limits.tachy_above_bpm};

	g_strlcpy(alert.id, person, sizeof alert.id);
	g_array_append_val(enrolment->persons, alert);
}

static void add_wearable(HtHub *hub, HtEnrolment *enrolment, const char *address)
{
	const HtIdentity *pin = hub->pins ? ht_pins_get(hub->pins, address) : NULL;
	const GArray *choices = ht_people_streams(hub->people, address);
	HtEnrolled *enrolled =
	    ht_enrolment_add(enrolment, address, ht_people_owner(hub->people, address));

	enrolled->is_pinned = pin != NULL;
	if (pin)
		enrolled->identity = *pin;
	if (choices)
		g_array_append_vals(enrolled->choices, choices->data, choices->len);
}

static HtEnrolment *describe(HtHub *hub)
{
	g_autoptr(GPtrArray) persons = ht_people_ids(hub->people);
	g_autoptr(GPtrArray) wearables = ht_people_wearables(hub->people);
	HtEnrolment *enrolment = ht_enrolment_new();

	enrolment->inbox_after = ht_fold_after(hub->store);
	for (guint i = 0; i < MIN(persons->len, HT_ENROLMENT_MAX); i++)
		add_person(hub, enrolment, persons->pdata[i]);
	for (guint i = 0; i < MIN(wearables->len, HT_ENROLMENT_MAX); i++)
		add_wearable(hub, enrolment, wearables->pdata[i]);
	return enrolment;
}

void ht_hub_write_enrolment(gpointer context)
{
	HtHub *hub = context;
	g_autoptr(HtEnrolment) enrolment = describe(hub);
	g_autoptr(GError) error = NULL;

	if (!ht_enrolment_store(enrolment, hub->options->state_dir, hub->keyring, &error))
		g_message(
		    "what is enrolled could not be written; once it is locked, the hub goes by "
		    "what was written before: %s",
		    error->message);
}

/* Whose wearables are whose: limits change with a birthday, the inbox with each unlock. */
static gboolean is_same(HtEnrolment *enrolment, HtEnrolment *other)
{
	g_autoptr(GBytes) one = NULL, two = NULL;

	g_array_set_size(enrolment->persons, 0);
	g_array_set_size(other->persons, 0);
	enrolment->inbox_after = other->inbox_after = 0;
	one = ht_enrolment_encode(enrolment);
	two = ht_enrolment_encode(other);
	return g_bytes_equal(one, two);
}

gboolean ht_hub_check_enrolment(HtHub *hub)
{
	g_autoptr(HtEnrolment) wanted = describe(hub);
	g_autoptr(HtEnrolment) found = NULL;
	g_autoptr(GError) error = NULL;
	HtHubPublic hub_public;

	ht_keyring_hub_public(hub->keyring, &hub_public);
	found = ht_enrolment_load(hub->options->state_dir, &hub_public, &error);
	if (found && is_same(found, wanted))
		return TRUE;
	if (found)
		g_message("what the locked hub knew of wearables was not the newest: an older file "
			  "was put back, or the hub was ended in the middle of a change; it is "
			  "written anew");
	else if (!g_error_matches(error, HT_ERROR, HT_ERROR_NOT_FOUND))
		g_message("%s; it is written anew", error->message);
	return FALSE;
}

static void know(HtHub *hub, const HtEnrolment *enrolment)
{
	for (guint i = 0; i < enrolment->persons->len; i++) {
		const HtAlertLimits *alert = &g_array_index(enrolment->persons, HtAlertLimits, i);
		struct rate_limits limits = {(float)alert->brady_below_bpm,
					     (float)alert->tachy_above_bpm};

		ht_people_know_person(hub->people, alert->id, limits);
	}
	for (guint i = 0; i < enrolment->wearables->len; i++) {
		const HtEnrolled *enrolled = enrolment->wearables->pdata[i];

		ht_people_know_wearable(hub->people, enrolled->address, enrolled->person,
					enrolled->choices);
	}
}

gboolean ht_hub_read_enrolment(HtHub *hub, const HtHubPublic *hub_public, guint32 *inbox_after,
			       GError **error)
{
	g_autoptr(HtEnrolment) enrolment =
	    ht_enrolment_load(hub->options->state_dir, hub_public, error);

	if (!enrolment)
		return FALSE;
	hub->people = ht_people_new_locked();
	hub->pins = ht_pins_new_locked(enrolment);
	know(hub, enrolment);
	*inbox_after = enrolment->inbox_after;
	return TRUE;
}
