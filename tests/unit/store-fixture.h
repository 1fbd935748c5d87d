/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of its own with keys that cost nothing to open, for the tests of keys and store. */
#pragma once

#include "privacy/store/store.h"

/* AddressSanitizer maps more memory than any limit or search allows, and locks none. */
#ifdef __SANITIZE_ADDRESS__
#define FIXTURE_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FIXTURE_ADDRESS_SANITIZER 1
#endif
#endif

struct fixture {
	char *dir;
	HtSecret *passphrase;
	HtKeyring *keyring;
};

/* The least that Argon2id takes. */
extern const HtKeyringSettings fixture_settings;

void fixture_set_up(struct fixture *fixture, gconstpointer unused);
void fixture_tear_down(struct fixture *fixture, gconstpointer unused);
HtSecret *fixture_secret(const char *text);
/* (transfer full) DIR/name. */
char *fixture_path(const struct fixture *fixture, const char *name);
void fixture_read(const struct fixture *fixture, const char *name, char **data, gsize *size);
void fixture_write(const struct fixture *fixture, const char *name, const void *data, gsize size);
/* g_assert_cmpmem() for sizes that are gsize. */
void fixture_assert_same(gconstpointer a, gsize a_size, gconstpointer b, gsize b_size);
/* Whether any file of the folder holds these bytes. */
gboolean fixture_holds(const struct fixture *fixture, const void *bytes, gsize size);

HtStore *fixture_open_store(const struct fixture *fixture, const HtStoreEvents *events);
/* A record of "person-1" without numbers and blob. */
struct record fixture_record(const char *stream, guint16 kind, gint64 start_utc_ns,
			     gint64 end_utc_ns);
