/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include "common/bytes.h"

#include <errno.h>

enum {
	TYPE_MASK = 0x3F,
	ECG_FRAME_TYPE_UV24 = 0,
	ACC_FRAME_TYPE_MG16 = 1,
};

static int ecg_samples_decode(struct byte_reader *r, struct ecg_block *ecg)
{
	size_t left = byte_reader_left(r);

	if (left == 0 || left % 3 || left / 3 > ECG_BLOCK_MAX)
		return -EBADMSG;
	ecg->count = (uint16_t)(left / 3);
	for (size_t i = 0; i < ecg->count; i++)
		ecg->uv[i] = get_i24(r);
	return 0;
}

int pmd_frame_decode(const uint8_t *data, size_t size, uint32_t rate_mhz,
		     struct sample_block *block)
{
	struct byte_reader r;
	uint64_t device_ns;
	uint8_t type;
	uint8_t frame_type;

	byte_reader_init(&r, data, size);
	type = get_u8(&r) & TYPE_MASK;
	device_ns = get_u64(&r);
	frame_type = get_u8(&r);
	if (r.failed)
		return -EBADMSG;
	if (type != PMD_ECG || frame_type != ECG_FRAME_TYPE_UV24)
		return -EPROTONOSUPPORT;
	block->kind = SAMPLE_ECG;
	block->ecg.device_ns = device_ns;
	block->ecg.rate_mhz = rate_mhz;
	return ecg_samples_decode(&r, &block->ecg);
}

long pmd_ecg_frame_encode(const struct ecg_block *ecg, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (ecg->count == 0 || ecg->count > ECG_BLOCK_MAX)
		return -ERANGE;
	byte_writer_init(&w, out, size);
	put_u8(&w, PMD_ECG);
	put_u64(&w, ecg->device_ns);
	put_u8(&w, ECG_FRAME_TYPE_UV24);
	for (size_t i = 0; i < ecg->count; i++) {
		if (ecg->uv[i] < -0x800000 || ecg->uv[i] > 0x7fffff)
			return -ERANGE;
		put_i24(&w, ecg->uv[i]);
	}
	return w.failed ? -ENOBUFS : (long)w.at;
}

long pmd_acc_frame_encode(const struct wave_block *acc, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (acc->channels != 3 || acc->count == 0 || acc->count > WAVE_VALUES_MAX / 3)
		return -ERANGE;
	byte_writer_init(&w, out, size);
	put_u8(&w, PMD_ACC);
	put_u64(&w, acc->device_ns);
	put_u8(&w, ACC_FRAME_TYPE_MG16);
	for (size_t i = 0; i < (size_t)acc->count * 3; i++) {
		if (acc->raw[i] < INT16_MIN || acc->raw[i] > INT16_MAX)
			return -ERANGE;
		put_u16(&w, (uint16_t)acc->raw[i]);
	}
	return w.failed ? -ENOBUFS : (long)w.at;
}

int pmd_frame_push(const uint8_t *data, size_t size, const struct pmd_stream *stream,
		   const struct sample_sink *sink)
{
	struct sample_block block;
	int rc = pmd_frame_decode(data, size, stream->rate_mhz, &block);

	if (rc == 0)
		sink->block(sink->context, &block);
	return rc;
}
