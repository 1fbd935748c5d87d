/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/rehab-history.h"

#include "common/glib/ht-error.h"
#include "daemon/rehab/rehab-line.h"

typedef struct {
	char *id;
	GVariant *summary;   /* NULL = it is under way */
	GPtrArray *done;     /* GVariant */
	gint64 start_utc_ns; /* of what came first */
	struct repetition_record first;
} Session;

typedef struct {
	GPtrArray *sessions;
	int result;
} History;

static void session_free(gpointer data)
{
	Session *session = data;

	g_clear_pointer(&session->summary, g_variant_unref);
	g_ptr_array_unref(session->done);
	g_free(session->id);
	g_free(session);
}

static Session *session_of(History *history, const char *id, gint64 start_utc_ns)
{
	Session *session;

	/* The newest is the likeliest. */
	for (guint i = history->sessions->len; i-- > 0;) {
		session = history->sessions->pdata[i];
		if (g_str_equal(session->id, id))
			return session;
	}
	session = g_new0(Session, 1);
	session->id = g_strdup(id);
	session->start_utc_ns = start_utc_ns;
	session->done = g_ptr_array_new_with_free_func((GDestroyNotify)g_variant_unref);
	g_ptr_array_add(history->sessions, session);
	return session;
}

static gboolean take_session(gpointer context, const struct record *record)
{
	History *history = context;
	struct session_record read;

	history->result =
	    session_record_decode(record->version, record->blob, record->blob_size, &read);
	if (history->result < 0)
		return FALSE;
	session_of(history, read.session, record->start_utc_ns)->summary = g_variant_ref_sink(
	    ht_rehab_session_variant(&read, record->start_utc_ns, record->end_utc_ns));
	return TRUE;
}

static gboolean take_repetition(gpointer context, const struct record *record)
{
	History *history = context;
	struct repetition_record read;
	Session *session;

	history->result = repetition_record_decode(record->version, record->blob, record->blob_size,
						   record->start_utc_ns, record->end_utc_ns, &read);
	if (history->result < 0)
		return FALSE;
	session = session_of(history, read.session, record->start_utc_ns);
	if (session->done->len == 0)
		session->first = read;
	g_ptr_array_add(session->done, g_variant_ref_sink(ht_rehab_repetition_variant(&read)));
	return TRUE;
}

static GVariant *variant_of(const Session *session)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(session->summary);
	GVariantBuilder done;

	g_variant_builder_init(&done, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < session->done->len; i++)
		g_variant_builder_add_value(&done, session->done->pdata[i]);
	if (!session->summary) {
		g_variant_dict_insert(&dict, "session", "s", session->id);
		g_variant_dict_insert(&dict, "exercise", "s", session->first.exercise);
		g_variant_dict_insert(&dict, "start_utc_us", "x", session->start_utc_ns / 1000);
		g_variant_dict_insert(&dict, "end", "s", "open");
		g_variant_dict_insert(&dict, "word", "s", "Under way.");
		g_variant_dict_insert(&dict, "count", "u", session->done->len);
	}
	g_variant_dict_insert_value(&dict, "done", g_variant_builder_end(&done));
	return g_variant_dict_end(&dict);
}

static int by_start(gconstpointer a, gconstpointer b)
{
	const Session *left = *(const Session *const *)a, *right = *(const Session *const *)b;

	return (left->start_utc_ns > right->start_utc_ns) -
	       (left->start_utc_ns < right->start_utc_ns);
}

GVariant *ht_rehab_history(HtStore *store, const HtPeriod *period, GError **error)
{
	g_autoptr(GPtrArray) sessions = g_ptr_array_new_with_free_func(session_free);
	History history = {.sessions = sessions};
	HtStoreQuery query = {.person = period->person,
			      .kind = RECORD_REHAB_SESSION,
			      .start_utc_ns = period->start_utc_ns,
			      .end_utc_ns = period->end_utc_ns};
	GVariantBuilder list;

	/* A session that ended a moment ago is in it; what cannot be written now is not. */
	(void)ht_store_flush(store, NULL);
	if (!ht_store_query(store, &query, take_session, &history, error))
		return NULL;
	query.kind = RECORD_REPETITION;
	if (history.result == 0 && !ht_store_query(store, &query, take_repetition, &history, error))
		return NULL;
	if (history.result < 0) {
		ht_error_set_errno(error, history.result, "a stored session");
		return NULL;
	}
	g_ptr_array_sort(sessions, by_start);
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < sessions->len; i++)
		g_variant_builder_add_value(&list, variant_of(sessions->pdata[i]));
	return g_variant_ref_sink(g_variant_builder_end(&list));
}
