/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starts, changes and stops the streams of one service that wants commands for it.
 *
 * There is one kind for each enum driver_start that needs commands; a kind keeps what the wearable
 * offers and what runs.
 */
#pragma once

#include "ble/link/control-point.h"
#include "ble/link/run.h"

G_BEGIN_DECLS

typedef struct _HtStarter HtStarter;

typedef struct {
	gsize size; /* of the kind's struct, which begins with HtStarter */
	/* Below it the service is of no use. */
	guint mtu_min;
	/* Its answers come among the values. */
	gboolean hears_values;
	/* Before its values are subscribed to: learns what is on offer. Takes the task. */
	void (*prepare)(HtStarter *starter, GTask *task);
	/* Starts and stops until what runs is what is wished; NULL = what is usual. Takes the task.
	 */
	void (*apply)(HtStarter *starter, const HtStreamWish *wishes, GTask *task);
} HtStarterKind;

struct _HtStarter {
	const HtStarterKind *kind;
	const struct driver *driver;
	HtControlPoint *control; /* NULL = closed */
	HtRun *run;
};

/* NULL for a driver that needs no commands. point: its control characteristic. */
HtStarter *ht_starter_new(const struct driver *driver, BluezGattCharacteristic1 *point, HtRun *run,
			  guint reply_ms);
/* Ends what is under way with an error; nothing can be asked any more. */
void ht_starter_close(HtStarter *starter);
void ht_starter_free(HtStarter *starter);

void ht_starter_prepare_async(HtStarter *starter, GCancellable *cancellable,
			      GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_starter_prepare_finish(GAsyncResult *result, GError **error);

/* (element-type HtStarter) one after the other, all of them even if one fails; then fails with the
 * first error. wishes NULL = what is usual for the wearable. Keeps a reference to the array. */
void ht_starters_apply_async(GPtrArray *starters, const HtStreamWish *wishes,
			     GCancellable *cancellable, GAsyncReadyCallback callback,
			     gpointer user_data);
gboolean ht_starters_apply_finish(GAsyncResult *result, GError **error);
/* Wishes for no stream at all. */
extern const HtStreamWish ht_starters_nothing[HT_STREAMS];

/* What is wished where the user has wished nothing. */
void ht_starter_usual_wishes(gboolean has_ecg, HtStreamWish wishes[HT_STREAMS]);

extern const HtStarterKind ht_pmd_starter;
extern const HtStarterKind ht_gsp_starter;
extern const HtStarterKind ht_witmotion_starter;

G_END_DECLS
