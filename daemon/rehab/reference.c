/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/reference.h"

#include "common/glib/ht-error.h"
#include "programme/document.h"
#include "programme/rehab-words.h"

#define COLLECTION "reference"

static char *document_id(const char *person, const char *exercise, enum rehab_side side)
{
	return g_strjoin("/", person, exercise, side ? ht_rehab_side_name(side) : NULL, NULL);
}

static void fill_hash(const guint8 *bytes, gsize size, guint8 hash[REFERENCE_HASH_SIZE])
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize length = REFERENCE_HASH_SIZE;

	g_checksum_update(sum, bytes, (gssize)size);
	g_checksum_get_digest(sum, hash, &length);
}

static gboolean take(GBytes *content, HtReference *reference, GError **error)
{
	g_autoptr(JsonObject) object = ht_document_decode(content, "a reference", error);
	g_autofree guint8 *bytes = NULL;
	gsize size = 0;
	int result;

	if (!object)
		return FALSE;
	bytes = g_base64_decode(ht_document_text(object, "reference", ""), &size);
	reference->version = (guint16)ht_document_number(object, "reference_version", 0);
	result = rep_reference_decode(reference->version, bytes, size, &reference->reference);
	if (result < 0)
		return ht_error_set_errno(error, result, "the reference that is kept");
	reference->made_utc_us = ht_document_number(object, "made_utc_us", 0);
	fill_hash(bytes, size, reference->hash);
	return TRUE;
}

gboolean ht_reference_get(HtStore *store, const char *person, const char *exercise,
			  enum rehab_side side, HtReference *reference, GError **error)
{
	g_autofree char *id = document_id(person, exercise, side);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) content = ht_store_get_document(store, COLLECTION, id, &problem);

	memset(reference, 0, sizeof *reference);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	return !content || take(content, reference, error);
}

gboolean ht_reference_put(HtStore *store, const char *person, const char *exercise,
			  enum rehab_side side, const struct rep_reference *made,
			  gint64 made_utc_us, HtReference *reference, GError **error)
{
	g_autofree char *id = document_id(person, exercise, side);
	g_autoptr(JsonObject) object = json_object_new();
	g_autofree char *text = NULL;
	g_autoptr(GBytes) content = NULL;
	guint8 bytes[REP_REFERENCE_SIZE_MAX];
	long size = rep_reference_encode(made, bytes, sizeof bytes);

	if (size < 0)
		return ht_error_set_errno(error, (int)size, "the reference");
	text = g_base64_encode(bytes, (gsize)size);
	json_object_set_string_member(object, "reference", text);
	json_object_set_int_member(object, "reference_version", REP_REFERENCE_VERSION);
	json_object_set_int_member(object, "made_utc_us", made_utc_us);
	content = ht_document_encode(object);
	return ht_store_put_document(store, person, COLLECTION, id, content, error) &&
	       take(content, reference, error);
}

gboolean ht_reference_forget(HtStore *store, const char *person, const char *exercise,
			     GError **error)
{
	gboolean any = FALSE;

	for (int side = REHAB_SIDE_NONE; side <= REHAB_SIDE_RIGHT; side++) {
		g_autofree char *id = document_id(person, exercise, (enum rehab_side)side);
		g_autoptr(GBytes) content = ht_store_get_document(store, COLLECTION, id, error);

		if (error && *error)
			return FALSE;
		if (!content)
			continue;
		if (!ht_store_put_document(store, person, COLLECTION, id, NULL, error))
			return FALSE;
		any = TRUE;
	}
	if (!any)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "there is no reference of this exercise");
	return any;
}
