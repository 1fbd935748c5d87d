/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sets the rate of a WitMotion sensor. It always streams, and all it has at one rate; it answers
 * nothing.
 */
#include "ble/codec/witmotion.h"
#include "ble/link/starter.h"

typedef struct {
	HtStarter parent;
	guint rate_hz; /* 0 = as it was */
	guint wanted_hz;
} Witmotion;

static void end(GTask *task, GError *error)
{
	if (error)
		g_task_return_error(task, error);
	else
		g_task_return_boolean(task, TRUE);
	g_object_unref(task);
}

static void write_command(GTask *task, const guint8 *bytes, long size, GAsyncReadyCallback callback)
{
	Witmotion *sensor = g_task_get_task_data(task);

	if (size < 0 || !sensor->parent.control)
		end(task, g_error_new(G_IO_ERROR, G_IO_ERROR_CLOSED,
				      "the link to the wearable has closed"));
	else
		ht_control_point_request_async(sensor->parent.control, bytes, (gsize)size, NULL,
					       NULL, g_task_get_cancellable(task), callback, task);
}

static void on_set(GObject *source, GAsyncResult *result, gpointer data)
{
	Witmotion *sensor = g_task_get_task_data(data);
	GError *error = NULL;

	(void)source;
	if (ht_control_point_request_finish(result, &error))
		sensor->rate_hz = sensor->wanted_hz;
	end(data, error);
}

static void on_unlocked(GObject *source, GAsyncResult *result, gpointer data)
{
	const Witmotion *sensor = g_task_get_task_data(data);
	guint8 bytes[WITMOTION_COMMAND_SIZE];
	GError *error = NULL;

	(void)source;
	if (ht_control_point_request_finish(result, &error))
		write_command(data, bytes,
			      witmotion_rate_encode(sensor->wanted_hz, bytes, sizeof bytes),
			      on_set);
	else
		end(data, error);
}

static void prepare(HtStarter *starter, GTask *task)
{
	(void)starter;
	end(task, NULL);
}

/* The highest rate that any of its streams is wished at; 0 = none is wished. */
static guint highest_hz(const HtStreamWish *wishes)
{
	guint highest = 0;

	for (HtStreamKind kind = 0; kind < HT_STREAMS; kind++) {
		if (wishes[kind].on)
			highest = MAX(highest, MAX(wishes[kind].rate_hz, 1));
	}
	return highest;
}

static void apply(HtStarter *starter, const HtStreamWish *wishes, GTask *task)
{
	Witmotion *sensor = (Witmotion *)starter;
	HtStreamWish usual[HT_STREAMS];
	guint8 bytes[WITMOTION_COMMAND_SIZE];
	guint wanted_hz;

	g_task_set_task_data(task, sensor, NULL);
	ht_starter_usual_wishes(FALSE, usual);
	wanted_hz = highest_hz(wishes ? wishes : usual);
	if (wanted_hz > 0)
		sensor->wanted_hz = witmotion_rate_hz(wanted_hz);
	/* It cannot be stopped. */
	if (wanted_hz == 0 || sensor->wanted_hz == sensor->rate_hz)
		end(task, NULL);
	else
		write_command(task, bytes, witmotion_unlock_encode(bytes, sizeof bytes),
			      on_unlocked);
}

const HtStarterKind ht_witmotion_starter = {
    .size = sizeof(Witmotion),
    .prepare = prepare,
    .apply = apply,
};
