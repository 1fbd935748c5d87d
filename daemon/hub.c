/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "daemon/hub.h"

#include "common/glib/ht-error.h"
#include "daemon/unlock.h"
#include "daemon/answers/window-answer.h"

#include <unistd.h>

static const char *state_name(HtHubState state)
{
	switch (state) {
	case HT_HUB_LOCKED:
		return "locked";
	case HT_HUB_UNLOCKING:
		return "unlocking";
	case HT_HUB_RUNNING:
		return "running";
	case HT_HUB_STOPPING:
		return "stopping";
	case HT_HUB_STOPPED:
		return "stopped";
	}
	return "?";
}

static void enter_state(HtHub *hub, HtHubState state)
{
	g_message("%s", state_name(state));
	hub->state = state;
	ht_hub1_set_locked(hub->object, state == HT_HUB_LOCKED || state == HT_HUB_UNLOCKING);
	if (state == HT_HUB_STOPPED)
		hub->stopped(hub->stopped_context);
}

static void store_committed(gpointer context, const char *stream, gint64 stored_until_utc_ns,
			    guint64 sample_count)
{
	HtHub *hub = context;

	(void)sample_count; /* the pipeline counts what it was given */
	hub->store_failing = FALSE;
	if (hub->pipeline)
		ht_pipeline_committed(hub->pipeline, stream, stored_until_utc_ns);
	ht_compactor_committed(hub->outlets.compactor, stream, stored_until_utc_ns,
			       hub->cancellable);
}

static void store_room(gpointer context)
{
	HtHub *hub = context;

	if (!hub->link)
		return;
	ht_writer_room(hub->outlets.writer);
	if (ht_writer_ready(hub->outlets.writer))
		ht_link_resume(hub->link);
}

/* Nothing is lost yet: records wait, the sources are asked to wait when there are many, and only
 * what they then drop is missing, counted. */
static void store_failed(gpointer context, const GError *error)
{
	HtHub *hub = context;

	g_message("the store cannot be written now and is tried again: %s", error->message);
	hub->store_failing = TRUE;
}

static void stream_stored(gpointer context, const char *stream, gint64 stored_until_utc_ns,
			  guint64 sample_count)
{
	HtHub *hub = context;

	ht_hub1_emit_stored_until(hub->object, stream, stored_until_utc_ns / 1000, sample_count);
}

static void wearable_changed(gpointer context)
{
	HtHub *hub = context;

	ht_hub1_emit_wearables_changed(hub->object);
}

static void passkey_wanted(gpointer context, const char *address)
{
	HtHub *hub = context;

	ht_hub1_emit_passkey_wanted(hub->object, address);
}

void ht_hub_make_pipeline(HtHub *hub, guint64 first_stream)
{
	const HtPipelineEvents events = {.context = hub,
					 .stored = stream_stored,
					 .changed = wearable_changed,
					 .identified = ht_hub_identified,
					 .passkey_wanted = passkey_wanted};

	ht_hub_listen(hub);
	ht_hub_watch_activity(hub);
	hub->pipeline =
	    ht_pipeline_new(&hub->outlets, hub->clock, hub->people, first_stream, &events);
}

static void begin(HtHub *hub, HtUnlocked *unlocked)
{
	hub->state_lock = unlocked->state_lock;
	hub->people = unlocked->people;
	hub->pins = unlocked->pins;
	hub->outlets.twins = unlocked->twins;
	hub->outlets.writer = ht_writer_new(hub->store);
	ht_hub_make_pipeline(hub, unlocked->next_stream);
	(void)ht_hub_check_enrolment(hub);
}

static void run(HtHub *hub, HtUnlocked *unlocked)
{
	gboolean recorded = hub->pipeline != NULL;

	hub->keyring = unlocked->keyring;
	hub->store = unlocked->store;
	hub->teller = ht_window_teller(hub->store);
	hub->consents = unlocked->consents;
	hub->audit = unlocked->audit;
	if (recorded)
		ht_hub_hand_over(hub, unlocked);
	else
		begin(hub, unlocked);
	hub->outlets.plan = ht_rehab_plan_new(hub->store, hub->people, hub->consents, hub->clock,
					      hub->outlets.attention);
	ht_pipeline_set_plan(hub->pipeline, hub->outlets.plan);
	ht_hub_tell_folded(unlocked->fold);
	ht_fold_free(unlocked->fold);
	g_free(unlocked);
	ht_hub_start_compactor(hub);
	ht_hub_start_housekeeper(hub);
	hub->capture = ht_capture_new(hub->pipeline, hub->people, hub->clock);
	ht_people_watch(hub->people, ht_hub_write_enrolment, hub);
	ht_hub_write_enrolment(hub);
	if (!recorded)
		ht_hub_start_link(hub);
	ht_hub_resume_falls(hub);
	/* A session that goes on asks the link for its streams. */
	ht_hub_start_rehab(hub);
}

static void end_unlocking(GTask *task, HtUnlocked *unlocked, GError *error)
{
	HtHub *hub = g_task_get_task_data(task);

	if (unlocked) {
		run(hub, unlocked);
		enter_state(hub, HT_HUB_RUNNING);
		g_task_return_boolean(task, TRUE);
	} else {
		enter_state(hub, HT_HUB_LOCKED);
		g_task_return_error(task, error);
	}
	if (hub->stop_wanted)
		ht_hub_stop(hub);
}

static void settled(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	GError *error = NULL;
	HtUnlocked *unlocked = ht_hub_settle_finish(g_task_get_task_data(task), result, &error);

	(void)source;
	end_unlocking(task, unlocked, error);
}

static void unlock_done(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	HtHub *hub = g_task_get_task_data(task);
	GError *error = NULL;
	HtUnlocked *unlocked = ht_unlock_finish(result, &error);

	(void)source;
	if (unlocked && hub->inbox)
		ht_hub_settle_async(hub, unlocked, settled, g_steal_pointer(&task));
	else
		end_unlocking(task, unlocked, error);
}

static gboolean may_unlock(HtHub *hub, GError **error)
{
	if (hub->state == HT_HUB_LOCKED)
		return TRUE;
	if (hub->state == HT_HUB_RUNNING)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_EXISTS, "the hub is open already");
	else
		g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
				    "the hub is being unlocked or stopped; try again later");
	return FALSE;
}

void ht_hub_unlock_async(HtHub *hub, HtSlotKind by, int secret_fd, gint patience_ms,
			 gboolean create, GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, NULL, callback, user_data);
	HtUnlockRequest *request;
	GError *error = NULL;

	g_task_set_source_tag(task, ht_hub_unlock_async);
	g_task_set_task_data(task, hub, NULL);
	if (!may_unlock(hub, &error)) {
		close(secret_fd);
		g_task_return_error(task, error);
		return;
	}
	request = g_new0(HtUnlockRequest, 1);
	request->state_dir = g_strdup(hub->options->state_dir);
	request->by = by;
	request->secret_fd = secret_fd;
	request->patience_ms = patience_ms;
	request->create = create;
	request->virtual_time = ht_clock_is_virtual(hub->clock);
	request->now_utc_ns = request->virtual_time ? G_MAXINT64 : ht_clock_now_utc_ns(hub->clock);
	request->has_lock = hub->state_lock >= 0;
	request->inbox = hub->inbox;
	request->store_settings = hub->settings->store;
	request->store_events = (HtStoreEvents){hub, store_committed, store_room, store_failed};
	request->events_context = g_main_context_default();
	enter_state(hub, HT_HUB_UNLOCKING);
	ht_unlock_async(request, hub->cancellable, unlock_done, g_steal_pointer(&task));
}

gboolean ht_hub_unlock_finish(HtHub *hub, GAsyncResult *result, GError **error)
{
	(void)hub;
	return g_task_propagate_boolean(G_TASK(result), error);
}

static void note_failure(HtHub *hub, const char *what, GError *error)
{
	g_message("%s: %s", what, error->message);
	hub->failed = TRUE;
	g_error_free(error);
}

static void drain_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	HtHub *hub = data;
	GError *error = NULL;

	(void)source;
	(void)cancellable;
	if (ht_writer_drain(hub->outlets.writer, &error)) {
		if (hub->store)
			ht_hub_compact_rest(hub);
		g_task_return_boolean(task, TRUE);
	} else {
		g_task_return_error(task, error);
	}
}

static void drained(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	(void)source;
	if (!g_task_propagate_boolean(G_TASK(result), &error))
		note_failure(hub, "the store could not be flushed", error);
	error = NULL;
	if (hub->store && !ht_store_close(g_steal_pointer(&hub->store), &error))
		note_failure(hub, "the store could not be closed cleanly", error);
	error = NULL;
	if (hub->inbox && !ht_inbox_close(g_steal_pointer(&hub->inbox), &error))
		note_failure(hub, "what came while the hub was locked is not whole", error);
	enter_state(hub, HT_HUB_STOPPED);
}

/* After the link, after the last worker that reads the store, and after who is waited for. */
static void finish_stop(HtHub *hub)
{
	g_autoptr(GTask) task = NULL;

	if (hub->draining || hub->link || hub->jobs > 0 || !ht_live_ready(hub->outlets.live))
		return;
	hub->draining = TRUE;
	task = g_task_new(NULL, NULL, drained, hub);
	g_task_set_task_data(task, hub, NULL);
	g_task_run_in_thread(task, drain_in_worker);
}

static void link_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	(void)source;
	if (!ht_link_stop_finish(hub->link, result, &error))
		note_failure(hub, "a wearable could not be stopped cleanly", error);
	g_clear_pointer(&hub->link, ht_link_free);
	ht_pipeline_finish(hub->pipeline);
	g_clear_pointer(&hub->capture, ht_capture_free);
	finish_stop(hub);
}

static void stop_link(HtHub *hub)
{
	enter_state(hub, HT_HUB_STOPPING);
	g_clear_pointer(&hub->housekeeper, ht_housekeeper_free);
	g_cancellable_cancel(hub->cancellable);
	ht_link_stop_async(hub->link, link_stopped, hub);
}

void ht_hub_stop(HtHub *hub)
{
	switch (hub->state) {
	case HT_HUB_LOCKED:
		if (hub->link)
			stop_link(hub);
		else
			enter_state(hub, HT_HUB_STOPPED);
		break;
	case HT_HUB_UNLOCKING:
		hub->stop_wanted = TRUE;
		g_cancellable_cancel(hub->cancellable);
		break;
	case HT_HUB_RUNNING:
		stop_link(hub);
		break;
	case HT_HUB_STOPPING:
	case HT_HUB_STOPPED:
		break;
	}
}

void ht_hub_job_begin(HtHub *hub)
{
	hub->jobs++;
}

void ht_hub_job_end(HtHub *hub)
{
	hub->jobs--;
	if (hub->state == HT_HUB_STOPPING)
		finish_stop(hub);
}

/* Under virtual time: a reader of a live trace has room again. */
static void live_room(gpointer context)
{
	HtHub *hub = context;

	if (hub->link)
		ht_link_resume(hub->link);
	else if (hub->state == HT_HUB_STOPPING)
		finish_stop(hub);
}

HtHub *ht_hub_new(const HtOptions *options, const HtSettings *settings, GDBusConnection *bus,
		  void (*stopped)(gpointer context), gpointer context)
{
	HtHub *hub = g_new0(HtHub, 1);

	hub->options = options;
	hub->settings = settings;
	hub->bus = bus;
	hub->state_lock = -1;
	hub->stopped = stopped;
	hub->stopped_context = context;
	hub->clock = options->virtual_time ? ht_clock_new_virtual(options->virtual_start_utc_ns)
					   : ht_clock_new_system(settings->trust_clock);
	ht_hub_watch_clock(hub);
	hub->callers = ht_callers_new(bus);
	hub->outlets.live = ht_live_new();
	if (options->virtual_time)
		ht_live_wait_for_readers(hub->outlets.live, live_room, hub);
	hub->outlets.motion = ht_motion_feed_new();
	hub->cancellable = g_cancellable_new();
	hub->object = ht_hub1_skeleton_new();
	ht_hub1_set_version(hub->object, PACKAGE_VERSION);
	ht_hub1_set_clock(hub->object, ht_clock_name(hub->clock));
	ht_hub1_set_locked(hub->object, TRUE);
	return hub;
}

void ht_hub_free(HtHub *hub)
{
	if (!hub)
		return;
	if (g_dbus_interface_skeleton_get_connection(G_DBUS_INTERFACE_SKELETON(hub->object)))
		g_dbus_interface_skeleton_unexport(G_DBUS_INTERFACE_SKELETON(hub->object));
	g_object_unref(hub->object);
	ht_rehab_free(hub->rehab);
	ht_capture_free(hub->capture);
	ht_compactor_free(hub->outlets.compactor);
	ht_pipeline_free(hub->pipeline);
	ht_audit_free(hub->audit);
	ht_rehab_plan_free(hub->outlets.plan);
	ht_consents_free(hub->consents);
	ht_teller_free(hub->teller);
	ht_keyring_free(hub->keyring);
	ht_keyring_free(hub->keyring_before);
	ht_people_free(hub->people);
	ht_pins_free(hub->pins);
	ht_writer_free(hub->outlets.writer);
	ht_twins_free(hub->outlets.twins);
	ht_live_free(hub->outlets.live);
	ht_activity_watch_free(hub->activity);
	ht_motion_feed_free(hub->outlets.motion);
	ht_attention_free(hub->outlets.attention);
	g_clear_handle_id(&hub->clock_watch, g_source_remove);
	ht_callers_free(hub->callers);
	ht_clock_free(hub->clock);
	g_object_unref(hub->cancellable);
	if (hub->state_lock >= 0)
		close(hub->state_lock);
	g_free(hub);
}
