/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/segment-seal.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/segment-file.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

/* For crypto_kdf: exactly crypto_kdf_CONTEXTBYTES. */
#define KDF_CONTEXT "HTsegmnt"

enum {
	OF_FILE = 1,       /* from the keyring's */
	OF_PERSONS = 2,    /* from the keyring's */
	OF_MONTHS = 3,     /* from a person's */
	OF_WHAT_STAYS = 4, /* from a person's: handed out for month 0 */
	ADDITIONAL_SIZE = 4 + RECORD_ID_MAX,
};

G_STATIC_ASSERT(SEGMENT_FILE_NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
G_STATIC_ASSERT(SEGMENT_FILE_TAG_SIZE == crypto_aead_xchacha20poly1305_ietf_ABYTES);
G_STATIC_ASSERT(SEGMENT_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT(SEGMENT_KEY_SIZE == crypto_kdf_KEYBYTES);

struct _HtSegmentSeal {
	HtSecret *of_file;
	HtSecret *of_persons;
	guint8 check[SEGMENT_FILE_CHECK_SIZE];
};

/* A secret whose bytes are about to be written. */
static guint8 *writable(HtSecret *secret)
{
	return (guint8 *)ht_secret_bytes(secret);
}

static HtSecret *derive(const HtSecret *from, guint64 number)
{
	HtSecret *key = ht_secret_new(NULL, SEGMENT_KEY_SIZE);

	crypto_kdf_derive_from_key(writable(key), SEGMENT_KEY_SIZE, number, KDF_CONTEXT,
				   ht_secret_bytes(from));
	return key;
}

HtSegmentSeal *ht_segment_seal_new(const HtKeyring *keyring)
{
	static const char purpose[] = "health-twin segments 1";
	g_autoptr(HtSecret) key = ht_keyring_derive(keyring, HT_PURPOSE_SEGMENTS);
	HtSegmentSeal *seal = g_new0(HtSegmentSeal, 1);

	seal->of_file = derive(key, OF_FILE);
	seal->of_persons = derive(key, OF_PERSONS);
	crypto_generichash(seal->check, sizeof(seal->check), (const guint8 *)purpose,
			   sizeof(purpose), ht_secret_bytes(key), ht_secret_size(key));
	return seal;
}

void ht_segment_seal_free(HtSegmentSeal *seal)
{
	if (!seal)
		return;
	ht_secret_free(seal->of_file);
	ht_secret_free(seal->of_persons);
	g_free(seal);
}

GBytes *ht_segment_seal_table(const HtSegmentSeal *seal, const HtSegmentTable *table)
{
	g_autoptr(GBytes) body = ht_segment_table_encode(table);
	gsize body_size = g_bytes_get_size(body);
	gsize size = SEGMENT_FILE_HEADER_SIZE + body_size + SEGMENT_FILE_TAG_SIZE;
	guint8 *file = g_malloc(size);
	struct segment_header header;

	memcpy(header.check, seal->check, sizeof(header.check));
	randombytes_buf(header.nonce, sizeof(header.nonce));
	segment_header_encode(&header, file);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    file + SEGMENT_FILE_HEADER_SIZE, NULL, g_bytes_get_data(body, NULL), body_size, file,
	    SEGMENT_FILE_HEADER_SIZE, NULL, header.nonce, ht_secret_bytes(seal->of_file));
	return g_bytes_new_take(file, size);
}

static gboolean check_header(const HtSegmentSeal *seal, const guint8 *data, gsize size,
			     const char *path, struct segment_header *header, GError **error)
{
	int code = segment_header_decode(header, data, size);

	if (code == -EPROTONOSUPPORT)
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "%s was written by a later version: update this program", path);
	else if (code < 0)
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s is damaged: put back a copy of it", path);
	else if (memcmp(header->check, seal->check, sizeof(seal->check)) != 0)
		g_set_error(error, HT_ERROR, HT_ERROR_WRONG_KEY,
			    "%s was made with other keys than those beside it: put back the pair",
			    path);
	else
		return TRUE;
	return FALSE;
}

HtSegmentTable *ht_segment_seal_open_table(const HtSegmentSeal *seal, GBytes *file,
					   const char *path, GError **error)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(file, &size);
	struct segment_header header;
	g_autofree guint8 *body = NULL;
	HtSegmentTable *table = NULL;

	if (!check_header(seal, data, size, path, &header, error))
		return NULL;
	/* One byte more: an empty body is no body, but g_malloc(0) is NULL. */
	body = g_malloc(size);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		body, NULL, NULL, data + SEGMENT_FILE_HEADER_SIZE, size - SEGMENT_FILE_HEADER_SIZE,
		data, SEGMENT_FILE_HEADER_SIZE, header.nonce, ht_secret_bytes(seal->of_file)) == 0)
		table = ht_segment_table_decode(body, size - SEGMENT_FILE_HEADER_SIZE -
							  SEGMENT_FILE_TAG_SIZE);
	if (!table)
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s is damaged: put back a copy of it", path);
	return table;
}

static void additional_data(const struct segment_entry *entry, guint8 out[ADDITIONAL_SIZE])
{
	struct byte_writer w;

	memset(out, 0, ADDITIONAL_SIZE);
	byte_writer_init(&w, out, ADDITIONAL_SIZE);
	put_u32(&w, entry->month);
	put_bytes(&w, entry->person, strlen(entry->person));
}

static void wrap(struct segment_entry *entry, const HtSecret *key, const HtSecret *wrapping)
{
	guint8 additional[ADDITIONAL_SIZE];

	additional_data(entry, additional);
	randombytes_buf(entry->nonce, sizeof(entry->nonce));
	crypto_aead_xchacha20poly1305_ietf_encrypt(entry->wrapped, NULL, ht_secret_bytes(key),
						   SEGMENT_KEY_SIZE, additional, sizeof(additional),
						   NULL, entry->nonce, ht_secret_bytes(wrapping));
}

static HtSecret *unwrap(const struct segment_entry *entry, const HtSecret *wrapping)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEGMENT_KEY_SIZE);
	guint8 additional[ADDITIONAL_SIZE];

	additional_data(entry, additional);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		writable(key), NULL, NULL, entry->wrapped, sizeof(entry->wrapped), additional,
		sizeof(additional), entry->nonce, ht_secret_bytes(wrapping)) < 0)
		return NULL;
	return g_steal_pointer(&key);
}

struct segment_entry *ht_segment_seal_make_person(const HtSegmentSeal *seal, const char *person)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEGMENT_KEY_SIZE);
	struct segment_entry *entry = g_new0(struct segment_entry, 1);

	g_strlcpy(entry->person, person, sizeof(entry->person));
	wrap(entry, key, seal->of_persons);
	return entry;
}

/* (transfer full) One of the keys that come of the person's. */
static HtSecret *of_person(const HtSegmentSeal *seal, const struct segment_entry *entry,
			   guint64 number)
{
	g_autoptr(HtSecret) key = unwrap(entry, seal->of_persons);

	return key ? derive(key, number) : NULL;
}

struct segment_entry *ht_segment_seal_make_month(const HtSegmentSeal *seal,
						 const struct segment_entry *person, guint32 month)
{
	g_autoptr(HtSecret) wrapping = of_person(seal, person, OF_MONTHS);
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEGMENT_KEY_SIZE);
	struct segment_entry *entry;

	if (!wrapping)
		return NULL;
	entry = g_new0(struct segment_entry, 1);
	entry->month = month;
	g_strlcpy(entry->person, person->person, sizeof(entry->person));
	wrap(entry, key, wrapping);
	return entry;
}

gboolean ht_segment_seal_open_key(const HtSegmentSeal *seal, const struct segment_entry *person,
				  const struct segment_entry *entry, guint8 *key)
{
	gboolean is_month = entry->month != 0;
	g_autoptr(HtSecret) derived = of_person(seal, person, is_month ? OF_MONTHS : OF_WHAT_STAYS);
	g_autoptr(HtSecret) opened = derived && is_month ? unwrap(entry, derived) : NULL;
	const HtSecret *result = is_month ? opened : derived;

	if (!result)
		return FALSE;
	memcpy(key, ht_secret_bytes(result), SEGMENT_KEY_SIZE);
	return TRUE;
}

gboolean ht_segment_seal_rewrap(const HtSegmentSeal *from, const HtSegmentSeal *to,
				HtSegmentTable *table)
{
	for (guint i = 0; i < table->entries->len; i++) {
		struct segment_entry *entry = table->entries->pdata[i];
		g_autoptr(HtSecret) key = NULL;

		/* The months hang on their person's key, which stays. */
		if (entry->destroyed_by || entry->month != 0)
			continue;
		key = unwrap(entry, from->of_persons);
		if (!key)
			return FALSE;
		wrap(entry, key, to->of_persons);
	}
	return TRUE;
}
