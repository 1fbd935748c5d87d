/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscribes to what a Movesense sensor measures, by its GATT SensorData Protocol. */
#include "ble/codec/movesense.h"
#include "ble/link/starter.h"
#include "common/glib/ht-error.h"

enum {
	STATUS_DONE = 200,
	STATUS_DONE_OLD = 200 << 8, /* firmware that has the bytes the other way round */
	KIND_REPLY = 1,
	/* Of a stream: its kind + 1. */
	REFERENCE_HELLO = HT_STREAMS + 1,
	/* 16 samples of ECG, their time and their header, as a notification. */
	MTU_MIN = 73,
	ECG_HZ = 125,
};

typedef struct {
	HtStarter parent;
	gboolean greeted;
	gboolean running[HT_STREAMS];
	guint rate_hz[HT_STREAMS]; /* of those that run */
	/* Of the apply under way. */
	gboolean wished[HT_STREAMS];
	guint wanted_hz[HT_STREAMS];
	HtStreamKind at;
	guint refused;
	/* Of the request under way. */
	guint8 reference;
	guint16 status;
} Gsp;

static void apply_next(GTask *task);

/* 0 = a Movesense does not measure it. */
static enum movesense_resource resource_of(HtStreamKind kind)
{
	switch (kind) {
	case HT_STREAM_ECG:
		return MOVESENSE_ECG;
	case HT_STREAM_ACCELERATION:
		return MOVESENSE_ACC;
	case HT_STREAM_ANGULAR_RATE:
		return MOVESENSE_GYRO;
	case HT_STREAM_MAGNETIC_FIELD:
		return MOVESENSE_MAGN;
	case HT_STREAM_INTERVALS:
		return MOVESENSE_HEART_RATE;
	case HT_STREAM_PPG:
	case HT_STREAMS:
		break;
	}
	return 0;
}

/* Takes both. */
static void fail(GTask *task, GError *error)
{
	g_task_return_error(task, error);
	g_object_unref(task);
}

static void succeed(GTask *task)
{
	g_task_return_boolean(task, TRUE);
	g_object_unref(task);
}

/* The reply to HELLO has no status; any other is told by its reference. */
static gboolean is_answered(gpointer context, const guint8 *data, gsize size)
{
	Gsp *gsp = context;
	struct movesense_reply reply;

	if (gsp->reference == REFERENCE_HELLO)
		return size >= 2 && data[0] == KIND_REPLY && data[1] == REFERENCE_HELLO;
	if (movesense_reply_decode(data, size, &reply) < 0 || reply.reference != gsp->reference)
		return FALSE;
	gsp->status = reply.status;
	return TRUE;
}

static void request(GTask *task, const struct movesense_command *command,
		    GAsyncReadyCallback callback)
{
	Gsp *gsp = g_task_get_task_data(task);
	guint8 bytes[MOVESENSE_COMMAND_MAX];
	long size = movesense_command_encode(command, bytes, sizeof bytes);

	gsp->reference = command->reference;
	if (size < 0 || !gsp->parent.control) {
		fail(task, g_error_new(G_IO_ERROR, G_IO_ERROR_CLOSED,
				       "the link to the wearable has closed"));
		return;
	}
	ht_control_point_request_async(gsp->parent.control, bytes, (gsize)size, is_answered, gsp,
				       g_task_get_cancellable(task), callback, task);
}

static void on_subscribed(GObject *source, GAsyncResult *result, gpointer data)
{
	Gsp *gsp = g_task_get_task_data(data);
	GError *error = NULL;

	(void)source;
	if (!ht_control_point_request_finish(result, &error)) {
		fail(data, error);
		return;
	}
	gsp->running[gsp->at] = gsp->status == STATUS_DONE || gsp->status == STATUS_DONE_OLD;
	gsp->rate_hz[gsp->at] = gsp->wanted_hz[gsp->at];
	if (!gsp->running[gsp->at]) {
		g_message("the wearable refuses its %s stream: status %u",
			  ht_stream_kind_name(gsp->at), gsp->status);
		gsp->refused++;
	}
	gsp->at++;
	apply_next(data);
}

static void subscribe(GTask *task, HtStreamKind kind)
{
	const Gsp *gsp = g_task_get_task_data(task);
	char path[MOVESENSE_COMMAND_MAX];
	const struct movesense_command command = {
	    .operation = MOVESENSE_SUBSCRIBE,
	    .reference = (guint8)(kind + 1),
	    .path = path,
	};

	if (movesense_path(resource_of(kind), gsp->wanted_hz[kind], path, sizeof path) < 0)
		fail(task, g_error_new(HT_ERROR, HT_ERROR_UNSUPPORTED,
				       "the wearable has no %s stream of %u Hz",
				       ht_stream_kind_name(kind), gsp->wanted_hz[kind]));
	else
		request(task, &command, on_subscribed);
}

/* With or without an answer: the sensor ends every subscription with the link. */
static void on_unsubscribed(GObject *source, GAsyncResult *result, gpointer data)
{
	Gsp *gsp = g_task_get_task_data(data);
	GError *error = NULL;

	(void)source;
	if (!ht_control_point_request_finish(result, &error) &&
	    !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) {
		fail(data, error);
		return;
	}
	g_clear_error(&error);
	gsp->running[gsp->at] = FALSE;
	apply_next(data);
}

static void unsubscribe(GTask *task, HtStreamKind kind)
{
	const struct movesense_command command = {
	    .operation = MOVESENSE_UNSUBSCRIBE,
	    .reference = (guint8)(kind + 1),
	};

	request(task, &command, on_unsubscribed);
}

static gboolean runs_any(const Gsp *gsp)
{
	for (HtStreamKind kind = 0; kind < HT_STREAMS; kind++) {
		if (gsp->running[kind])
			return TRUE;
	}
	return FALSE;
}

/* Takes the task. */
static void apply_next(GTask *task)
{
	Gsp *gsp = g_task_get_task_data(task);

	for (; gsp->at < HT_STREAMS; gsp->at++) {
		HtStreamKind kind = gsp->at;

		if (gsp->running[kind] &&
		    (!gsp->wished[kind] || gsp->rate_hz[kind] != gsp->wanted_hz[kind])) {
			unsubscribe(task, kind);
			return;
		}
		if (!gsp->running[kind] && gsp->wished[kind]) {
			subscribe(task, kind);
			return;
		}
	}
	if (gsp->refused > 0 && !runs_any(gsp))
		fail(task,
		     g_error_new(HT_ERROR, HT_ERROR_FAILED,
				 "the wearable refuses every stream; another program may hold "
				 "its subscriptions: take it off its charger and try again"));
	else
		succeed(task);
}

static void on_greeted(GObject *source, GAsyncResult *result, gpointer data)
{
	Gsp *gsp = g_task_get_task_data(data);
	GError *error = NULL;

	(void)source;
	if (!ht_control_point_request_finish(result, &error)) {
		fail(data, error);
		return;
	}
	gsp->greeted = TRUE;
	apply_next(data);
}

/* Its answers come with the values, which are subscribed to after this. */
static void prepare(HtStarter *starter, GTask *task)
{
	(void)starter;
	succeed(task);
}

static guint rate_for(HtStreamKind kind, guint wish_hz)
{
	if (kind == HT_STREAM_ECG && wish_hz == 0)
		wish_hz = ECG_HZ;
	return movesense_rate_hz(resource_of(kind), wish_hz);
}

static void apply(HtStarter *starter, const HtStreamWish *wishes, GTask *task)
{
	static const struct movesense_command hello = {
	    .operation = MOVESENSE_HELLO,
	    .reference = REFERENCE_HELLO,
	};
	Gsp *gsp = (Gsp *)starter;
	HtStreamWish usual[HT_STREAMS];

	g_task_set_task_data(task, gsp, NULL);
	if (!wishes) {
		ht_starter_usual_wishes(TRUE, usual);
		usual[HT_STREAM_INTERVALS].on = TRUE;
		wishes = usual;
	}
	for (HtStreamKind kind = 0; kind < HT_STREAMS; kind++) {
		gsp->wished[kind] = wishes[kind].on && resource_of(kind) != 0;
		gsp->wanted_hz[kind] = rate_for(kind, wishes[kind].rate_hz);
	}
	gsp->at = 0;
	gsp->refused = 0;
	if (gsp->greeted)
		apply_next(task);
	else
		request(task, &hello, on_greeted);
}

const HtStarterKind ht_gsp_starter = {
    .size = sizeof(Gsp),
    .mtu_min = MTU_MIN,
    .hears_values = TRUE,
    .prepare = prepare,
    .apply = apply,
};
