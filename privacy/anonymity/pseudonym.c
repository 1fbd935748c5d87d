/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/anonymity/pseudonym.h"

#include "common/bytes.h"

#include <sodium.h>
#include <string.h>

enum { LABEL_SIZE = 8, HASH_SIZE = 16 };

/* The label is of one length, the number is, and the person comes last: no two inputs are alike. */
static void keyed_hash(const HtSecret *key, const char label[LABEL_SIZE], guint32 recipient_uid,
		       const char *person, guint8 hash[HASH_SIZE])
{
	guint8 head[LABEL_SIZE + 4];
	crypto_generichash_state state;
	struct byte_writer writer;

	byte_writer_init(&writer, head, sizeof head);
	put_bytes(&writer, label, LABEL_SIZE);
	put_u32(&writer, recipient_uid);
	crypto_generichash_init(&state, ht_secret_bytes(key), ht_secret_size(key), HASH_SIZE);
	crypto_generichash_update(&state, head, sizeof head);
	crypto_generichash_update(&state, (const guint8 *)person, strlen(person));
	crypto_generichash_final(&state, hash, HASH_SIZE);
	sodium_memzero(&state, sizeof state);
}

void ht_pseudonym(const HtSecret *key, guint32 recipient_uid, const char *person,
		  char out[HT_PSEUDONYM_SIZE])
{
	guint8 hash[HASH_SIZE];

	keyed_hash(key, "htpseudo", recipient_uid, person, hash);
	sodium_bin2hex(out, HT_PSEUDONYM_SIZE, hash, sizeof hash);
}

guint32 ht_pseudonym_shift(const HtSecret *key, guint32 recipient_uid, const char *person)
{
	guint8 hash[HASH_SIZE];
	struct byte_reader reader;

	keyed_hash(key, "htshift1", recipient_uid, person, hash);
	byte_reader_init(&reader, hash, sizeof hash);
	/* 64 bits over a few hundred: how unequal they are cannot be seen. */
	return (guint32)(get_u64(&reader) % HT_PSEUDONYM_SHIFT_PERIODS);
}
