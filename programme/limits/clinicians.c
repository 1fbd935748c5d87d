/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/limits/clinicians.h"

#include "common/glib/ht-error.h"
#include "programme/document.h"

#include <string.h>

#define COLLECTION "clinicians"

enum { NAME_MAX_CHARS = 100, TRUSTED_MAX = 8 };

struct _HtClinicians {
	HtStore *store;
	GHashTable *by_key; /* "person/HEX" -> HtClinician */
};

static void clinician_free(gpointer data)
{
	HtClinician *clinician = data;

	g_free(clinician->name);
	g_free(clinician);
}

static char *key_of(const char *person, const guint8 public[HT_SIGN_KEY_SIZE])
{
	g_autofree char *hex = ht_sign_key_hex(public);

	return g_strdup_printf("%s/%s", person, hex);
}

static gboolean belongs(const char *key, const char *person)
{
	gsize length = strlen(person);

	return strncmp(key, person, length) == 0 && key[length] == '/';
}

/* NULL for what is not as it was written. */
static HtClinician *decode(const char *key, GBytes *content)
{
	g_autoptr(JsonObject) object = ht_document_decode(content, "clinician", NULL);
	const char *hex = strrchr(key, '/');
	guint8 public[HT_SIGN_KEY_SIZE];
	HtClinician *clinician;

	if (!object || !hex || !ht_sign_key_from_hex(hex + 1, public))
		return NULL;
	clinician = g_new0(HtClinician, 1);
	memcpy(clinician->public, public, sizeof public);
	clinician->name = g_strdup(ht_document_text(object, "name", ""));
	clinician->since_utc_s = ht_document_number(object, "since_utc_s", 0);
	clinician->serial = (guint)ht_document_number(object, "serial", 0);
	clinician->trusted = ht_document_flag(object, "trusted");
	return clinician;
}

static gboolean take(gpointer context, const char *key, GBytes *content, GError **error)
{
	HtClinicians *clinicians = context;
	HtClinician *clinician = decode(key, content);

	(void)error;
	if (clinician)
		g_hash_table_insert(clinicians->by_key, g_strdup(key), clinician);
	else
		g_message("a stored clinician cannot be read and is not trusted");
	return TRUE;
}

HtClinicians *ht_clinicians_load(HtStore *store)
{
	HtClinicians *clinicians = g_new0(HtClinicians, 1);
	g_autoptr(GError) error = NULL;

	clinicians->store = store;
	clinicians->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, clinician_free);
	if (!ht_store_visit_documents(store, COLLECTION, take, clinicians, &error))
		g_message("the clinicians cannot be read, and none is trusted: %s", error->message);
	return clinicians;
}

void ht_clinicians_free(HtClinicians *clinicians)
{
	if (!clinicians)
		return;
	g_hash_table_unref(clinicians->by_key);
	g_free(clinicians);
}

/* (transfer none) whether trusted or not */
static HtClinician *find(HtClinicians *clinicians, const char *person,
			 const guint8 public[HT_SIGN_KEY_SIZE])
{
	g_autofree char *key = key_of(person, public);

	return g_hash_table_lookup(clinicians->by_key, key);
}

/* made: (transfer full); takes the place of what was there once it is durable. */
static gboolean keep(HtClinicians *clinicians, const char *person, HtClinician *made,
		     GError **error)
{
	g_autoptr(JsonObject) object = json_object_new();
	g_autoptr(GBytes) document = NULL;
	g_autofree char *key = key_of(person, made->public);

	json_object_set_string_member(object, "name", made->name);
	json_object_set_int_member(object, "since_utc_s", made->since_utc_s);
	json_object_set_int_member(object, "serial", made->serial);
	json_object_set_boolean_member(object, "trusted", made->trusted);
	document = ht_document_encode(object);
	if (!ht_store_put_document(clinicians->store, person, COLLECTION, key, document, error)) {
		clinician_free(made);
		return FALSE;
	}
	g_hash_table_insert(clinicians->by_key, g_steal_pointer(&key), made);
	return TRUE;
}

static HtClinician *copy(const HtClinician *clinician)
{
	HtClinician *made = g_memdup2(clinician, sizeof *clinician);

	made->name = g_strdup(clinician->name);
	return made;
}

static gboolean is_name(const char *name)
{
	glong length = g_utf8_strlen(name, -1);

	if (length < 1 || length > NAME_MAX_CHARS)
		return FALSE;
	for (const char *at = name; *at; at = g_utf8_next_char(at))
		if (!g_unichar_isprint(g_utf8_get_char(at)))
			return FALSE;
	return TRUE;
}

static gboolean may_trust(HtClinicians *clinicians, const char *person, const char *name,
			  const guint8 *public, gsize size, GError **error)
{
	g_autoptr(GPtrArray) trusted = ht_clinicians_list(clinicians, person);
	const char *why = NULL;

	if (!ht_sign_key_is_public(public, size))
		why = "that is no clinician's key: give the .public file that twinctl clinician "
		      "key made";
	else if (!is_name(name))
		why = "give the clinician's name in 1 to 100 characters";
	else if (trusted->len >= TRUSTED_MAX)
		why = "eight clinicians are trusted already: distrust one first";
	if (why) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, why);
		return FALSE;
	}
	if (!ht_clinicians_get(clinicians, person, public))
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_EXISTS, "this key is trusted already");
	return FALSE;
}

gboolean ht_clinicians_trust(HtClinicians *clinicians, const char *person, const char *name,
			     const guint8 *public, gsize size, gint64 utc_s, GError **error)
{
	const HtClinician *before;
	HtClinician *made;

	if (!may_trust(clinicians, person, name, public, size, error))
		return FALSE;
	before = find(clinicians, person, public);
	made = g_new0(HtClinician, 1);
	memcpy(made->public, public, HT_SIGN_KEY_SIZE);
	made->name = g_strdup(name);
	made->since_utc_s = utc_s;
	/* What was taken in before it was distrusted does not come back. */
	made->serial = before ? before->serial : 0;
	made->trusted = TRUE;
	return keep(clinicians, person, made, error);
}

gboolean ht_clinicians_distrust(HtClinicians *clinicians, const char *person,
				const guint8 public[HT_SIGN_KEY_SIZE], GError **error)
{
	const HtClinician *before = ht_clinicians_get(clinicians, person, public);
	HtClinician *made;

	if (!before) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "no such clinician is trusted; twinctl clinician list shows "
				    "who is");
		return FALSE;
	}
	made = copy(before);
	made->trusted = FALSE;
	return keep(clinicians, person, made, error);
}

const HtClinician *ht_clinicians_get(HtClinicians *clinicians, const char *person,
				     const guint8 public[HT_SIGN_KEY_SIZE])
{
	const HtClinician *clinician = find(clinicians, person, public);

	return clinician && clinician->trusted ? clinician : NULL;
}

gboolean ht_clinicians_note_serial(HtClinicians *clinicians, const char *person,
				   const guint8 public[HT_SIGN_KEY_SIZE], guint serial,
				   GError **error)
{
	const HtClinician *before = ht_clinicians_get(clinicians, person, public);
	HtClinician *made;

	g_return_val_if_fail(before != NULL, FALSE);
	made = copy(before);
	made->serial = serial;
	return keep(clinicians, person, made, error);
}

static int by_name(gconstpointer left, gconstpointer right)
{
	const HtClinician *const *a = left, *const *b = right;
	int order = g_utf8_collate((*a)->name, (*b)->name);

	return order ? order : memcmp((*a)->public, (*b)->public, HT_SIGN_KEY_SIZE);
}

GPtrArray *ht_clinicians_list(HtClinicians *clinicians, const char *person)
{
	GPtrArray *list = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, clinicians->by_key);
	while (g_hash_table_iter_next(&iter, &key, &value))
		if (belongs(key, person) && ((HtClinician *)value)->trusted)
			g_ptr_array_add(list, value);
	g_ptr_array_sort(list, by_name);
	return list;
}

void ht_clinicians_forget(HtClinicians *clinicians, const char *person)
{
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, clinicians->by_key);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (belongs(key, person))
			g_hash_table_iter_remove(&iter);
}
