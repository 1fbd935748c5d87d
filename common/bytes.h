/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Little-endian bytes with the length checked before every access.
 *
 * A reader or writer that runs past its end sets `failed`, stays failed, and reads as zero:
 * decode everything, then look at `failed` once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct byte_reader {
	const uint8_t *data;
	size_t size;
	size_t at;
	bool failed;
};

struct byte_writer {
	uint8_t *data;
	size_t size;
	size_t at;
	bool failed;
};

void byte_reader_init(struct byte_reader *r, const uint8_t *data, size_t size);
size_t byte_reader_left(const struct byte_reader *r);
/* Returns the next n bytes in place and steps over them; NULL when fewer are left. */
const uint8_t *byte_reader_skip(struct byte_reader *r, size_t n);
uint8_t get_u8(struct byte_reader *r);
uint16_t get_u16(struct byte_reader *r);
int32_t get_i24(struct byte_reader *r);
uint32_t get_u32(struct byte_reader *r);
uint64_t get_u64(struct byte_reader *r);
float get_f32(struct byte_reader *r);
double get_f64(struct byte_reader *r);

void byte_writer_init(struct byte_writer *w, uint8_t *data, size_t size);
void put_u8(struct byte_writer *w, uint8_t value);
void put_u16(struct byte_writer *w, uint16_t value);
void put_i24(struct byte_writer *w, int32_t value); /* fails outside -2^23 .. 2^23-1 */
void put_u32(struct byte_writer *w, uint32_t value);
void put_u64(struct byte_writer *w, uint64_t value);
void put_f32(struct byte_writer *w, float value);
void put_f64(struct byte_writer *w, double value);
void put_bytes(struct byte_writer *w, const void *data, size_t size);
