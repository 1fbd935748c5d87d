/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd_parts.h"

#include "ble/codec/little_endian.h"
#include "ble/codec/wave.h"

#include <errno.h>

/* What is beside a sample. */
enum { STATUS_OF_14_BITS = 3, STATUS_OF_18_BITS = 2, STATUS_OF_TWO_CHANNELS = 2 };

static const struct {
	uint8_t bytes; /* of a sample */
	uint8_t status;
} layouts[] = {
    {3, 0},
    {3, STATUS_OF_14_BITS},
    {3, STATUS_OF_18_BITS},
    {7, STATUS_OF_TWO_CHANNELS},
};
enum { LAYOUTS = sizeof layouts / sizeof layouts[0] };

static void get_samples(uint8_t frame_type, const uint8_t *p, int32_t *uv, size_t count)
{
	const size_t bytes = layouts[frame_type].bytes;

	switch (frame_type) {
	case 1:
		for (size_t i = 0; i < count; i++)
			uv[i] = (int32_t)(le16(p + i * bytes) & 0x3FFF);
		break;
	case 2:
		for (size_t i = 0; i < count; i++)
			uv[i] = (int32_t)(le24(p + i * bytes) & 0x3FFFF);
		break;
	default:
		for (size_t i = 0; i < count; i++)
			uv[i] = sign_extend(le24(p + i * bytes), 24);
		break;
	}
}

static void get_status(uint8_t frame_type, const uint8_t *p, int32_t *status)
{
	switch (frame_type) {
	case 1:
		status[0] = p[2] & 1;
		status[1] = p[2] >> 1 & 3;
		status[2] = p[2] >> 3 & 3;
		break;
	case 2:
		status[0] = p[2] >> 2 & 7;
		status[1] = p[2] >> 5;
		break;
	default:
		status[0] = sign_extend(le24(p + 3), 24);
		status[1] = p[6];
		break;
	}
}

int pmd_ecg_decode(struct byte_reader *r, const struct pmd_header *header, uint32_t rate_mhz,
		   struct sample_block *block)
{
	size_t left = byte_reader_left(r), bytes;

	if (header->frame_type >= LAYOUTS)
		return -EPROTONOSUPPORT;
	bytes = layouts[header->frame_type].bytes;
	if (left == 0 || left % bytes || left / bytes > ECG_BLOCK_MAX)
		return -EBADMSG;
	block->kind = SAMPLE_ECG;
	block->ecg.device_ns = header->device_ns;
	block->ecg.rate_mhz = rate_mhz;
	block->ecg.count = (uint16_t)(left / bytes);
	get_samples(header->frame_type, byte_reader_skip(r, left), block->ecg.uv, left / bytes);
	return 0;
}

/* p: count samples. */
static void push_status(const struct pmd_header *header, uint32_t rate_mhz, const uint8_t *p,
			uint16_t count, const struct sample_sink *sink)
{
	const uint8_t channels = layouts[header->frame_type].status;
	struct sample_block block;
	struct wave_block *wave = wave_init(&block, QUANTITY_ECG_STATUS, channels, 1);

	wave->has_time = header->device_ns > 0;
	wave->device_ns = header->device_ns;
	wave->rate_mhz = rate_mhz;
	wave->count = count;
	for (size_t i = 0; i < count; i++)
		get_status(header->frame_type, p + i * layouts[header->frame_type].bytes,
			   wave->raw + i * channels);
	sink->block(sink->context, &block);
}

int pmd_ecg_push(struct byte_reader *r, const struct pmd_header *header, uint32_t rate_mhz,
		 const struct sample_sink *sink)
{
	const uint8_t *samples = r->data + r->at;
	struct sample_block block;
	int rc = pmd_ecg_decode(r, header, rate_mhz, &block);

	if (rc < 0)
		return rc;
	sink->block(sink->context, &block);
	if (layouts[header->frame_type].status > 0)
		push_status(header, rate_mhz, samples, block.ecg.count, sink);
	return 0;
}

long pmd_ecg_frame_encode(const struct ecg_block *ecg, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (ecg->count == 0 || ecg->count > ECG_BLOCK_MAX)
		return -ERANGE;
	byte_writer_init(&w, out, size);
	put_u8(&w, PMD_ECG);
	put_u64(&w, ecg->device_ns);
	put_u8(&w, 0);
	for (size_t i = 0; i < ecg->count; i++) {
		if (ecg->uv[i] < -0x800000 || ecg->uv[i] > 0x7fffff)
			return -ERANGE;
		put_i24(&w, ecg->uv[i]);
	}
	return w.failed ? -ENOBUFS : (long)w.at;
}
