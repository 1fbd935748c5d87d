/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/rehab-line.h"

#include "common/timebase.h"
#include "programme/rehab-words.h"

#include <json-glib/json-glib.h>
#include <math.h>

static void add_double(GVariantDict *dict, const char *name, float value)
{
	if (isfinite(value))
		g_variant_dict_insert(dict, name, "d", (double)value);
}

/* (transfer full) The same as a line: the live trace and the replies say one thing. */
static char *line_of(const char *type, GVariantDict *dict)
{
	g_autoptr(GVariant) value = NULL;
	g_autoptr(JsonNode) root = NULL;
	g_autofree char *text = NULL;

	g_variant_dict_insert(dict, "type", "s", type);
	value = g_variant_ref_sink(g_variant_dict_end(dict));
	root = json_gvariant_serialize(value);
	text = json_to_string(root, FALSE);
	return g_strconcat(text, "\n", NULL);
}

static GVariant *labels_variant(const struct session_set *set)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	for (int i = 0; i < SESSION_LABELS; i++)
		if (set->label[i] > 0)
			g_variant_dict_insert(&dict, ht_rep_label_name((enum rep_label)i), "u",
					      set->label[i]);
	return g_variant_dict_end(&dict);
}

static GVariant *set_variant(const struct session_set *set)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&dict, "repetitions", "u", set->repetitions);
	g_variant_dict_insert_value(&dict, "labels", labels_variant(set));
	add_double(&dict, "median_score", set->median_score);
	add_double(&dict, "velocity_loss", set->velocity_loss);
	return g_variant_dict_end(&dict);
}

/* (transfer full) In hexadecimal digits. */
static char *hash_text(const guint8 hash[REFERENCE_HASH_SIZE])
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < REFERENCE_HASH_SIZE; i++)
		g_string_append_printf(text, "%02x", hash[i]);
	return g_string_free(text, FALSE);
}

GVariant *ht_rehab_session_variant(const struct session_record *record, gint64 start_utc_ns,
				   gint64 end_utc_ns)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *hash = hash_text(record->reference_hash);
	GVariantBuilder sets;
	guint repetitions = 0;

	g_variant_builder_init(&sets, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < record->sets; i++) {
		g_variant_builder_add_value(&sets, set_variant(&record->set[i]));
		repetitions += record->set[i].repetitions;
	}
	g_variant_dict_insert(&dict, "session", "s", record->session);
	g_variant_dict_insert(&dict, "exercise", "s", record->exercise);
	if (record->side)
		g_variant_dict_insert(&dict, "side", "s", ht_rehab_side_name(record->side));
	g_variant_dict_insert(&dict, "start_utc_us", "x", start_utc_ns / 1000);
	/* Of one of which nothing came it is when it began. */
	g_variant_dict_insert(&dict, "end_utc_us", "x", MAX(start_utc_ns, end_utc_ns) / 1000);
	g_variant_dict_insert(&dict, "end", "s", ht_session_end_name(record->end));
	g_variant_dict_insert(&dict, "word", "s", ht_session_end_words(record->end));
	g_variant_dict_insert(&dict, "stops", "u", record->stops);
	g_variant_dict_insert(&dict, "count", "u", repetitions);
	g_variant_dict_insert(&dict, "sets_planned", "u", record->sets_planned);
	if (record->duration_planned_s > 0)
		g_variant_dict_insert(&dict, "duration_planned_s", "u",
				      (guint)record->duration_planned_s);
	else
		g_variant_dict_insert(&dict, "repetitions_planned", "u",
				      (guint)record->repetitions_planned);
	g_variant_dict_insert(&dict, "exercised_s", "u", record->exercised_s);
	g_variant_dict_insert_value(&dict, "sets", g_variant_builder_end(&sets));
	if (record->reference_version > 0) {
		g_variant_dict_insert(&dict, "reference_version", "u", record->reference_version);
		g_variant_dict_insert(&dict, "reference_sha256", "s", hash);
	}
	return g_variant_dict_end(&dict);
}

/* Of a session that is over. */
static GVariant *summary_of(const HtRehabSession *session)
{
	struct session_record summary;

	ht_rehab_session_summary(session, &summary);
	return ht_rehab_session_variant(&summary, ht_rehab_session_planned(session)->began_utc_ns,
					ht_rehab_session_now_utc_ns(session));
}

/* When the set is done, and of one that goes by time, how much of it is. */
static void add_goal(GVariantDict *dict, const HtRehabSession *session)
{
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);

	if (planned->duration_s == 0) {
		g_variant_dict_insert(dict, "repetitions", "u", planned->repetitions);
		return;
	}
	g_variant_dict_insert(dict, "set_s", "u", planned->duration_s);
	g_variant_dict_insert(dict, "set_done_s", "d",
			      (double)ht_rehab_session_set_ns(session) / (double)NS_PER_S);
}

static void add_state(GVariantDict *dict, const HtRehabSession *session)
{
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);

	g_variant_dict_insert(dict, "session", "s", planned->id);
	g_variant_dict_insert(dict, "exercise", "s", planned->exercise);
	g_variant_dict_insert(dict, "mode", "s", planned->recording ? "reference" : "exercise");
	if (planned->side)
		g_variant_dict_insert(dict, "side", "s", ht_rehab_side_name(planned->side));
	g_variant_dict_insert(dict, "state", "s",
			      ht_rehab_state_name(ht_rehab_session_state(session)));
	g_variant_dict_insert(dict, "word", "s", ht_rehab_session_word(session));
	g_variant_dict_insert(dict, "set", "u", ht_rehab_session_set(session));
	g_variant_dict_insert(dict, "count", "u", ht_rehab_session_count(session));
	if (planned->recording)
		return;
	g_variant_dict_insert(dict, "sets", "u", planned->sets);
	add_goal(dict, session);
	g_variant_dict_insert(dict, "reference", "b", planned->reference.version > 0);
	if (ht_rehab_session_state(session) == HT_REHAB_DONE ||
	    ht_rehab_session_state(session) == HT_REHAB_STOPPED)
		g_variant_dict_insert_value(dict, "summary", summary_of(session));
	if (ht_rehab_session_state(session) == HT_REHAB_REST)
		g_variant_dict_insert(dict, "rest_s", "d", (double)planned->model.rest_s);
}

static void add_time(GVariantDict *dict, gint64 utc_ns)
{
	if (utc_ns != 0)
		g_variant_dict_insert(dict, "t_utc_us", "x", utc_ns / 1000);
}

char *ht_rehab_line_state(const HtRehabSession *session)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	add_time(&dict, ht_rehab_session_now_utc_ns(session));
	add_state(&dict, session);
	return line_of("rehab", &dict);
}

char *ht_rehab_line_notice(const HtRehabSession *session, const struct set_event *event)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
	gboolean resumed = event->kind == SET_RESUMED;

	add_time(&dict, event->t_ns);
	add_state(&dict, session);
	g_variant_dict_insert(&dict, "notice", "s",
			      resumed ? "resumed" : ht_set_reason_name(event->reason));
	g_variant_dict_insert(&dict, "word", "s",
			      resumed ? "It goes on." : ht_set_reason_words(event->reason));
	return line_of("rehab", &dict);
}

static GVariant *parts_variant(const struct repetition *r)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	for (int i = 0; i < EXERCISE_PARTS; i++)
		add_double(&dict, ht_exercise_part_name((enum exercise_part)i), r->part[i]);
	return g_variant_dict_end(&dict);
}

static void add_numbers(GVariantDict *dict, const struct repetition *r)
{
	add_double(dict, "rom_deg", r->rom_deg);
	add_double(dict, "rom_percent", r->rom_percent);
	add_double(dict, "concentric_s", r->concentric_s);
	add_double(dict, "hold_s", r->hold_s);
	add_double(dict, "eccentric_s", r->eccentric_s);
	g_variant_dict_insert(dict, "duration_s", "d", (double)(r->end_ns - r->start_ns) / 1e9);
	add_double(dict, "peak_speed_rads", r->peak_speed_rads);
	add_double(dict, "mean_speed_rads", r->mean_speed_rads);
	add_double(dict, "smoothness_sparc", r->smoothness_sparc);
	add_double(dict, "shape_distance", r->shape_distance);
	add_double(dict, "compensation_deg", r->compensation_deg);
	add_double(dict, "missing_share", r->missing_share);
}

static void add_repetition(GVariantDict *dict, const struct repetition_record *record)
{
	const struct repetition *r = &record->repetition;

	g_variant_dict_insert(dict, "session", "s", record->session);
	g_variant_dict_insert(dict, "exercise", "s", record->exercise);
	if (record->side)
		g_variant_dict_insert(dict, "side", "s", ht_rehab_side_name(record->side));
	g_variant_dict_insert(dict, "set", "u", record->set);
	g_variant_dict_insert(dict, "number", "u", record->number);
	g_variant_dict_insert(dict, "start_utc_us", "x", r->start_ns / 1000);
	g_variant_dict_insert(dict, "end_utc_us", "x", r->end_ns / 1000);
	g_variant_dict_insert(dict, "label", "s", ht_rep_label_name(r->label));
	g_variant_dict_insert(dict, "word", "s", ht_rep_label_words(r->label));
	add_double(dict, "score", r->score);
	g_variant_dict_insert_value(dict, "parts", parts_variant(r));
	add_numbers(dict, r);
}

char *ht_rehab_line_repetition(const HtRehabSession *session, const HtRehabRepetition *repetition)
{
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);
	gint64 now_ns = ht_rehab_session_now_utc_ns(session);
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	add_time(&dict, repetition->record.repetition.end_ns);
	add_repetition(&dict, &repetition->record);
	g_variant_dict_insert(&dict, "candidate", "b", planned->recording);
	if (!planned->recording)
		add_goal(&dict, session);
	g_variant_dict_insert(&dict, "told_after_ms", "d",
			      (double)(now_ns - repetition->record.repetition.end_ns) / 1e6);
	return line_of("repetition", &dict);
}

GVariant *ht_rehab_state_variant(const HtRehabSession *session)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	if (session) {
		add_state(&dict, session);
		g_variant_dict_insert(&dict, "wearable", "s",
				      ht_rehab_session_planned(session)->wearable);
	} else {
		g_variant_dict_insert(&dict, "state", "s", "none");
	}
	return g_variant_dict_end(&dict);
}

GVariant *ht_rehab_repetition_variant(const struct repetition_record *record)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	add_repetition(&dict, record);
	return g_variant_dict_end(&dict);
}
