/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/wearable-owners.h"

#include "programme/document.h"

static void ownership_clear(gpointer data)
{
	HtOwnership *ownership = data;

	g_free(ownership->person);
}

HtWearableOwners *ht_wearable_owners_new(const char *address, const char *name)
{
	HtWearableOwners *wearable = g_new0(HtWearableOwners, 1);

	wearable->address = g_strdup(address);
	wearable->name = g_strdup(name);
	wearable->ownerships = g_array_new(FALSE, FALSE, sizeof(HtOwnership));
	g_array_set_clear_func(wearable->ownerships, ownership_clear);
	wearable->choices = g_array_new(FALSE, TRUE, sizeof(HtStreamChoice));
	return wearable;
}

void ht_wearable_owners_free(HtWearableOwners *wearable)
{
	if (!wearable)
		return;
	g_free(wearable->address);
	g_free(wearable->name);
	g_array_unref(wearable->ownerships);
	g_array_unref(wearable->choices);
	g_free(wearable);
}

static void add(HtWearableOwners *wearable, const char *person, gint64 start_utc_ns,
		gint64 end_utc_ns)
{
	HtOwnership ownership = {g_strdup(person), start_utc_ns, end_utc_ns};

	g_array_append_val(wearable->ownerships, ownership);
}

HtWearableOwners *ht_wearable_owners_copy(const HtWearableOwners *wearable)
{
	HtWearableOwners *made = ht_wearable_owners_new(wearable->address, wearable->name);

	made->enrolled = wearable->enrolled;
	for (guint i = 0; i < wearable->ownerships->len; i++) {
		const HtOwnership *o = &g_array_index(wearable->ownerships, HtOwnership, i);

		add(made, o->person, o->start_utc_ns, o->end_utc_ns);
	}
	g_array_append_vals(made->choices, wearable->choices->data, wearable->choices->len);
	return made;
}

static HtOwnership *open_ownership(const HtWearableOwners *wearable)
{
	HtOwnership *last;

	if (wearable->ownerships->len == 0)
		return NULL;
	last = &g_array_index(wearable->ownerships, HtOwnership, wearable->ownerships->len - 1);
	return last->end_utc_ns == G_MAXINT64 ? last : NULL;
}

const char *ht_wearable_owners_now(const HtWearableOwners *wearable)
{
	const HtOwnership *open = open_ownership(wearable);

	return open ? open->person : "";
}

void ht_wearable_owners_assign(HtWearableOwners *wearable, const char *person, gint64 utc_ns)
{
	HtOwnership *open = open_ownership(wearable);

	/* A clock that was set back must not make an interval that ends before it starts. */
	if (open)
		open->end_utc_ns = MAX(utc_ns, open->start_utc_ns);
	if (*person)
		add(wearable, person, utc_ns, G_MAXINT64);
}

static JsonArray *encode_choices(const HtWearableOwners *wearable)
{
	JsonArray *list = json_array_new();

	for (guint i = 0; i < wearable->choices->len; i++) {
		const HtStreamChoice *choice = &g_array_index(wearable->choices, HtStreamChoice, i);
		JsonObject *item = json_object_new();

		json_object_set_string_member(item, "name", choice->name);
		json_object_set_boolean_member(item, "on", choice->on);
		json_object_set_int_member(item, "rate_hz", choice->rate_hz);
		json_array_add_object_element(list, item);
	}
	return list;
}

GBytes *ht_wearable_owners_encode(const HtWearableOwners *wearable)
{
	g_autoptr(JsonObject) object = json_object_new();
	JsonArray *list = json_array_new();

	for (guint i = 0; i < wearable->ownerships->len; i++) {
		const HtOwnership *o = &g_array_index(wearable->ownerships, HtOwnership, i);
		JsonObject *item = json_object_new();

		json_object_set_string_member(item, "person", o->person);
		json_object_set_int_member(item, "start_utc_ns", o->start_utc_ns);
		if (o->end_utc_ns != G_MAXINT64)
			json_object_set_int_member(item, "end_utc_ns", o->end_utc_ns);
		json_array_add_object_element(list, item);
	}
	json_object_set_string_member(object, "name", wearable->name);
	json_object_set_boolean_member(object, "enrolled", wearable->enrolled);
	json_object_set_array_member(object, "assignments", list);
	json_object_set_array_member(object, "streams", encode_choices(wearable));
	return ht_document_encode(object);
}

static void decode_ownership(JsonArray *list, guint index, JsonNode *node, gpointer data)
{
	JsonObject *item = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;

	(void)list;
	(void)index;
	if (item)
		add(data, ht_document_text(item, "person", ""),
		    ht_document_number(item, "start_utc_ns", 0),
		    ht_document_number(item, "end_utc_ns", G_MAXINT64));
}

static void decode_choice(JsonArray *list, guint index, JsonNode *node, gpointer data)
{
	HtWearableOwners *wearable = data;
	JsonObject *item = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
	HtStreamChoice choice = {0};

	(void)list;
	(void)index;
	if (!item)
		return;
	g_strlcpy(choice.name, ht_document_text(item, "name", ""), sizeof choice.name);
	choice.on = ht_document_flag(item, "on");
	choice.rate_hz = (guint)CLAMP(ht_document_number(item, "rate_hz", 0), 0, G_MAXUINT16);
	g_array_append_val(wearable->choices, choice);
}

static void decode_list(JsonObject *object, const char *name, JsonArrayForeach take,
			HtWearableOwners *wearable)
{
	JsonNode *list = json_object_get_member(object, name);

	if (list && JSON_NODE_HOLDS_ARRAY(list))
		json_array_foreach_element(json_node_get_array(list), take, wearable);
}

HtWearableOwners *ht_wearable_owners_decode(const char *address, GBytes *document, GError **error)
{
	g_autoptr(JsonObject) object = ht_document_decode(document, "wearable", error);
	HtWearableOwners *wearable;

	if (!object)
		return NULL;
	wearable = ht_wearable_owners_new(address, ht_document_text(object, "name", ""));
	wearable->enrolled = ht_document_flag(object, "enrolled");
	decode_list(object, "assignments", decode_ownership, wearable);
	decode_list(object, "streams", decode_choice, wearable);
	return wearable;
}
