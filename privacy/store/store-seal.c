/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-seal.h"

#include "privacy/store/store-numbers.h"

#include <sodium.h>
#include <string.h>

enum {
	NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	PLACE_SIZE = 512,
	RECORD_AD_SIZE = 4 + 2 + 2 + 8 + 8 + 2 * RECORD_ID_MAX,
};

G_STATIC_ASSERT(NONCE_SIZE + TAG_SIZE == HT_STORE_SEAL_SIZE);
G_STATIC_ASSERT(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == HT_SEGMENT_KEY_SIZE);

struct _HtStoreSeal {
	HtSegmentKeys *keys;
	guint8 *key; /* guarded; of that segment, 0 = none */
	guint32 segment;
	GByteArray *plain;
	GByteArray *content;
};

HtStoreSeal *ht_store_seal_new(HtSegmentKeys *keys)
{
	HtStoreSeal *seal = g_new0(HtStoreSeal, 1);

	seal->keys = keys;
	seal->key = sodium_malloc(HT_SEGMENT_KEY_SIZE);
	if (!seal->key)
		g_error("cannot get guarded memory for a key");
	/* So that there is a place also for what is empty. */
	seal->plain = g_byte_array_sized_new(PLACE_SIZE);
	seal->content = g_byte_array_sized_new(PLACE_SIZE);
	return seal;
}

void ht_store_seal_free(HtStoreSeal *seal)
{
	if (!seal)
		return;
	sodium_free(seal->key);
	g_byte_array_unref(seal->plain);
	g_byte_array_unref(seal->content);
	g_free(seal);
}

void ht_store_seal_forget(HtStoreSeal *seal)
{
	sodium_memzero(seal->key, HT_SEGMENT_KEY_SIZE);
	seal->segment = 0;
}

static gboolean take_key(HtStoreSeal *seal, guint32 segment)
{
	if (segment == 0)
		return FALSE;
	if (seal->segment == segment)
		return TRUE;
	ht_store_seal_forget(seal);
	if (!ht_segment_keys_copy(seal->keys, segment, seal->key))
		return FALSE;
	seal->segment = segment;
	return TRUE;
}

static guint8 *put_number(guint8 *at, guint64 value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*at++ = (guint8)(value >> 8 * i);
	return at;
}

static guint8 *put_id(guint8 *at, const char id[RECORD_ID_MAX])
{
	memset(at, 0, RECORD_ID_MAX);
	memcpy(at, id, strnlen(id, RECORD_ID_MAX));
	return at + RECORD_ID_MAX;
}

static void record_ad(const struct record *record, guint8 ad[RECORD_AD_SIZE])
{
	guint8 *at = ad;

	memcpy(at, "HTr2", 4);
	at = put_number(at + 4, record->kind, 2);
	at = put_number(at, record->version, 2);
	at = put_number(at, (guint64)record->start_utc_ns, 8);
	at = put_number(at, (guint64)(record->end_utc_ns - record->start_utc_ns), 8);
	at = put_id(at, record->person);
	put_id(at, record->stream);
}

/* (transfer full) */
static GByteArray *document_ad(const char *collection, const char *id)
{
	GByteArray *ad = g_byte_array_new();

	g_byte_array_append(ad, (const guint8 *)"HTd2", 4);
	/* With their final zeros, which neither can hold. */
	g_byte_array_append(ad, (const guint8 *)collection, (guint)strlen(collection) + 1);
	g_byte_array_append(ad, (const guint8 *)id, (guint)strlen(id) + 1);
	return ad;
}

/* Seals what is in plain. */
static void close_seal(HtStoreSeal *seal, const guint8 *ad, gsize ad_size,
		       guint8 out[HT_STORE_SEAL_SIZE])
{
	g_byte_array_set_size(seal->content, seal->plain->len);
	randombytes_buf(out, NONCE_SIZE);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
	    seal->content->data, out + NONCE_SIZE, NULL, seal->plain->data, seal->plain->len, ad,
	    ad_size, NULL, out, seal->key);
}

/* Opens into plain. */
static gboolean open_seal(HtStoreSeal *seal, const guint8 *ad, gsize ad_size,
			  const guint8 in[HT_STORE_SEAL_SIZE], const guint8 *content, gsize size)
{
	/* SQLite gives nothing as NULL, libsodium wants to see something. */
	if (size == 0)
		content = (const guint8 *)"";
	g_byte_array_set_size(seal->plain, (guint)size);
	return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(seal->plain->data, NULL, content,
								   size, in + NONCE_SIZE, ad,
								   ad_size, in, seal->key) == 0;
}

gboolean ht_store_seal_record(HtStoreSeal *seal, guint32 segment, const struct record *record,
			      guint8 out[HT_STORE_SEAL_SIZE], const GByteArray **content)
{
	guint8 ad[RECORD_AD_SIZE];
	guint8 numbers[STORE_NUMBERS_SIZE_MAX];
	gsize size = store_numbers_encode(record->number, numbers);

	if (!take_key(seal, segment))
		return FALSE;
	g_byte_array_set_size(seal->plain, 0);
	g_byte_array_append(seal->plain, numbers, (guint)size);
	if (record->blob_size > 0)
		g_byte_array_append(seal->plain, record->blob, (guint)record->blob_size);
	record_ad(record, ad);
	close_seal(seal, ad, sizeof(ad), out);
	*content = seal->content;
	return TRUE;
}

gboolean ht_store_seal_document(HtStoreSeal *seal, guint32 segment, const char *collection,
				const char *id, GBytes *plain, guint8 out[HT_STORE_SEAL_SIZE],
				const GByteArray **content)
{
	g_autoptr(GByteArray) ad = document_ad(collection, id);
	gsize size;
	gconstpointer data = g_bytes_get_data(plain, &size);

	if (!take_key(seal, segment))
		return FALSE;
	g_byte_array_set_size(seal->plain, 0);
	if (size > 0)
		g_byte_array_append(seal->plain, data, (guint)size);
	close_seal(seal, ad->data, ad->len, out);
	*content = seal->content;
	return TRUE;
}

gboolean ht_store_seal_open_record(HtStoreSeal *seal, guint32 segment,
				   const guint8 in[HT_STORE_SEAL_SIZE], const guint8 *content,
				   gsize size, struct record *record)
{
	guint8 ad[RECORD_AD_SIZE];
	gsize numbers_size;

	record_ad(record, ad);
	if (!take_key(seal, segment) || !open_seal(seal, ad, sizeof(ad), in, content, size))
		return FALSE;
	numbers_size = store_numbers_decode(seal->plain->data, size, record->number);
	if (numbers_size == 0)
		return FALSE;
	record->blob_size = size - numbers_size;
	record->blob = record->blob_size > 0 ? seal->plain->data + numbers_size : NULL;
	return TRUE;
}

GBytes *ht_store_seal_open_document(HtStoreSeal *seal, guint32 segment, const char *collection,
				    const char *id, const guint8 in[HT_STORE_SEAL_SIZE],
				    const guint8 *content, gsize size)
{
	g_autoptr(GByteArray) ad = document_ad(collection, id);

	if (!take_key(seal, segment) || !open_seal(seal, ad->data, ad->len, in, content, size))
		return NULL;
	return g_bytes_new(seal->plain->data, size);
}
