/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the control point says besides single replies: replies in parts, features, stops. */
#include "ble/codec/pmd.h"

#include "common/bytes.h"

#include <errno.h>
#include <string.h>

enum {
	RESPONSE_MARK = 0xF0,
	FEATURES_MARK = 0x0F,
	STOPPED_MARK = 0x01,
	TYPE_MASK = 0x3F,
	FEATURES_BYTES_MIN = 3,
	RESPONSE_BYTES_MIN = 4,
	RESPONSE_HEADER = 5,
};

/* A reply that is continued either repeats its head or, as older ones do, begins with `more`. */
static size_t continuation_head(const struct pmd_reply *reply, const uint8_t *data, size_t size)
{
	return size >= RESPONSE_HEADER && memcmp(data, reply->data, RESPONSE_HEADER - 1) == 0
		   ? RESPONSE_HEADER
		   : 1;
}

int pmd_reply_push(struct pmd_reply *reply, const uint8_t *data, size_t size)
{
	size_t head = reply->open ? continuation_head(reply, data, size) : 0;
	bool more = false;

	if (!reply->open)
		reply->size = 0;
	reply->open = false;
	if (size <= head || (head == 0 && (size < RESPONSE_BYTES_MIN || data[0] != RESPONSE_MARK)))
		return -EBADMSG;
	if (size - head > (size_t)PMD_REPLY_MAX - reply->size)
		return -EMSGSIZE;
	if (head > 0)
		more = data[head - 1] != 0;
	else
		more = size >= RESPONSE_HEADER && data[RESPONSE_HEADER - 1] != 0;
	memcpy(reply->data + reply->size, data + head, size - head);
	reply->size = (uint16_t)(reply->size + (size - head));
	if (reply->size >= RESPONSE_HEADER)
		reply->data[RESPONSE_HEADER - 1] = 0;
	reply->open = more;
	return !more;
}

int pmd_features_decode(const uint8_t *data, size_t size, uint64_t *types)
{
	if (size < FEATURES_BYTES_MIN || data[0] != FEATURES_MARK)
		return -EBADMSG;
	*types = 0;
	for (size_t i = 1; i < size && i <= sizeof *types; i++)
		*types |= (uint64_t)data[i] << (8 * (i - 1));
	return 0;
}

void pmd_features_encode(uint64_t types, uint8_t out[PMD_FEATURES_SIZE])
{
	memset(out, 0, PMD_FEATURES_SIZE);
	out[0] = FEATURES_MARK;
	for (size_t i = 0; i < sizeof types; i++)
		out[1 + i] = (uint8_t)(types >> (8 * i));
}

int pmd_stopped_decode(const uint8_t *data, size_t size, uint64_t *types)
{
	if (size < 2 || data[0] != STOPPED_MARK)
		return -EBADMSG;
	*types = 0;
	for (size_t i = 1; i < size; i++)
		*types |= UINT64_C(1) << (data[i] & TYPE_MASK);
	return 0;
}

long pmd_stopped_encode(uint64_t types, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u8(&w, STOPPED_MARK);
	for (unsigned type = 0; type < PMD_TYPES_MAX; type++) {
		if (types >> type & 1)
			put_u8(&w, (uint8_t)type);
	}
	return w.failed ? -ENOBUFS : (long)w.at;
}
