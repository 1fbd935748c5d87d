/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub while it is locked: it records into the inbox, and hands over to the store. */
#include "daemon/hub.h"

#include "common/glib/ht-error.h"
#include "daemon/state-lock.h"

#include <unistd.h>

static void inbox_committed(gpointer context, const char *stream, gint64 stored_until_utc_ns,
			    guint64 sample_count)
{
	HtHub *hub = context;

	(void)sample_count; /* the pipeline counts what it was given */
	hub->store_failing = FALSE;
	ht_pipeline_committed(hub->pipeline, stream, stored_until_utc_ns);
}

static void inbox_room(gpointer context)
{
	HtHub *hub = context;

	ht_writer_room(hub->outlets.writer);
	if (hub->link && ht_writer_ready(hub->outlets.writer))
		ht_link_resume(hub->link);
}

/* Nothing is lost yet, as with the store. */
static void inbox_failed(gpointer context, const GError *error)
{
	HtHub *hub = context;

	g_message("what comes while the hub is locked cannot be written now and is tried again: %s",
		  error->message);
	hub->store_failing = TRUE;
}

static gboolean open_inbox(HtHub *hub, const HtHubPublic *hub_public, guint32 after, GError **error)
{
	const HtStoreEvents events = {hub, inbox_committed, inbox_room, inbox_failed};
	HtInboxSettings settings = hub->settings->inbox;

	settings.commit_interval_ms = hub->settings->store.commit_interval_ms;
	settings.queue_bytes_max = hub->settings->store.queue_bytes_max;
	hub->inbox = ht_inbox_open(hub->options->state_dir, hub_public->box, after + 1, &settings,
				   &events, NULL, error);
	return hub->inbox != NULL;
}

static void begin(HtHub *hub)
{
	g_autofree char *prefix = g_strdup_printf("k%06us", ht_inbox_first(hub->inbox));

	hub->outlets.writer = ht_writer_new_sealed(hub->inbox);
	hub->outlets.twins = ht_twins_new_asleep();
	ht_hub_make_pipeline(hub, 1);
	ht_pipeline_seal(hub->pipeline, prefix);
	ht_hub_start_link(hub);
	g_message("locked: what comes is sealed until the hub is unlocked");
}

static gboolean start(HtHub *hub, GError **error)
{
	const char *dir = hub->options->state_dir;
	HtHubPublic hub_public;
	guint32 after;

	if (!ht_keyring_exists(dir)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "there are no keys yet: run twinctl unlock --create");
		return FALSE;
	}
	if (!ht_keyring_public(dir, &hub_public, error))
		return FALSE;
	hub->state_lock = ht_state_lock(dir, error);
	return hub->state_lock >= 0 && ht_hub_read_enrolment(hub, &hub_public, &after, error) &&
	       open_inbox(hub, &hub_public, after, error);
}

void ht_hub_record_locked(HtHub *hub)
{
	g_autoptr(GError) error = NULL;

	if (hub->state != HT_HUB_LOCKED || hub->pipeline || hub->stop_wanted)
		return;
	if (start(hub, &error)) {
		begin(hub);
		return;
	}
	g_message("locked, and nothing is recorded until the hub is unlocked: %s", error->message);
	g_clear_pointer(&hub->people, ht_people_free);
	g_clear_pointer(&hub->pins, ht_pins_free);
	if (hub->state_lock >= 0)
		close(hub->state_lock);
	hub->state_lock = -1;
}

typedef struct {
	HtHub *hub;
	HtUnlocked *unlocked;
} Settling;

/* Nobody appends: everything of the locked hub becomes durable and goes into the store. */
static void settle_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	Settling *settling = data;
	HtInbox *inbox = settling->hub->inbox;
	GError *error = NULL;

	(void)source;
	(void)cancellable;
	/* What is left waits in memory: it is bounded, and goes into the store right now. */
	ht_inbox_set_quota(inbox, G_MAXUINT64);
	if (!ht_inbox_flush(inbox, &error)) {
		g_prefix_error(&error, "the hub cannot be unlocked before all that came is on "
				       "disk: ");
		g_task_return_error(task, error);
		return;
	}
	ht_inbox_rotate(inbox);
	ht_unlocked_fold(settling->unlocked, G_MAXUINT32);
	g_task_return_boolean(task, TRUE);
}

void ht_hub_settle_async(HtHub *hub, HtUnlocked *unlocked, GAsyncReadyCallback callback,
			 gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, NULL, callback, user_data);
	Settling *settling = g_new0(Settling, 1);

	settling->hub = hub;
	settling->unlocked = unlocked;
	g_task_set_task_data(task, settling, g_free);
	ht_pipeline_finish(hub->pipeline);
	ht_writer_hold(hub->outlets.writer);
	g_task_run_in_thread(task, settle_in_worker);
}

HtUnlocked *ht_hub_settle_finish(HtHub *hub, GAsyncResult *result, GError **error)
{
	const Settling *settling = g_task_get_task_data(G_TASK(result));

	if (g_task_propagate_boolean(G_TASK(result), error))
		return settling->unlocked;
	ht_unlocked_discard(settling->unlocked);
	ht_inbox_set_quota(hub->inbox, hub->settings->inbox.quota_bytes);
	ht_writer_seal(hub->outlets.writer, hub->inbox);
	ht_link_resume(hub->link);
	return NULL;
}

/* It went by another list of wearables than the store has. */
static void enroll_anew(HtHub *hub, HtPeople *before)
{
	g_autoptr(GPtrArray) known = ht_people_wearables(before);
	g_autoptr(GPtrArray) wearables = ht_people_wearables(hub->people);

	for (guint i = 0; i < known->len; i++)
		if (!g_ptr_array_find_with_equal_func(wearables, known->pdata[i], g_str_equal,
						      NULL))
			ht_link_forget(hub->link, known->pdata[i]);
	for (guint i = 0; i < wearables->len; i++)
		ht_hub_enroll_kept(hub, wearables->pdata[i]);
}

void ht_hub_hand_over(HtHub *hub, HtUnlocked *unlocked)
{
	g_autoptr(HtPeople) people = hub->people;
	g_autoptr(HtPins) pins = hub->pins;
	g_autoptr(GError) error = NULL;

	/* Everything in it is on disk; nothing is lost by closing it. */
	if (!ht_inbox_close(g_steal_pointer(&hub->inbox), &error))
		g_critical("%s", error->message);
	ht_twins_free(hub->outlets.twins);
	hub->outlets.twins = unlocked->twins;
	hub->people = unlocked->people;
	hub->pins = unlocked->pins;
	ht_pipeline_open(hub->pipeline, &hub->outlets, hub->people, unlocked->next_stream);
	ht_writer_open(hub->outlets.writer, hub->store);
	if (!ht_hub_check_enrolment(hub))
		enroll_anew(hub, people);
	ht_link_resume(hub->link);
}

void ht_hub_tell_folded(const HtFold *fold)
{
	const HtFoldCounts *counts = fold ? ht_fold_counts(fold) : NULL;

	if (!counts || (counts->files == 0 && counts->damaged == 0))
		return;
	g_message("taken in what came while the hub was locked: %u files, %" G_GUINT64_FORMAT
		  " records",
		  counts->files, counts->records);
	if (counts->damaged + counts->missing > 0)
		g_message("of what came while the hub was locked, %u files are missing and %u "
			  "could not be read to their end, kept as inbox/*.damaged",
			  counts->missing, counts->damaged);
	if (counts->suspect > 0 || counts->left_out > 0)
		g_message("of what came while the hub was locked, %u streams are suspect, and "
			  "%" G_GUINT64_FORMAT " records that no hub writes were left out",
			  counts->suspect, counts->left_out);
}
