/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/wave.h"

struct wave_block *wave_init(struct sample_block *block, enum quantity quantity, uint8_t channels,
			     double scale)
{
	struct wave_block *wave = &block->wave;

	block->kind = SAMPLE_WAVE;
	wave->quantity = quantity;
	wave->has_time = false;
	wave->device_ns = 0;
	wave->rate_mhz = 0;
	wave->channels = channels;
	wave->is_float = false;
	wave->scale = scale;
	wave->count = 0;
	return wave;
}

void wave_get_i16(struct wave_block *wave, struct byte_reader *r)
{
	int32_t *sample = &wave->raw[wave->count * wave->channels];

	for (unsigned int i = 0; i < wave->channels; i++)
		sample[i] = (int16_t)get_u16(r);
	wave->count++;
}

void wave_get_i32(struct wave_block *wave, struct byte_reader *r)
{
	int32_t *sample = &wave->raw[wave->count * wave->channels];

	for (unsigned int i = 0; i < wave->channels; i++)
		sample[i] = (int32_t)get_u32(r);
	wave->count++;
}
