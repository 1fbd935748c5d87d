/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/upkeep/day-keeper.h"

#include "daemon/answers/day-rollup.h"
#include "programme/local-days.h"

enum { DAYS_BACK = 400 };

typedef struct {
	char *id;
	GTimeZone *zone;
} Resident;

static void resident_free(gpointer data)
{
	Resident *resident = data;

	g_free(resident->id);
	g_time_zone_unref(resident->zone);
	g_free(resident);
}

GPtrArray *ht_day_people(HtPeople *people)
{
	GPtrArray *residents = g_ptr_array_new_with_free_func(resident_free);
	g_autoptr(GPtrArray) ids = ht_people_ids(people);

	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(GVariant) settings =
		    g_variant_ref_sink(ht_people_describe(people, ids->pdata[i]));
		Resident *resident = g_new0(Resident, 1);
		const char *zone = "UTC";

		g_variant_lookup(settings, "zone", "&s", &zone);
		resident->id = g_strdup(ids->pdata[i]);
		resident->zone = g_time_zone_new_identifier(zone);
		if (!resident->zone)
			resident->zone = g_time_zone_new_utc();
		g_ptr_array_add(residents, resident);
	}
	return residents;
}

gint64 ht_days_over_utc_ns(const GPtrArray *people, gint64 now_utc_ns)
{
	gint64 over_utc_ns = now_utc_ns;

	for (guint i = 0; i < people->len; i++) {
		const Resident *resident = people->pdata[i];
		guint today;
		int year;

		ht_local_day_of(resident->zone, now_utc_ns, &year, &today);
		over_utc_ns =
		    MIN(over_utc_ns, ht_local_day_start_utc_ns(resident->zone, year, today));
	}
	return over_utc_ns;
}

/* Days of one year, from and up to. */
static gboolean keep_days(HtStore *store, const Resident *resident, int year, guint first,
			  guint end, GCancellable *cancellable, GError **error)
{
	g_autoptr(GArray) days = NULL;

	if (first >= end)
		return TRUE;
	days = ht_day_rollups(store, resident->id, resident->zone, year, first, end - first,
			      cancellable, error);
	return days != NULL;
}

gboolean ht_day_keep(HtStore *store, const GPtrArray *people, gint64 now_utc_ns,
		     GCancellable *cancellable, GError **error)
{
	for (guint i = 0; i < people->len; i++) {
		const Resident *resident = people->pdata[i];
		guint today, before;
		int year;

		ht_local_day_of(resident->zone, now_utc_ns, &year, &today);
		before = g_date_is_leap_year((GDateYear)(year - 1)) ? 366 : 365;
		if (!keep_days(store, resident, year - 1,
			       before - MIN(before, DAYS_BACK - MIN(today, DAYS_BACK)), before,
			       cancellable, error) ||
		    !keep_days(store, resident, year, 0, today, cancellable, error))
			return FALSE;
	}
	return TRUE;
}
