/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/open-session.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/rehab/set-sums.h"
#include "programme/document.h"
#include "programme/rehab-words.h"

static void add_repetition(JsonArray *array, const HtRehabRepetition *repetition)
{
	const struct repetition *r = &repetition->record.repetition;
	guint8 bytes[REPETITION_RECORD_SIZE_MAX];
	long size = repetition_record_encode(&repetition->record, bytes, sizeof bytes);
	g_autofree char *text = NULL;
	JsonObject *object;

	g_return_if_fail(size > 0);
	text = g_base64_encode(bytes, (gsize)size);
	object = json_object_new();
	json_object_set_int_member(object, "start_utc_ns", r->start_ns);
	json_object_set_int_member(object, "end_utc_ns", r->end_ns);
	json_object_set_string_member(object, "stream", repetition->stream);
	json_object_set_string_member(object, "blob", text);
	json_array_add_object_element(array, object);
}

static void add_plan(JsonObject *object, const HtRehabPlanned *planned)
{
	json_object_set_string_member(object, "session", planned->id);
	json_object_set_string_member(object, "exercise", planned->exercise);
	json_object_set_string_member(object, "side", ht_rehab_side_name(planned->side));
	json_object_set_string_member(object, "wearable", planned->wearable);
	json_object_set_string_member(object, "trunk", planned->trunk);
	json_object_set_int_member(object, "sets", planned->sets);
	json_object_set_int_member(object, "repetitions", planned->repetitions);
	json_object_set_int_member(object, "duration_s", planned->duration_s);
	json_object_set_int_member(object, "buzz", planned->buzz);
	json_object_set_int_member(object, "began_utc_ns", planned->began_utc_ns);
}

static void add_blob(JsonObject *object, const char *name, const guint8 *bytes, gsize size)
{
	g_autofree char *text = g_base64_encode(bytes, size);

	json_object_set_string_member(object, name, text);
}

static void add_state(JsonObject *object, const HtRehabKept *kept)
{
	gsize size;
	const guint8 *bytes = kept->state ? g_bytes_get_data(kept->state, &size) : NULL;

	if (!bytes)
		return;
	add_blob(object, "state", bytes, size);
	json_object_set_int_member(object, "state_version", kept->state_version);
}

static void add_kept(JsonObject *object, const HtRehabKept *kept)
{
	JsonArray *array = json_array_new();

	json_object_set_int_member(object, "set", kept->set_number);
	json_object_set_int_member(object, "sets_before_ns", kept->sets_before_ns);
	json_object_set_int_member(object, "set_ns", kept->set_ns);
	for (guint i = 0; i < kept->repetitions->len; i++)
		add_repetition(array, &g_array_index(kept->repetitions, HtRehabRepetition, i));
	json_object_set_array_member(object, "done", array);
}

static void add_summary(JsonObject *object, const HtRehabSession *session)
{
	guint8 bytes[SESSION_RECORD_SIZE_MAX];
	struct session_record summary;
	long size;

	ht_rehab_session_summary(session, &summary);
	size = session_record_encode(&summary, bytes, sizeof bytes);
	g_return_if_fail(size > 0);
	add_blob(object, "summary", bytes, (gsize)size);
	json_object_set_int_member(object, "ended_utc_ns", ht_rehab_session_now_utc_ns(session));
}

GBytes *ht_open_session_encode(const HtRehabSession *session, gboolean ended)
{
	HtRehabKept kept = ht_rehab_session_kept(session);
	g_autoptr(GBytes) state = kept.state;
	g_autoptr(JsonObject) object = json_object_new();

	add_plan(object, ht_rehab_session_planned(session));
	add_kept(object, &kept);
	if (ended)
		add_summary(object, session);
	else
		add_state(object, &kept);
	return ht_document_encode(object);
}

void ht_open_session_free(HtOpenSession *open)
{
	if (!open)
		return;
	g_free(open->id);
	g_free(open->person);
	g_free(open->exercise);
	g_free(open->wearable);
	g_free(open->trunk);
	g_array_unref(open->kept.repetitions);
	g_clear_pointer(&open->kept.state, g_bytes_unref);
	g_free(open);
}

static gboolean take_repetition(HtOpenSession *open, JsonNode *node)
{
	JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
	g_autofree guint8 *bytes = NULL;
	HtRehabRepetition taken = {0};
	gsize size = 0;

	if (!object)
		return FALSE;
	bytes = g_base64_decode(ht_document_text(object, "blob", ""), &size);
	g_strlcpy(taken.stream, ht_document_text(object, "stream", ""), sizeof taken.stream);
	if (repetition_record_decode(REPETITION_RECORD_VERSION, bytes, size,
				     ht_document_number(object, "start_utc_ns", 0),
				     ht_document_number(object, "end_utc_ns", -1),
				     &taken.record) < 0)
		return FALSE;
	g_array_append_val(open->kept.repetitions, taken);
	return TRUE;
}

static gboolean take_repetitions(HtOpenSession *open, JsonObject *object)
{
	JsonNode *node = json_object_get_member(object, "done");
	JsonArray *array = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;

	if (!array || json_array_get_length(array) > SESSION_SETS_MAX * HT_REHAB_COUNTED_MAX)
		return FALSE;
	for (guint i = 0; i < json_array_get_length(array); i++)
		if (!take_repetition(open, json_array_get_element(array, i)))
			return FALSE;
	return TRUE;
}

static gboolean take_texts(HtOpenSession *open, JsonObject *object)
{
	HtRehabPlanned *planned = &open->planned;

	planned->id = open->id = g_strdup(ht_document_text(object, "session", ""));
	planned->exercise = open->exercise = g_strdup(ht_document_text(object, "exercise", ""));
	planned->wearable = open->wearable = g_strdup(ht_document_text(object, "wearable", ""));
	planned->trunk = open->trunk = g_strdup(ht_document_text(object, "trunk", ""));
	planned->person = open->person;
	return *open->id && strlen(open->id) < REHAB_ID_MAX &&
	       strlen(open->exercise) < REHAB_ID_MAX &&
	       ht_rehab_side_parse(ht_document_text(object, "side", ""), &planned->side);
}

static gboolean is_within(gint64 value, gint64 least, gint64 most)
{
	return value >= least && value <= most;
}

static gboolean take_plan(HtOpenSession *open, JsonObject *object)
{
	HtRehabPlanned *planned = &open->planned;
	gint64 sets = ht_document_number(object, "sets", 0);
	gint64 repetitions = ht_document_number(object, "repetitions", 0);
	gint64 duration_s = ht_document_number(object, "duration_s", 0);
	gint64 buzz = ht_document_number(object, "buzz", HT_REHAB_BUZZ_ALL);

	if (!is_within(sets, 1, SESSION_SETS_MAX) ||
	    !is_within(repetitions, 0, HT_REHAB_REPETITIONS_MAX) ||
	    !is_within(duration_s, 0, HT_REHAB_DURATION_MAX_S) ||
	    (repetitions > 0) == (duration_s > 0) ||
	    !is_within(buzz, HT_REHAB_BUZZ_NONE, HT_REHAB_BUZZ_ALL))
		return FALSE;
	planned->sets = (guint)sets;
	planned->repetitions = (guint)repetitions;
	planned->duration_s = (guint)duration_s;
	planned->buzz = (HtRehabBuzz)buzz;
	planned->began_utc_ns = ht_document_number(object, "began_utc_ns", 0);
	return TRUE;
}

static gboolean take_progress(HtOpenSession *open, JsonObject *object)
{
	const gint64 longest_ns = 24 * 3600 * NS_PER_S; /* 100 repetitions may be held for long */
	HtRehabKept *kept = &open->kept;
	gint64 set = ht_document_number(object, "set", 0);

	kept->sets_before_ns = ht_document_number(object, "sets_before_ns", 0);
	kept->set_ns = ht_document_number(object, "set_ns", 0);
	kept->set_number = (guint)set;
	return is_within(set, 1, open->planned.sets) && is_within(kept->set_ns, 0, longest_ns) &&
	       is_within(kept->sets_before_ns, 0, SESSION_SETS_MAX * longest_ns);
}

static gboolean take_rest(HtOpenSession *open, JsonObject *object)
{
	const char *state = ht_document_text(object, "state", NULL);
	const char *summary = ht_document_text(object, "summary", NULL);
	g_autofree guint8 *bytes = NULL;
	gsize size = 0;

	if (state) {
		guint8 *data = g_base64_decode(state, &size);

		open->kept.state = g_bytes_new_take(data, size);
		open->kept.state_version = (guint16)ht_document_number(object, "state_version", 0);
	}
	if (!summary)
		return TRUE;
	open->ended = TRUE;
	open->ended_utc_ns = ht_document_number(object, "ended_utc_ns", 0);
	bytes = g_base64_decode(summary, &size);
	return session_record_decode(SESSION_RECORD_VERSION, bytes, size, &open->summary) == 0;
}

HtOpenSession *ht_open_session_decode(const char *person, GBytes *document, GError **error)
{
	g_autoptr(JsonObject) object = ht_document_decode(document, "open session", error);
	g_autoptr(HtOpenSession) open = NULL;

	if (!object)
		return NULL;
	open = g_new0(HtOpenSession, 1);
	open->person = g_strdup(person);
	open->kept.repetitions = g_array_new(FALSE, FALSE, sizeof(HtRehabRepetition));
	if (take_texts(open, object) && take_plan(open, object) && take_progress(open, object) &&
	    take_repetitions(open, object) && take_rest(open, object))
		return g_steal_pointer(&open);
	g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "an open session cannot be read: it ends here");
	return NULL;
}
