/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/audit/checkpoint.h"

#include "common/bytes.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { MAGIC_SIZE = 8 };

static const char magic[] = "HTCHECK\n";

void checkpoint_encode(const struct checkpoint *checkpoint, uint8_t out[CHECKPOINT_SIGNED_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, CHECKPOINT_SIGNED_SIZE);
	put_bytes(&w, magic, MAGIC_SIZE);
	put_u16(&w, CHECKPOINT_VERSION);
	put_u16(&w, 0);
	put_u32(&w, 0);
	put_u64(&w, checkpoint->sequence);
	put_bytes(&w, checkpoint->digest, sizeof(checkpoint->digest));
	put_u64(&w, checkpoint->store_epoch);
	put_bytes(&w, checkpoint->store_digest, sizeof(checkpoint->store_digest));
	put_u64(&w, (uint64_t)checkpoint->utc_ns);
	put_bytes(&w, checkpoint->hub_public, sizeof(checkpoint->hub_public));
}

static void get_bytes(struct byte_reader *r, uint8_t *out, size_t size)
{
	const uint8_t *bytes = byte_reader_skip(r, size);

	if (bytes)
		memcpy(out, bytes, size);
}

static int decode_fields(struct checkpoint *checkpoint, const uint8_t *data)
{
	struct byte_reader r;

	byte_reader_init(&r, data + MAGIC_SIZE, CHECKPOINT_SIGNED_SIZE - MAGIC_SIZE);
	if (get_u16(&r) != CHECKPOINT_VERSION)
		return -EPROTONOSUPPORT;
	if (get_u16(&r) != 0 || get_u32(&r) != 0)
		return -EBADMSG;
	checkpoint->sequence = get_u64(&r);
	get_bytes(&r, checkpoint->digest, sizeof(checkpoint->digest));
	checkpoint->store_epoch = get_u64(&r);
	get_bytes(&r, checkpoint->store_digest, sizeof(checkpoint->store_digest));
	checkpoint->utc_ns = (int64_t)get_u64(&r);
	get_bytes(&r, checkpoint->hub_public, sizeof(checkpoint->hub_public));
	return 0;
}

int checkpoint_decode(struct checkpoint *checkpoint, const uint8_t *data, size_t size)
{
	struct checkpoint read;
	int code;

	if (size != CHECKPOINT_SIZE || memcmp(data, magic, MAGIC_SIZE) != 0)
		return -EINVAL;
	code = decode_fields(&read, data);
	if (code < 0)
		return code;
	if (crypto_sign_verify_detached(data + CHECKPOINT_SIGNED_SIZE, data, CHECKPOINT_SIGNED_SIZE,
					read.hub_public) < 0)
		return -EKEYREJECTED;
	*checkpoint = read;
	return 0;
}
