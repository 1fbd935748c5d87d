/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/sealed/sealed-file.h"

#include "common/bytes.h"
#include "common/glib/ht-error.h"
#include "common/glib/ht-fd-io.h"

#include <errno.h>
#include <sodium.h>
#include <unistd.h>

typedef crypto_secretstream_xchacha20poly1305_state Stream;

G_STATIC_ASSERT(SEALED_SALT_SIZE == crypto_pwhash_argon2id_SALTBYTES);
G_STATIC_ASSERT(SEALED_STREAM_SIZE == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
G_STATIC_ASSERT(SEALED_KEY_SIZE == crypto_secretstream_xchacha20poly1305_KEYBYTES);
G_STATIC_ASSERT(SEALED_KEY_SIZE == crypto_box_PUBLICKEYBYTES);
G_STATIC_ASSERT(SEALED_KEY_SIZE == crypto_box_SECRETKEYBYTES);
G_STATIC_ASSERT(SEALED_BOX_SIZE == SEALED_KEY_SIZE + crypto_box_SEALBYTES);
G_STATIC_ASSERT(SEALED_CHUNK_OVERHEAD == crypto_secretstream_xchacha20poly1305_ABYTES);

enum {
	SIZE_SIZE = 4,
	CHUNK_SEALED_MAX = SEALED_CHUNK_MAX + SEALED_CHUNK_OVERHEAD,
	START_MAX = SEALED_HEADER_SIZE + SEALED_BOX_SIZE,
};

struct _HtSealedWriter {
	int fd;
	Stream *stream; /* holds the key: guarded memory */
	gboolean finished;
	gsize held;
	guint8 plain[SEALED_CHUNK_MAX];
	guint8 sealed[SIZE_SIZE + CHUNK_SEALED_MAX];
};

struct _HtSealedReader {
	int fd;
	char *name;
	Stream *stream;
	gboolean whole, ended;
	gsize start, end; /* of plain, not handed out yet */
	guint8 plain[SEALED_CHUNK_MAX];
	guint8 sealed[CHUNK_SEALED_MAX];
};

static gboolean write_full(int fd, const guint8 *data, gsize size, GError **error)
{
	if (ht_fd_write(fd, data, size))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "the sealed file cannot be written: %s; look at its disk and free some space",
		    g_strerror(errno));
	return FALSE;
}

HtSecret *ht_sealed_key_read_fd(int fd, GError **error)
{
	guint8 *bytes = sodium_malloc(SEALED_KEY_SIZE + 1);
	HtSecret *key = NULL;
	gssize n;

	if (!bytes)
		g_error("cannot get %d bytes of guarded memory", SEALED_KEY_SIZE + 1);
	n = ht_fd_read(fd, bytes, SEALED_KEY_SIZE + 1);
	if (n == SEALED_KEY_SIZE)
		key = ht_secret_new(bytes, SEALED_KEY_SIZE);
	else if (n < 0)
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
			    "cannot read the key from its descriptor: %s", g_strerror(errno));
	else
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "the key is to be exactly %d bytes, with no newline", SEALED_KEY_SIZE);
	sodium_free(bytes);
	return key;
}

static const char *secret_words(enum sealed_by by)
{
	switch (by) {
	case SEALED_BY_PASSPHRASE:
		return "passphrase";
	case SEALED_BY_KEY:
		return "key";
	case SEALED_BY_HUB:
		return "hub";
	}
	return "secret";
}

static gboolean has_key_size(const HtSecret *key, GError **error)
{
	if (ht_secret_size(key) == SEALED_KEY_SIZE)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "the key is to be exactly %d bytes",
		    SEALED_KEY_SIZE);
	return FALSE;
}

/* (transfer full) NULL where the box is not for this key or was changed. */
static HtSecret *open_box(const guint8 box[SEALED_BOX_SIZE], const HtSecret *secret)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEALED_KEY_SIZE);
	guint8 box_public[SEALED_KEY_SIZE];

	if (crypto_scalarmult_base(box_public, ht_secret_bytes(secret)) == 0 &&
	    crypto_box_seal_open((guint8 *)ht_secret_bytes(key), box, SEALED_BOX_SIZE, box_public,
				 ht_secret_bytes(secret)) == 0)
		return g_steal_pointer(&key);
	return NULL;
}

/* (transfer full) What the stream is sealed with, by passphrase or key. */
static HtSecret *make_key(const struct sealed_header *header, const HtSecret *secret,
			  GError **error)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEALED_KEY_SIZE);

	if (header->by == SEALED_BY_KEY)
		return has_key_size(secret, error)
			   ? ht_secret_new(ht_secret_bytes(secret), SEALED_KEY_SIZE)
			   : NULL;
	if (crypto_pwhash_argon2id((guint8 *)ht_secret_bytes(key), SEALED_KEY_SIZE,
				   (const char *)ht_secret_bytes(secret), ht_secret_size(secret),
				   header->salt, header->argon2id_passes,
				   (size_t)header->argon2id_memory_bytes,
				   crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0)
		return g_steal_pointer(&key);
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "no %" G_GUINT64_FORMAT
		    " KiB of memory to check the passphrase with: free some",
		    header->argon2id_memory_bytes / 1024);
	return NULL;
}

static Stream *stream_new(void)
{
	Stream *stream = sodium_malloc((sizeof(Stream) + 15) & ~(gsize)15);

	if (!stream)
		g_error("cannot get %" G_GSIZE_FORMAT " bytes of guarded memory", sizeof(Stream));
	return stream;
}

static gboolean write_chunk(HtSealedWriter *writer, const guint8 *authenticated,
			    gsize authenticated_size, guint8 tag, GError **error)
{
	struct byte_writer size;
	unsigned long long sealed_size;

	crypto_secretstream_xchacha20poly1305_push(writer->stream, writer->sealed + SIZE_SIZE,
						   &sealed_size, writer->plain, writer->held,
						   authenticated, authenticated_size, tag);
	byte_writer_init(&size, writer->sealed, SIZE_SIZE);
	put_u32(&size, (guint32)sealed_size);
	writer->held = 0;
	return write_full(writer->fd, writer->sealed, SIZE_SIZE + (gsize)sealed_size, error);
}

/* (transfer full) box: of sealed_header_box_size() bytes. */
static HtSealedWriter *begin(int fd, struct sealed_header *header, const HtSecret *key,
			     const guint8 *box, GError **error)
{
	g_autoptr(HtSealedWriter) writer = g_new0(HtSealedWriter, 1);
	gsize size = SEALED_HEADER_SIZE + sealed_header_box_size(header);
	guint8 bytes[START_MAX];

	writer->fd = fd;
	writer->stream = stream_new();
	crypto_secretstream_xchacha20poly1305_init_push(writer->stream, header->stream,
							ht_secret_bytes(key));
	sealed_header_encode(header, bytes);
	if (box)
		memcpy(bytes + SEALED_HEADER_SIZE, box, sealed_header_box_size(header));
	if (!write_full(fd, bytes, size, error) || !write_chunk(writer, bytes, size, 0, error))
		return NULL;
	return g_steal_pointer(&writer);
}

HtSealedWriter *ht_sealed_writer_new(int fd, enum sealed_by by, const HtSecret *secret,
				     const HtKeyringSettings *cost, GError **error)
{
	g_autoptr(HtSecret) key = NULL;
	struct sealed_header header = {.by = by};

	g_return_val_if_fail(by != SEALED_BY_HUB, NULL);
	if (by == SEALED_BY_PASSPHRASE) {
		header.argon2id_memory_bytes = cost->argon2id_memory_bytes;
		header.argon2id_passes = cost->argon2id_passes;
		randombytes_buf(header.salt, sizeof(header.salt));
	}
	key = make_key(&header, secret, error);
	return key ? begin(fd, &header, key, NULL, error) : NULL;
}

HtSealedWriter *ht_sealed_writer_new_for_hub(int fd, const guint8 box_public[SEALED_KEY_SIZE],
					     GError **error)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEALED_KEY_SIZE);
	struct sealed_header header = {.by = SEALED_BY_HUB};
	guint8 box[SEALED_BOX_SIZE];

	if (crypto_box_seal(box, ht_secret_bytes(key), SEALED_KEY_SIZE, box_public) == 0)
		return begin(fd, &header, key, box, error);
	g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "the hub's public key is none that anything can be sealed to");
	return NULL;
}

gboolean ht_sealed_writer_write(HtSealedWriter *writer, const guint8 *data, gsize size,
				GError **error)
{
	g_return_val_if_fail(!writer->finished, FALSE);
	while (size > 0) {
		gsize part = MIN(size, SEALED_CHUNK_MAX - writer->held);

		memcpy(writer->plain + writer->held, data, part);
		writer->held += part;
		data += part;
		size -= part;
		if (writer->held == SEALED_CHUNK_MAX && !write_chunk(writer, NULL, 0, 0, error))
			return FALSE;
	}
	return TRUE;
}

gboolean ht_sealed_writer_flush(HtSealedWriter *writer, GError **error)
{
	return writer->held == 0 || write_chunk(writer, NULL, 0, 0, error);
}

gboolean ht_sealed_writer_finish(HtSealedWriter *writer, GError **error)
{
	g_return_val_if_fail(!writer->finished, FALSE);
	writer->finished = TRUE;
	return write_chunk(writer, NULL, 0, crypto_secretstream_xchacha20poly1305_TAG_FINAL, error);
}

void ht_sealed_writer_free(HtSealedWriter *writer)
{
	if (!writer)
		return;
	sodium_free(writer->stream);
	sodium_memzero(writer->plain, sizeof(writer->plain));
	g_free(writer);
}

static gboolean damaged(const HtSealedReader *reader, GError **error)
{
	g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
		    "%s: is damaged: bytes in it are not what was sealed", reader->name);
	return FALSE;
}

/* Reads up to size bytes. FALSE with an error; fewer bytes at the end of the file. */
static gboolean get(HtSealedReader *reader, guint8 *data, gsize size, gsize *got, GError **error)
{
	gssize n = ht_fd_read(reader->fd, data, size);

	*got = n < 0 ? 0 : (gsize)n;
	if (n >= 0)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "%s: cannot be read: %s; look at its disk, then try again", reader->name,
		    g_strerror(errno));
	return FALSE;
}

/* Reads the next sealed chunk; *size = 0 where the file ends, wherever that is. */
static gboolean get_sealed(HtSealedReader *reader, gsize *size, GError **error)
{
	struct byte_reader r;
	guint8 bytes[SIZE_SIZE];
	gsize got, wanted;

	*size = 0;
	if (!get(reader, bytes, sizeof(bytes), &got, error))
		return FALSE;
	if (got < sizeof(bytes))
		return TRUE;
	byte_reader_init(&r, bytes, sizeof(bytes));
	wanted = get_u32(&r);
	if (wanted < SEALED_CHUNK_OVERHEAD || wanted > CHUNK_SEALED_MAX)
		return damaged(reader, error);
	if (!get(reader, reader->sealed, wanted, &got, error))
		return FALSE;
	*size = got == wanted ? wanted : 0;
	return TRUE;
}

/* FALSE where the bytes are not what was sealed with this key. */
static gboolean unseal(HtSealedReader *reader, gsize size, const guint8 *authenticated,
		       gsize authenticated_size)
{
	unsigned long long plain_size = 0;
	guint8 tag;

	if (crypto_secretstream_xchacha20poly1305_pull(reader->stream, reader->plain, &plain_size,
						       &tag, reader->sealed, size, authenticated,
						       authenticated_size) < 0)
		return FALSE;
	reader->start = 0;
	reader->end = (gsize)plain_size;
	reader->whole = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return TRUE;
}

static gboolean check_header(const HtSealedReader *reader, int code, enum sealed_by given,
			     const struct sealed_header *header, GError **error)
{
	if (code == -EINVAL)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: is not sealed", reader->name);
	else if (code == -EPROTONOSUPPORT)
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "%s: was written by a later version: update this program",
			    reader->name);
	else if (code == -ERANGE)
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s: asks for more memory or time than a sealed file may",
			    reader->name);
	else if (code < 0)
		return damaged(reader, error);
	else if (header->by != given)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s: is opened by a %s, not by a %s: give the one it was sealed with",
			    reader->name, secret_words(header->by), secret_words(given));
	else
		return TRUE;
	return FALSE;
}

/* Reads and checks what stands before the chunks. Returns its bytes, 0 with an error. */
static gsize read_start(HtSealedReader *reader, enum sealed_by by, struct sealed_header *header,
			guint8 bytes[START_MAX], GError **error)
{
	gsize got, more;

	if (!get(reader, bytes, SEALED_HEADER_SIZE, &got, error) ||
	    !check_header(reader,
			  got == SEALED_HEADER_SIZE ? sealed_header_decode(header, bytes) : -EINVAL,
			  by, header, error))
		return 0;
	more = sealed_header_box_size(header);
	if (!get(reader, bytes + SEALED_HEADER_SIZE, more, &got, error))
		return 0;
	if (got == more)
		return SEALED_HEADER_SIZE + more;
	g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
		    "%s: is cut short: nothing is left of what was sealed", reader->name);
	return 0;
}

/* (transfer full) */
static HtSecret *find_key(const HtSealedReader *reader, const struct sealed_header *header,
			  const guint8 *box, const HtSecret *secret, GError **error)
{
	HtSecret *key;

	if (header->by != SEALED_BY_HUB)
		return make_key(header, secret, error);
	if (!has_key_size(secret, error))
		return NULL;
	key = open_box(box, secret);
	if (!key)
		g_set_error(error, HT_ERROR, HT_ERROR_WRONG_KEY,
			    "%s: was not sealed to this hub's key", reader->name);
	return key;
}

static gboolean begin_reading(HtSealedReader *reader, enum sealed_by by, const HtSecret *secret,
			      GError **error)
{
	g_autoptr(HtSecret) key = NULL;
	struct sealed_header header;
	guint8 bytes[START_MAX];
	gsize start = read_start(reader, by, &header, bytes, error);
	gsize size;

	if (start == 0)
		return FALSE;
	key = find_key(reader, &header, bytes + SEALED_HEADER_SIZE, secret, error);
	if (!key || !get_sealed(reader, &size, error))
		return FALSE;
	crypto_secretstream_xchacha20poly1305_init_pull(reader->stream, header.stream,
							ht_secret_bytes(key));
	if (size > 0 && unseal(reader, size, bytes, start))
		return TRUE;
	if (size == 0)
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s: is cut short: nothing is left of what was sealed", reader->name);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_WRONG_KEY, "%s: this %s does not open it",
			    reader->name, secret_words(by));
	return FALSE;
}

HtSealedReader *ht_sealed_reader_new(int fd, const char *name, enum sealed_by by,
				     const HtSecret *secret, GError **error)
{
	g_autoptr(HtSealedReader) reader = g_new0(HtSealedReader, 1);

	reader->fd = fd;
	reader->name = g_strdup(name);
	reader->stream = stream_new();
	if (!begin_reading(reader, by, secret, error))
		return NULL;
	return g_steal_pointer(&reader);
}

/* The next chunk that has something in it; sets ended where there is none. */
static gboolean next_chunk(HtSealedReader *reader, GError **error)
{
	guint8 more;
	gsize size, got;

	if (reader->whole) {
		reader->ended = TRUE;
		return get(reader, &more, 1, &got, error) && (got == 0 || damaged(reader, error));
	}
	if (!get_sealed(reader, &size, error))
		return FALSE;
	reader->ended = size == 0;
	return size == 0 || unseal(reader, size, NULL, 0) || damaged(reader, error);
}

gssize ht_sealed_reader_read(HtSealedReader *reader, guint8 *data, gsize size, GError **error)
{
	gsize part;

	while (reader->start == reader->end && !reader->ended)
		if (!next_chunk(reader, error))
			return -1;
	part = MIN(size, reader->end - reader->start);
	memcpy(data, reader->plain + reader->start, part);
	reader->start += part;
	return (gssize)part;
}

gboolean ht_sealed_reader_is_whole(const HtSealedReader *reader)
{
	return reader->whole;
}

void ht_sealed_reader_free(HtSealedReader *reader)
{
	if (!reader)
		return;
	sodium_free(reader->stream);
	sodium_memzero(reader->plain, sizeof(reader->plain));
	g_free(reader->name);
	g_free(reader);
}
