/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Are you all right?": a fall candidate makes the person's own wearables buzz, nothing else. */
#include "daemon/hub.h"

#include "common/timebase.h"
#include "health-models/motion/activity/activity_record.h"

enum { BUZZ_MILD = 1 };

/* Who was asked longer ago has been looked after, or nobody can help any more by a buzz. */
#define RESUMED_FOR_NS (3600 * NS_PER_S)

static void ask(gpointer context, const char *person)
{
	HtHub *hub = context;

	if (hub->link)
		ht_hub_buzz(hub, person, BUZZ_MILD);
}

static gboolean is_on_limb(gpointer context, const char *person, const char *address)
{
	const HtHub *hub = context;

	return hub->rehab && ht_rehab_is_on_limb(hub->rehab, person, address);
}

void ht_hub_watch_activity(HtHub *hub)
{
	const HtActivityEvents events = {.context = hub, .ask = ask, .is_on_limb = is_on_limb};

	hub->activity = ht_activity_watch_new(&hub->outlets, &events);
}

typedef struct {
	struct fall_event open;
	char stream[RECORD_ID_MAX];
} Question;

/* States of one fall follow each other and have its time. */
static gboolean follow(gpointer context, const struct record *record)
{
	Question *question = context;
	struct fall_event fall;

	if (fall_record_decode(record->version, record->blob, record->blob_size, &fall) < 0)
		return TRUE;
	if (fall.state == FALL_CANDIDATE)
		g_strlcpy(question->stream, record->stream, sizeof question->stream);
	if (fall.state == FALL_CANDIDATE || fall.t_ns == question->open.t_ns)
		question->open = fall;
	return TRUE;
}

void ht_hub_resume_falls(HtHub *hub)
{
	gint64 now_utc_ns = ht_clock_now_utc_ns(hub->clock);
	g_autoptr(GPtrArray) ids = ht_people_ids(hub->people);

	for (guint i = 0; i < ids->len; i++) {
		HtStoreQuery query = {.person = ids->pdata[i],
				      .kind = RECORD_FALL,
				      .start_utc_ns = now_utc_ns - RESUMED_FOR_NS,
				      .end_utc_ns = INT64_MAX};
		g_autoptr(GError) error = NULL;
		Question question = {.open = {.state = FALL_NONE}};

		if (!ht_store_query(hub->store, &query, follow, &question, &error))
			g_message("whether a fall was asked about cannot be read: %s",
				  error->message);
		if (question.open.state == FALL_CANDIDATE)
			ht_activity_watch_resume_fall(hub->activity, query.person, question.stream,
						      &question.open, now_utc_ns);
	}
}
