/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/starter.h"

#include <string.h>

/* Enough for posture and steps; every Hz more costs battery. */
enum { USUAL_ACCELERATION_HZ = 25 };

const HtStreamWish ht_starters_nothing[HT_STREAMS];

void ht_starter_usual_wishes(gboolean has_ecg, HtStreamWish wishes[HT_STREAMS])
{
	memset(wishes, 0, HT_STREAMS * sizeof wishes[0]);
	wishes[HT_STREAM_ECG].on = has_ecg;
	wishes[HT_STREAM_ACCELERATION].on = TRUE;
	wishes[HT_STREAM_ACCELERATION].rate_hz = USUAL_ACCELERATION_HZ;
	wishes[HT_STREAM_PPG].on = !has_ecg;
	wishes[HT_STREAM_INTERVALS].on = !has_ecg;
}

static const HtStarterKind *kind_of(enum driver_start start)
{
	switch (start) {
	case DRIVER_START_PMD:
		return &ht_pmd_starter;
	case DRIVER_START_GSP:
		return &ht_gsp_starter;
	case DRIVER_START_WITMOTION:
		return &ht_witmotion_starter;
	case DRIVER_START_SUBSCRIBE:
		break;
	}
	return NULL;
}

static void on_raw(gpointer context, HtRawKind kind, const guint8 *data, gsize size)
{
	const HtStarter *starter = context;

	ht_run_control(starter->run, starter->driver, kind, data, size);
}

static void on_heard(gpointer context, const guint8 *data, gsize size)
{
	ht_control_point_hear(((HtStarter *)context)->control, data, size);
}

HtStarter *ht_starter_new(const struct driver *driver, BluezGattCharacteristic1 *point, HtRun *run,
			  guint reply_ms)
{
	const HtStarterKind *kind = kind_of(driver->start);
	HtStarter *starter;

	if (!kind)
		return NULL;
	starter = g_malloc0(kind->size);
	starter->kind = kind;
	starter->driver = driver;
	starter->run = ht_run_ref(run);
	starter->control = ht_control_point_new(point, reply_ms);
	ht_control_point_watch(starter->control, on_raw, starter);
	if (kind->hears_values)
		ht_run_watch(run, driver, on_heard, starter);
	return starter;
}

void ht_starter_close(HtStarter *starter)
{
	if (starter->run)
		ht_run_unwatch(starter->run, starter);
	g_clear_pointer(&starter->control, ht_control_point_free);
	g_clear_pointer(&starter->run, ht_run_unref);
}

void ht_starter_free(HtStarter *starter)
{
	ht_starter_close(starter);
	g_free(starter);
}

void ht_starter_prepare_async(HtStarter *starter, GCancellable *cancellable,
			      GAsyncReadyCallback callback, gpointer user_data)
{
	starter->kind->prepare(starter, g_task_new(NULL, cancellable, callback, user_data));
}

gboolean ht_starter_prepare_finish(GAsyncResult *result, GError **error)
{
	return g_task_propagate_boolean(G_TASK(result), error);
}

typedef struct {
	GPtrArray *starters;
	gboolean usual;
	HtStreamWish wishes[HT_STREAMS];
	guint at;
	GError *error; /* the first */
} Apply;

static void apply_next(GTask *task);

static void apply_free(gpointer data)
{
	Apply *apply = data;

	g_ptr_array_unref(apply->starters);
	g_clear_error(&apply->error);
	g_free(apply);
}

static void on_applied(GObject *source, GAsyncResult *result, gpointer data)
{
	Apply *apply = g_task_get_task_data(data);
	g_autoptr(GError) error = NULL;

	(void)source;
	if (!g_task_propagate_boolean(G_TASK(result), &error) && !apply->error)
		apply->error = g_steal_pointer(&error);
	apply->at++;
	apply_next(data);
}

/* Takes the task. */
static void apply_next(GTask *task)
{
	Apply *apply = g_task_get_task_data(task);

	if (apply->at < apply->starters->len) {
		HtStarter *starter = apply->starters->pdata[apply->at];

		starter->kind->apply(
		    starter, apply->usual ? NULL : apply->wishes,
		    g_task_new(NULL, g_task_get_cancellable(task), on_applied, task));
		return;
	}
	if (apply->error)
		g_task_return_error(task, g_steal_pointer(&apply->error));
	else
		g_task_return_boolean(task, TRUE);
	g_object_unref(task);
}

void ht_starters_apply_async(GPtrArray *starters, const HtStreamWish *wishes,
			     GCancellable *cancellable, GAsyncReadyCallback callback,
			     gpointer user_data)
{
	GTask *task = g_task_new(NULL, cancellable, callback, user_data);
	Apply *apply = g_new0(Apply, 1);

	apply->starters = g_ptr_array_ref(starters);
	apply->usual = wishes == NULL;
	if (wishes)
		memcpy(apply->wishes, wishes, sizeof apply->wishes);
	g_task_set_task_data(task, apply, apply_free);
	apply_next(task);
}

gboolean ht_starters_apply_finish(GAsyncResult *result, GError **error)
{
	return g_task_propagate_boolean(G_TASK(result), error);
}
