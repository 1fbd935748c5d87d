/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills waves whose samples come one or a few at a time. */
#pragma once

#include "common/bytes.h"
#include "common/sample.h"

/* Makes the block a wave without samples, without time and without a known rate. */
struct wave_block *wave_init(struct sample_block *block, enum quantity quantity, uint8_t channels,
			     double scale);
/* Reads one sample of each channel; call it only while the wave has room. */
void wave_get_i16(struct wave_block *wave, struct byte_reader *r);
void wave_get_i32(struct wave_block *wave, struct byte_reader *r);
