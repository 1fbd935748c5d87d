/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that only its passphrase or key opens: libsodium's secretstream in chunks, so that it is
 * written and read as a stream, nothing in it can be changed, moved or left out unseen, and a file
 * cut short is known as such. Layout: privacy/sealed/sealed-header.h.
 *
 * Descriptors are the caller's and blocking. Making one by passphrase takes about a second and tens
 * of MiB (Argon2id). One thread at a time each.
 */
#pragma once

#include "privacy/keys/keyring.h"
#include "privacy/sealed/sealed-header.h"

G_BEGIN_DECLS

typedef struct _HtSealedWriter HtSealedWriter;
typedef struct _HtSealedReader HtSealedReader;

/* (transfer full) Reads exactly SEALED_KEY_SIZE bytes up to the descriptor's end. */
HtSecret *ht_sealed_key_read_fd(int fd, GError **error);

/* (transfer full) Writes the header. cost is for a passphrase only; a key has SEALED_KEY_SIZE
 * bytes. Not for SEALED_BY_HUB. */
HtSealedWriter *ht_sealed_writer_new(int fd, enum sealed_by by, const HtSecret *secret,
				     const HtKeyringSettings *cost, GError **error);
/* (transfer full) Needs no secret: only the owner of the key pair can read it. Nothing in it tells
 * who wrote it. */
HtSealedWriter *ht_sealed_writer_new_for_hub(int fd, const guint8 box_public[SEALED_KEY_SIZE],
					     GError **error);
gboolean ht_sealed_writer_write(HtSealedWriter *writer, const guint8 *data, gsize size,
				GError **error);
/* What was written so far can be read even if the file ends here. */
gboolean ht_sealed_writer_flush(HtSealedWriter *writer, GError **error);
/* Marks the end; nothing can be written after it. */
gboolean ht_sealed_writer_finish(HtSealedWriter *writer, GError **error);
void ht_sealed_writer_free(HtSealedWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtSealedWriter, ht_sealed_writer_free)

/* (transfer full) secret: for SEALED_BY_HUB the X25519 secret key. HT_ERROR_INVALID for what is not
 * sealed or by another kind of secret, HT_ERROR_WRONG_KEY, HT_ERROR_UNSUPPORTED, HT_ERROR_DAMAGED.
 * name is for messages only. */
HtSealedReader *ht_sealed_reader_new(int fd, const char *name, enum sealed_by by,
				     const HtSecret *secret, GError **error);
/* Returns the bytes read, at least one; 0 at the end, -1 with an error. */
gssize ht_sealed_reader_read(HtSealedReader *reader, guint8 *data, gsize size, GError **error);
/* At the end: FALSE = the file was cut short, and what was read is its beginning. */
gboolean ht_sealed_reader_is_whole(const HtSealedReader *reader);
void ht_sealed_reader_free(HtSealedReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtSealedReader, ht_sealed_reader_free)

G_END_DECLS
