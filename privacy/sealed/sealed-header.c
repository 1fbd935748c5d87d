/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/sealed/sealed-header.h"

#include "common/bytes.h"
#include "privacy/keys/keyfile.h"

#include <errno.h>
#include <string.h>

enum { MAGIC_SIZE = 8 };

static const char magic[] = "HTSEAL\r\n";

size_t sealed_header_box_size(const struct sealed_header *header)
{
	return header->by == SEALED_BY_HUB ? SEALED_BOX_SIZE : 0;
}

static uint16_t version_of(enum sealed_by by)
{
	return by == SEALED_BY_HUB ? SEALED_VERSION_HUB : SEALED_VERSION;
}

void sealed_header_encode(const struct sealed_header *header, uint8_t out[SEALED_HEADER_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, SEALED_HEADER_SIZE);
	put_bytes(&w, magic, MAGIC_SIZE);
	put_u16(&w, version_of(header->by));
	put_u8(&w, (uint8_t)header->by);
	put_u8(&w, 0);
	put_u64(&w, header->argon2id_memory_bytes);
	put_u64(&w, header->argon2id_passes);
	put_bytes(&w, header->salt, sizeof(header->salt));
	put_bytes(&w, header->stream, sizeof(header->stream));
}

static void get_bytes(struct byte_reader *r, uint8_t *out, size_t size)
{
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (bytes)
		memcpy(out, bytes, size);
}

static int check_limits(const struct sealed_header *header)
{
	static const uint8_t no_salt[SEALED_SALT_SIZE];

	if (header->by == SEALED_BY_PASSPHRASE)
		return keyfile_check_limits(header->argon2id_memory_bytes, header->argon2id_passes);
	return header->argon2id_memory_bytes == 0 && header->argon2id_passes == 0 &&
		       memcmp(header->salt, no_salt, sizeof(no_salt)) == 0
		   ? 0
		   : -EBADMSG;
}

int sealed_header_decode(struct sealed_header *header, const uint8_t data[SEALED_HEADER_SIZE])
{
	struct byte_reader r;
	uint16_t version;
	uint8_t by;

	if (memcmp(data, magic, MAGIC_SIZE) != 0)
		return -EINVAL;
	byte_reader_init(&r, data + MAGIC_SIZE, SEALED_HEADER_SIZE - MAGIC_SIZE);
	version = get_u16(&r);
	if (version != SEALED_VERSION && version != SEALED_VERSION_HUB)
		return -EPROTONOSUPPORT;
	by = get_u8(&r);
	if (get_u8(&r) != 0 || by < SEALED_BY_PASSPHRASE || by > SEALED_BY_HUB ||
	    version != version_of((enum sealed_by)by))
		return -EBADMSG;
	header->by = (enum sealed_by)by;
	header->argon2id_memory_bytes = get_u64(&r);
	header->argon2id_passes = get_u64(&r);
	get_bytes(&r, header->salt, sizeof(header->salt));
	get_bytes(&r, header->stream, sizeof(header->stream));
	return check_limits(header);
}
