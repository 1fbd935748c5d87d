/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/prescription/standing.h"

#include "programme/document.h"

#define COLLECTION "rehab-standing"

gboolean ht_standing_load(HtStore *store, const char *person, HtStanding *standing, GError **error)
{
	GError *problem = NULL;
	g_autoptr(GBytes) document = ht_store_get_document(store, COLLECTION, person, &problem);
	g_autoptr(JsonObject) object = NULL;

	*standing = (HtStanding){0};
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (!document)
		return TRUE;
	object = ht_document_decode(document, "rehab standing", error);
	if (!object)
		return FALSE;
	standing->apply = ht_document_flag(object, "apply");
	standing->stopped = ht_document_flag(object, "stopped");
	standing->stop = (guint)ht_document_number(object, "stop", 0);
	standing->stops = (guint)ht_document_number(object, "stops", 0);
	standing->symptoms = (guint)ht_document_number(object, "symptoms", 0);
	g_strlcpy(standing->note, ht_document_text(object, "note", ""), sizeof standing->note);
	standing->stop_utc_s = ht_document_number(object, "stop_utc_s", 0);
	return TRUE;
}

gboolean ht_standing_keep(HtStore *store, const char *person, const HtStanding *standing,
			  GError **error)
{
	g_autoptr(JsonObject) object = json_object_new();
	g_autoptr(GBytes) document = NULL;

	json_object_set_boolean_member(object, "apply", standing->apply);
	json_object_set_boolean_member(object, "stopped", standing->stopped);
	json_object_set_int_member(object, "stop", standing->stop);
	json_object_set_int_member(object, "stops", standing->stops);
	json_object_set_int_member(object, "symptoms", standing->symptoms);
	json_object_set_string_member(object, "note", standing->note);
	json_object_set_int_member(object, "stop_utc_s", standing->stop_utc_s);
	document = ht_document_encode(object);
	return ht_store_put_document(store, person, COLLECTION, person, document, error);
}
