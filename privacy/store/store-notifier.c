/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-notifier.h"

struct _HtStoreNotifier {
	gatomicrefcount references; /* the store's, and one for each notice under way */
	gint closed;                /* atomic */
	HtStoreEvents events;
	GMainContext *context;
};

typedef enum { NOTICE_COMMITTED, NOTICE_ROOM, NOTICE_FAILED } NoticeKind;

typedef struct {
	HtStoreNotifier *notifier;
	NoticeKind kind;
	char *stream;
	gint64 stored_until_utc_ns;
	guint64 sample_count;
	GError *error;
} Notice;

HtStoreNotifier *ht_store_notifier_new(const HtStoreEvents *events, GMainContext *context)
{
	HtStoreNotifier *notifier = g_new0(HtStoreNotifier, 1);

	g_atomic_ref_count_init(&notifier->references);
	if (events)
		notifier->events = *events;
	notifier->context = g_main_context_ref(context ? context : g_main_context_default());
	return notifier;
}

static void notifier_unref(HtStoreNotifier *notifier)
{
	if (!g_atomic_ref_count_dec(&notifier->references))
		return;
	g_main_context_unref(notifier->context);
	g_free(notifier);
}

static void notice_free(gpointer data)
{
	Notice *notice = data;

	notifier_unref(notice->notifier);
	g_free(notice->stream);
	g_clear_error(&notice->error);
	g_free(notice);
}

static gboolean deliver(gpointer data)
{
	const Notice *notice = data;
	const HtStoreEvents *events = &notice->notifier->events;

	if (g_atomic_int_get(&notice->notifier->closed))
		return G_SOURCE_REMOVE;
	switch (notice->kind) {
	case NOTICE_COMMITTED:
		if (events->committed)
			events->committed(events->context, notice->stream,
					  notice->stored_until_utc_ns, notice->sample_count);
		break;
	case NOTICE_ROOM:
		if (events->room)
			events->room(events->context);
		break;
	case NOTICE_FAILED:
		if (events->failed)
			events->failed(events->context, notice->error);
		break;
	}
	return G_SOURCE_REMOVE;
}

/* Always a source, never a direct call: g_main_context_invoke() would run it in the writing
 * thread while the owner's loop rests. */
static void post(HtStoreNotifier *notifier, Notice *notice)
{
	GSource *source = g_idle_source_new();

	g_atomic_ref_count_inc(&notifier->references);
	notice->notifier = notifier;
	g_source_set_priority(source, G_PRIORITY_DEFAULT);
	g_source_set_callback(source, deliver, notice, notice_free);
	g_source_attach(source, notifier->context);
	g_source_unref(source);
}

void ht_store_notifier_committed(HtStoreNotifier *notifier, const char *stream,
				 gint64 stored_until_utc_ns, guint64 sample_count)
{
	Notice *notice = g_new0(Notice, 1);

	notice->kind = NOTICE_COMMITTED;
	notice->stream = g_strdup(stream);
	notice->stored_until_utc_ns = stored_until_utc_ns;
	notice->sample_count = sample_count;
	post(notifier, notice);
}

void ht_store_notifier_room(HtStoreNotifier *notifier)
{
	Notice *notice = g_new0(Notice, 1);

	notice->kind = NOTICE_ROOM;
	post(notifier, notice);
}

void ht_store_notifier_failed(HtStoreNotifier *notifier, const GError *error)
{
	Notice *notice = g_new0(Notice, 1);

	notice->kind = NOTICE_FAILED;
	notice->error = g_error_copy(error);
	post(notifier, notice);
}

void ht_store_notifier_close(HtStoreNotifier *notifier)
{
	g_atomic_int_set(&notifier->closed, 1);
	notifier_unref(notifier);
}
