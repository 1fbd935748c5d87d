/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several ways to one data key: added, used, changed, removed, and never the last. */
#include "tests/unit/full-disk.h"
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/hub-keys.h"
#include "privacy/keys/key-slot.h"
#include "privacy/keys/recovery-code.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

enum { NOW_UTC_S = 1760000000, SIGN_PUBLIC_OFFSET = 48 };

static guint add(const struct fixture *fixture, HtSlotKind kind, const HtSecret *secret,
		 const char *label)
{
	const HtNewSlot slot = {.kind = kind,
				.label = label,
				.settings = &fixture_settings,
				.secret = secret,
				.now_utc_s = NOW_UTC_S};
	g_autoptr(GError) error = NULL;
	guint id = ht_key_slots_add(fixture->keyring, &slot, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(id, >, 0);
	return id;
}

static void assert_opens(const struct fixture *fixture, HtSlotKind kind, const HtSecret *secret)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) opened = ht_keyring_open_by(fixture->dir, kind, secret, &error);
	g_autoptr(HtSecret) ours = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	g_autoptr(HtSecret) theirs = NULL;

	g_assert_no_error(error);
	theirs = ht_keyring_derive(opened, HT_PURPOSE_DATABASE);
	fixture_assert_same(ht_secret_bytes(ours), 32, ht_secret_bytes(theirs), 32);
}

static void assert_refused(const struct fixture *fixture, HtSlotKind kind, const HtSecret *secret,
			   int code)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(ht_keyring_open_by(fixture->dir, kind, secret, &error));
	g_assert_error(error, HT_ERROR, code);
	g_assert_null(strchr(error->message, '\n'));
}

static HtSecret *make_words(void)
{
	guint8 code[RECOVERY_CODE_SIZE];
	char text[RECOVERY_CODE_TEXT_SIZE];

	randombytes_buf(code, sizeof(code));
	recovery_code_encode(code, text);
	return fixture_secret(text);
}

static void assert_listed(const struct fixture *fixture, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) slots = ht_key_slots_list(fixture->dir, &error);
	g_autoptr(GString) text = g_string_new("");

	g_assert_no_error(error);
	for (guint i = 0; i < slots->len; i++) {
		const HtKeySlot *slot = slots->pdata[i];

		g_string_append_printf(text, "%s%u %s \"%s\"", i ? ", " : "", slot->id,
				       ht_slot_kind_name(slot->kind), slot->label);
		g_assert_cmpint(slot->made_utc_s, >=, NOW_UTC_S);
	}
	g_assert_cmpstr(text->str, ==, expected);
}

static void test_every_kind(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) second = fixture_secret("another one");
	g_autoptr(HtSecret) words = make_words();
	g_autoptr(HtSecret) credential = ht_secret_new(NULL, 32);
	g_autoptr(HtSecret) escrow_secret = ht_secret_new(NULL, 32);
	g_autoptr(HtSecret) escrow_public = ht_secret_new(NULL, 32);
	g_autoptr(HtSecret) wrong = ht_secret_new(NULL, 32);

	(void)unused;
	crypto_scalarmult_base((guint8 *)ht_secret_bytes(escrow_public),
			       ht_secret_bytes(escrow_secret));
	add(fixture, HT_SLOT_PASSPHRASE, second, "Anna");
	add(fixture, HT_SLOT_RECOVERY, words, "");
	add(fixture, HT_SLOT_CREDENTIAL, credential, "this board");
	add(fixture, HT_SLOT_ESCROW, escrow_public, "Dr. Huber");
	assert_listed(fixture, "1 passphrase \"\", 2 passphrase \"Anna\", 3 recovery \"\", "
			       "4 credential \"this board\", 5 escrow \"Dr. Huber\"");
	assert_opens(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase);
	assert_opens(fixture, HT_SLOT_PASSPHRASE, second);
	assert_opens(fixture, HT_SLOT_RECOVERY, words);
	assert_opens(fixture, HT_SLOT_CREDENTIAL, credential);
	assert_opens(fixture, HT_SLOT_ESCROW, escrow_secret);
	/* Each secret opens its own kind only, and the public half is no secret. */
	assert_refused(fixture, HT_SLOT_PASSPHRASE, words, HT_ERROR_WRONG_KEY);
	assert_refused(fixture, HT_SLOT_CREDENTIAL, wrong, HT_ERROR_WRONG_KEY);
	assert_refused(fixture, HT_SLOT_ESCROW, wrong, HT_ERROR_WRONG_KEY);
	assert_refused(fixture, HT_SLOT_ESCROW, escrow_public, HT_ERROR_WRONG_KEY);
	assert_refused(fixture, HT_SLOT_ESCROW, credential, HT_ERROR_WRONG_KEY);
	assert_refused(fixture, HT_SLOT_RECOVERY, second, HT_ERROR_INVALID);
	assert_refused(fixture, HT_SLOT_CREDENTIAL, second, HT_ERROR_INVALID);
	g_assert_false(fixture_holds(fixture, ht_secret_bytes(credential), 32));
	g_assert_false(fixture_holds(fixture, ht_secret_bytes(second), 11));
}

static void test_removed(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) words = make_words();
	g_autoptr(HtSecret) credential = ht_secret_new(NULL, 32);
	g_autoptr(GError) error = NULL;
	guint recovery = add(fixture, HT_SLOT_RECOVERY, words, "");
	guint unattended = add(fixture, HT_SLOT_CREDENTIAL, credential, "");

	(void)unused;
	g_assert_true(ht_key_slots_remove(fixture->keyring, 1, &error));
	g_assert_no_error(error);
	assert_refused(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase, HT_ERROR_WRONG_KEY);
	/* A credential alone would leave nobody who can open it. */
	g_assert_false(ht_key_slots_remove(fixture->keyring, recovery, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_true(ht_key_slots_remove(fixture->keyring, unattended, &error));
	g_assert_false(ht_key_slots_remove(fixture->keyring, unattended, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
	assert_opens(fixture, HT_SLOT_RECOVERY, words);
	/* Numbers are not used again. */
	g_assert_cmpuint(add(fixture, HT_SLOT_CREDENTIAL, credential, ""), >, unattended);
}

static void test_passphrase_changed(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) words = make_words();
	g_autoptr(HtSecret) next = fixture_secret("the next passphrase");
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) by_words = NULL;

	(void)unused;
	add(fixture, HT_SLOT_RECOVERY, words, "");
	g_assert_true(ht_key_slots_change_passphrase(fixture->keyring, next, &fixture_settings,
						     NOW_UTC_S, &error));
	g_assert_no_error(error);
	assert_refused(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase, HT_ERROR_WRONG_KEY);
	assert_opens(fixture, HT_SLOT_PASSPHRASE, next);
	assert_listed(fixture, "1 passphrase \"\", 2 recovery \"\"");
	by_words = ht_keyring_open_by(fixture->dir, HT_SLOT_RECOVERY, words, &error);
	g_assert_no_error(error);
	g_assert_false(
	    ht_key_slots_change_passphrase(by_words, next, &fixture_settings, NOW_UTC_S, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	assert_opens(fixture, HT_SLOT_PASSPHRASE, next);
}

static void test_refused_slots(struct fixture *fixture, gconstpointer unused)
{
	static const guint8 no_point[32] = {0};
	const HtKeyringSettings absurd = {.argon2id_memory_bytes = 1, .argon2id_passes = 1};
	g_autoptr(HtSecret) public = ht_secret_new(no_point, sizeof(no_point));
	g_autofree char *label = g_strnfill(KEYFILE_LABEL_MAX, 'x');
	HtNewSlot slots[] = {
	    {HT_SLOT_PASSPHRASE, label, &fixture_settings, fixture->passphrase, 0},
	    {HT_SLOT_PASSPHRASE, "\xff", &fixture_settings, fixture->passphrase, 0},
	    {HT_SLOT_PASSPHRASE, "", &absurd, fixture->passphrase, 0},
	    {HT_SLOT_RECOVERY, "", NULL, fixture->passphrase, 0},
	    {HT_SLOT_CREDENTIAL, "", NULL, fixture->passphrase, 0},
	    {HT_SLOT_ESCROW, "", NULL, fixture->passphrase, 0},
	    {HT_SLOT_ESCROW, "", NULL, public, 0},
	};

	(void)unused;
	for (gsize i = 0; i < G_N_ELEMENTS(slots); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_cmpuint(ht_key_slots_add(fixture->keyring, &slots[i], &error), ==, 0);
		g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	}
	slots[0].label = "";
	for (guint i = 1; i < KEYFILE_SLOTS_MAX; i++)
		add(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase, "");
	{
		g_autoptr(GError) error = NULL;

		g_assert_cmpuint(ht_key_slots_add(fixture->keyring, &slots[0], &error), ==, 0);
		g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
	}
	assert_opens(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase);
}

static void test_public_halves(struct fixture *fixture, gconstpointer unused)
{
	guint8 signature[HT_HUB_SIGNATURE_SIZE];
	guint8 sealed[5 + crypto_box_SEALBYTES];
	guint8 opened[5];
	g_autoptr(HtSecret) secret = ht_keyring_box_secret(fixture->keyring);
	g_autoptr(GError) error = NULL;
	HtHubPublic expected;
	HtHubPublic public;

	(void)unused;
	g_assert_true(ht_keyring_public(fixture->dir, &public, &error));
	g_assert_no_error(error);
	ht_keyring_hub_public(fixture->keyring, &expected);
	fixture_assert_same(&public, sizeof(public), &expected, sizeof(expected));
	ht_keyring_sign(fixture->keyring, "hello", 5, signature);
	g_assert_true(ht_hub_verify(&public, "hello", 5, signature));
	g_assert_false(ht_hub_verify(&public, "hallo", 5, signature));
	g_assert_cmpint(crypto_box_seal(sealed, (const guint8 *)"hello", 5, public.box), ==, 0);
	g_assert_cmpint(crypto_box_seal_open(opened, sealed, sizeof(sealed), public.box,
					     ht_secret_bytes(secret)),
			==, 0);
	fixture_assert_same(opened, 5, "hello", 5);
}

/* Somebody who can write the card puts a public key of his own there, with a hash that fits: a
 * locked hub cannot know, an opening one does. */
static void test_public_half_replaced(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	HtHubPublic public;
	gsize size;

	(void)unused;
	fixture_read(fixture, "keys", &bytes, &size);
	bytes[SIGN_PUBLIC_OFFSET] ^= 1;
	crypto_generichash((guint8 *)bytes + size - KEYFILE_HASH_SIZE, KEYFILE_HASH_SIZE,
			   (const guint8 *)bytes, size - KEYFILE_HASH_SIZE, NULL, 0);
	fixture_write(fixture, "keys", bytes, size);
	g_assert_true(ht_keyring_public(fixture->dir, &public, &error));
	assert_refused(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase, HT_ERROR_DAMAGED);
}

/* The first version's file, as that version wrote it. */
static void make_version_1(const struct fixture *fixture, const HtSecret *data_key)
{
	struct keyfile keyfile = {.version = 1, .database_profile = 1, .slot_count = 1};
	struct keyfile_slot *slot = &keyfile.slots[0];
	guint8 file[KEYFILE_AUTHENTICATED_MAX + KEYFILE_SEALED_SIZE + KEYFILE_HASH_SIZE];
	guint8 key[32];
	gsize size;

	slot->kind = KEYFILE_PASSPHRASE;
	slot->argon2id_memory_bytes = 8192;
	slot->argon2id_passes = 1;
	g_assert_cmpint(crypto_pwhash_argon2id(key, 32,
					       (const char *)ht_secret_bytes(fixture->passphrase),
					       ht_secret_size(fixture->passphrase), slot->salt, 1,
					       8192, crypto_pwhash_argon2id_ALG_ARGON2ID13),
			==, 0);
	size = keyfile_authenticated(&keyfile, slot, file);
	g_assert_cmpuint(size, ==, 70);
	crypto_aead_xchacha20poly1305_ietf_encrypt(file + size, NULL, ht_secret_bytes(data_key), 32,
						   file, size, NULL, slot->nonce, key);
	size += KEYFILE_SEALED_SIZE;
	crypto_generichash(file + size, KEYFILE_HASH_SIZE, file, size, NULL, 0);
	fixture_write(fixture, "keys", file, size + KEYFILE_HASH_SIZE);
}

static void test_version_1(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) data_key = ht_secret_new(NULL, 32);
	g_autoptr(HtSecret) wrong = fixture_secret("wrong");
	g_autoptr(HtSecret) words = make_words();
	g_autoptr(GError) error = NULL;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	HtHubPublic public;
	gsize size;
	gsize size_after;

	(void)unused;
	make_version_1(fixture, data_key);
	fixture_read(fixture, "keys", &before, &size);
	g_assert_cmpuint(size, ==, 150);
	g_assert_false(ht_keyring_public(fixture->dir, &public, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
	g_clear_error(&error);
	/* A wrong passphrase changes nothing. */
	assert_refused(fixture, HT_SLOT_PASSPHRASE, wrong, HT_ERROR_WRONG_KEY);
	fixture_read(fixture, "keys", &after, &size_after);
	fixture_assert_same(before, size, after, size_after);
	ht_keyring_free(fixture->keyring);
	fixture->keyring = ht_keyring_open(fixture->dir, fixture->passphrase, &error);
	g_assert_no_error(error);
	g_assert_true(ht_keyring_public(fixture->dir, &public, &error));
	add(fixture, HT_SLOT_RECOVERY, words, "");
	assert_opens(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase);
	assert_opens(fixture, HT_SLOT_RECOVERY, words);
}

/* No room for the new file: the old one opens all the same, and stays as it was. */
static void test_version_1_cannot_be_written(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) data_key = ht_secret_new(NULL, 32);
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring = NULL;
	g_autofree char *after = NULL;
	gsize size;

	(void)unused;
	make_version_1(fixture, data_key);
	disk_limit_files(0);
	keyring = ht_keyring_open(fixture->dir, fixture->passphrase, &error);
	g_assert_no_error(error);
	disk_free_files();
	fixture_read(fixture, "keys", &after, &size);
	g_assert_cmpuint(size, ==, 150);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
#define ADD(path, function)                                                                        \
	g_test_add("/key-slots/" path, struct fixture, NULL, fixture_set_up, function,             \
		   fixture_tear_down)
	ADD("every-kind", test_every_kind);
	ADD("removed", test_removed);
	ADD("passphrase-changed", test_passphrase_changed);
	ADD("refused", test_refused_slots);
	ADD("public-halves", test_public_halves);
	ADD("public-half-replaced", test_public_half_replaced);
	ADD("version-1", test_version_1);
	ADD("version-1-cannot-be-written", test_version_1_cannot_be_written);
	return g_test_run();
}
