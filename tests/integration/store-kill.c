/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/integration/store-kill.h"

enum { RECORD_SAMPLES = 130 };

/* Knuth's MMIX generator: each record is the start of a sequence of its own. */
static guint64 next(guint64 state)
{
	return state * G_GUINT64_CONSTANT(6364136223846793005) +
	       G_GUINT64_CONSTANT(1442695040888963407);
}

void kill_record_make(struct record *record, uint8_t *blob, const char *stream, guint64 index)
{
	guint64 state = next(index ^ ((guint64)g_str_hash(stream) << 32));

	*record = (struct record){
	    .kind = RECORD_ECG_WAVEFORM,
	    .version = 1,
	    .start_utc_ns = (gint64)index * 1000,
	    .end_utc_ns = (gint64)index * 1000 + 999,
	    .number = {(double)(index * RECORD_SAMPLES), RECORD_SAMPLES},
	    .blob = blob,
	    .blob_size = (state >> 33) % KILL_BLOB_MAX,
	};
	g_strlcpy(record->person, "person", RECORD_ID_MAX);
	g_strlcpy(record->stream, stream, RECORD_ID_MAX);
	for (size_t i = 0; i < record->blob_size; i++) {
		state = next(state);
		blob[i] = (uint8_t)(state >> 56);
	}
}

HtKeyring *kill_keyring(const char *dir, GError **error)
{
	const HtKeyringSettings settings = {.argon2id_memory_bytes = 8192, .argon2id_passes = 1};
	g_autoptr(HtSecret) passphrase = ht_secret_new("kill", 4);

	if (ht_keyring_exists(dir))
		return ht_keyring_open(dir, passphrase, error);
	return ht_keyring_create(dir, passphrase, &settings, error);
}
