/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts and stops the streams of Polar's PMD service. */
#include "ble/codec/pmd.h"
#include "ble/link/gatt.h"
#include "ble/link/starter.h"
#include "common/glib/ht-error.h"

#include <string.h>

typedef struct {
	HtStarter parent;
	uint64_t features; /* bit n = the wearable has measurement n */
	struct pmd_offer offer[HT_STREAMS];
	gboolean running[HT_STREAMS];
	struct pmd_settings settings[HT_STREAMS]; /* of those that run */
	/* Of the apply under way. */
	struct pmd_settings wanted[HT_STREAMS];
	gboolean wished[HT_STREAMS];
	HtStreamKind at;
	gboolean restarted;
	/* Of the request under way. */
	struct pmd_command command;
	struct pmd_reply reply;
	struct pmd_response response;
} Pmd;

static const enum pmd_type type_of[HT_STREAMS] = {
    [HT_STREAM_ECG] = PMD_ECG,           [HT_STREAM_ACCELERATION] = PMD_ACC,
    [HT_STREAM_ANGULAR_RATE] = PMD_GYRO, [HT_STREAM_MAGNETIC_FIELD] = PMD_MAG,
    [HT_STREAM_PPG] = PMD_PPG,           [HT_STREAM_INTERVALS] = PMD_PPI,
};

static void describe_next(GTask *task);
static void apply_next(GTask *task);

static gboolean has(const Pmd *pmd, HtStreamKind kind)
{
	return (pmd->features >> type_of[kind]) & 1;
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

static GError *refusal(const Pmd *pmd, const char *what)
{
	guint8 status = pmd->response.status;

	return g_error_new(
	    HT_ERROR, HT_ERROR_FAILED, "the wearable refuses to %s its %s stream: %s%s", what,
	    pmd_type_name(pmd->command.type), pmd_status_name(status),
	    status == PMD_INVALID_MTU ? "; check [GATT] ExchangeMTU in BlueZ's main.conf" : "");
}

static gboolean is_answered(gpointer context, const guint8 *data, gsize size)
{
	Pmd *pmd = context;

	if (pmd_reply_push(&pmd->reply, data, size) != 1 ||
	    pmd_response_decode(pmd->reply.data, pmd->reply.size, &pmd->response) < 0)
		return FALSE;
	return pmd->response.operation == pmd->command.operation &&
	       pmd->response.type == pmd->command.type;
}

static void request(GTask *task, enum pmd_operation operation, HtStreamKind kind,
		    GAsyncReadyCallback callback)
{
	Pmd *pmd = g_task_get_task_data(task);
	guint8 bytes[PMD_COMMAND_MAX];
	long size;

	pmd->command = (struct pmd_command){
	    .operation = (guint8)operation,
	    .type = (guint8)type_of[kind],
	    .settings = pmd->wanted[kind],
	};
	memset(&pmd->reply, 0, sizeof pmd->reply);
	size = pmd_command_encode(&pmd->command, bytes, sizeof bytes);
	if (size < 0 || !pmd->parent.control) {
		fail(task, g_error_new(G_IO_ERROR, G_IO_ERROR_CLOSED,
				       "the link to the wearable has closed"));
		return;
	}
	ht_control_point_request_async(pmd->parent.control, bytes, (gsize)size, is_answered, pmd,
				       g_task_get_cancellable(task), callback, task);
}

/* FALSE = it failed and the task is done. */
static gboolean finish_request(GTask *task, GAsyncResult *result)
{
	GError *error = NULL;

	if (ht_control_point_request_finish(result, &error))
		return TRUE;
	fail(task, error);
	return FALSE;
}

/* What is offered but not described cannot be started; without its ECG a strap is of no use. */
static void on_described(GObject *source, GAsyncResult *result, gpointer data)
{
	Pmd *pmd = g_task_get_task_data(data);

	(void)source;
	if (!finish_request(data, result))
		return;
	if (pmd->response.status == PMD_SUCCESS && pmd->response.offer.rate_hz.count == 0)
		pmd->response.status = PMD_INVALID_RATE;
	if (pmd->response.status != PMD_SUCCESS && pmd->at == HT_STREAM_ECG) {
		fail(data, refusal(pmd, "describe"));
		return;
	}
	if (pmd->response.status == PMD_SUCCESS)
		pmd->offer[pmd->at] = pmd->response.offer;
	else
		pmd->features &= ~(UINT64_C(1) << type_of[pmd->at]);
	pmd->at++;
	describe_next(data);
}

/* Of all streams, and before the subscription to the frames: a stream that the last connection left
 * running sends from that moment on, and its frames do not tell their rate. Takes the task. */
static void describe_next(GTask *task)
{
	Pmd *pmd = g_task_get_task_data(task);

	/* Intervals have no settings. */
	while (pmd->at < HT_STREAMS && (!has(pmd, pmd->at) || pmd->at == HT_STREAM_INTERVALS))
		pmd->at++;
	if (pmd->at < HT_STREAMS)
		request(task, PMD_GET_SETTINGS, pmd->at, on_described);
	else
		succeed(task);
}

static void on_features(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GVariant) value = NULL;
	g_autoptr(GError) error = NULL;
	const guint8 *bytes = NULL;
	gsize size = 0;
	Pmd *pmd;

	bluez_gatt_characteristic1_call_read_value_finish(BLUEZ_GATT_CHARACTERISTIC1(source),
							  &value, result, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
		fail(data, g_steal_pointer(&error));
		return;
	}
	pmd = g_task_get_task_data(data);
	if (value)
		bytes = g_variant_get_fixed_array(value, &size, 1);
	/* One that does not say is asked for its ECG, and answers that. */
	if (!bytes || pmd_features_decode(bytes, size, &pmd->features) < 0)
		pmd->features = 1 << PMD_ECG;
	describe_next(data);
}

static void on_opened(GObject *source, GAsyncResult *result, gpointer data)
{
	GError *error = NULL;
	Pmd *pmd = g_task_get_task_data(data);

	(void)source;
	if (!ht_control_point_open_finish(result, &error))
		fail(data, error);
	else
		ht_gatt_read_async(ht_control_point_characteristic(pmd->parent.control),
				   g_task_get_cancellable(data), on_features, data);
}

static void prepare(HtStarter *starter, GTask *task)
{
	Pmd *pmd = (Pmd *)starter;

	g_task_set_task_data(task, pmd, NULL);
	pmd->at = 0;
	ht_control_point_open_async(starter->control, g_task_get_cancellable(task), on_opened,
				    task);
}

/* The lowest on offer that is not below the wish; else the highest. 0 = no wish. */
static guint16 choose_rate(const struct pmd_values *rates, guint wish_hz)
{
	guint16 best = 0;

	for (guint i = 0; i < rates->count && wish_hz > 0; i++) {
		guint16 rate = rates->value[i];
		gboolean better = best < wish_hz ? rate > best : rate >= wish_hz && rate < best;

		if (best == 0 || better)
			best = rate;
	}
	return best;
}

static struct pmd_settings choose(const struct pmd_offer *offer, guint rate_hz)
{
	const struct pmd_settings wish = {.rate_hz = choose_rate(&offer->rate_hz, rate_hz)};

	return pmd_offer_choose(offer, &wish);
}

static void on_started(GObject *source, GAsyncResult *result, gpointer data);

/* Whatever it answers: the next start tells. */
static void on_stopped_to_restart(GObject *source, GAsyncResult *result, gpointer data)
{
	const Pmd *pmd = g_task_get_task_data(data);

	(void)source;
	if (finish_request(data, result))
		request(data, PMD_START, pmd->at, on_started);
}

/* What is refused is said; only a strap that keeps its ECG to itself is at fault. */
static void on_started(GObject *source, GAsyncResult *result, gpointer data)
{
	Pmd *pmd = g_task_get_task_data(data);

	(void)source;
	if (!finish_request(data, result))
		return;
	if (pmd->response.status == PMD_ALREADY_IN_STATE && !pmd->restarted) {
		pmd->restarted = TRUE;
		request(data, PMD_STOP, pmd->at, on_stopped_to_restart);
		return;
	}
	pmd->running[pmd->at] = pmd->response.status == PMD_SUCCESS;
	pmd->settings[pmd->at] = pmd->wanted[pmd->at];
	if (!pmd->running[pmd->at]) {
		g_autoptr(GError) error = refusal(pmd, "start");

		if (pmd->at == HT_STREAM_ECG) {
			fail(data, g_steal_pointer(&error));
			return;
		}
		g_message("%s", error->message);
	}
	pmd->at++;
	apply_next(data);
}

/* Whatever it answers: it stops, or it had stopped. */
static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	Pmd *pmd = g_task_get_task_data(data);

	(void)source;
	if (!finish_request(data, result))
		return;
	pmd->running[pmd->at] = FALSE;
	apply_next(data);
}

static gboolean is_same(const struct pmd_settings *a, const struct pmd_settings *b)
{
	return a->rate_hz == b->rate_hz && a->resolution_bits == b->resolution_bits &&
	       a->range == b->range && a->channels == b->channels;
}

/* Takes the task. */
static void apply_next(GTask *task)
{
	Pmd *pmd = g_task_get_task_data(task);

	for (; pmd->at < HT_STREAMS; pmd->at++) {
		HtStreamKind kind = pmd->at;
		gboolean same = is_same(&pmd->settings[kind], &pmd->wanted[kind]);

		pmd->restarted = FALSE;
		if (pmd->running[kind] && (!pmd->wished[kind] || !same)) {
			request(task, PMD_STOP, kind, on_stopped);
			return;
		}
		if (!pmd->running[kind] && pmd->wished[kind]) {
			request(task, PMD_START, kind, on_started);
			return;
		}
	}
	succeed(task);
}

static void apply(HtStarter *starter, const HtStreamWish *wishes, GTask *task)
{
	Pmd *pmd = (Pmd *)starter;
	HtStreamWish usual[HT_STREAMS];

	g_task_set_task_data(task, pmd, NULL);
	if (!wishes) {
		ht_starter_usual_wishes(has(pmd, HT_STREAM_ECG), usual);
		wishes = usual;
	}
	for (HtStreamKind kind = 0; kind < HT_STREAMS; kind++) {
		pmd->wished[kind] = wishes[kind].on && has(pmd, kind);
		memset(&pmd->wanted[kind], 0, sizeof pmd->wanted[kind]);
		if (pmd->wished[kind])
			pmd->wanted[kind] = choose(&pmd->offer[kind], wishes[kind].rate_hz);
	}
	pmd->at = 0;
	apply_next(task);
}

const HtStarterKind ht_pmd_starter = {
    .size = sizeof(Pmd),
    .mtu_min = PMD_MTU_MIN,
    .prepare = prepare,
    .apply = apply,
};
