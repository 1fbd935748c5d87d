/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/document.h"

#include "common/glib/ht-error.h"

GBytes *ht_document_encode(JsonObject *object)
{
	g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
	char *text;

	json_object_set_int_member(object, "version", HT_DOCUMENT_VERSION);
	json_node_set_object(node, object);
	text = json_to_string(node, FALSE);
	return g_bytes_new_take(text, strlen(text));
}

static JsonObject *parse(GBytes *document)
{
	g_autoptr(JsonParser) parser = json_parser_new_immutable();
	gsize size;
	const char *text = g_bytes_get_data(document, &size);
	JsonNode *root;

	if (!text || !json_parser_load_from_data(parser, text, (gssize)size, NULL))
		return NULL;
	root = json_parser_get_root(parser);
	if (!root || !JSON_NODE_HOLDS_OBJECT(root))
		return NULL;
	return json_node_dup_object(root);
}

JsonObject *ht_document_decode(GBytes *document, const char *what, GError **error)
{
	g_autoptr(JsonObject) object = parse(document);

	if (!object) {
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "a stored %s cannot be read; restore the state folder from a backup",
			    what);
		return NULL;
	}
	if (ht_document_number(object, "version", 0) > HT_DOCUMENT_VERSION) {
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "a stored %s was written by a later version; install that version",
			    what);
		return NULL;
	}
	return g_steal_pointer(&object);
}

/* json-glib's own getters take a wrong type for a mistake of the program. */
static JsonNode *value_of(JsonObject *object, const char *name, GType type)
{
	JsonNode *node = json_object_get_member(object, name);

	if (node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type)
		return node;
	return NULL;
}

const char *ht_document_text(JsonObject *object, const char *name, const char *fallback)
{
	JsonNode *node = value_of(object, name, G_TYPE_STRING);

	/* json-glib takes any bytes between quotes. */
	return node && g_utf8_validate(json_node_get_string(node), -1, NULL)
		   ? json_node_get_string(node)
		   : fallback;
}

gint64 ht_document_number(JsonObject *object, const char *name, gint64 fallback)
{
	JsonNode *node = value_of(object, name, G_TYPE_INT64);

	return node ? json_node_get_int(node) : fallback;
}

gboolean ht_document_flag(JsonObject *object, const char *name)
{
	JsonNode *node = value_of(object, name, G_TYPE_BOOLEAN);

	return node && json_node_get_boolean(node);
}
