/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/heart_rate.h"

#include "common/bytes.h"

#include <errno.h>

enum {
	FLAG_HR_U16 = 0x01,
	FLAG_CONTACT = 0x02,
	FLAG_CONTACT_SUPPORTED = 0x04,
	FLAG_ENERGY = 0x08,
	FLAG_RR = 0x10,
};

enum { RR_MAX_MS = 63999 };

static size_t size_before_intervals(uint8_t flags)
{
	return (flags & FLAG_HR_U16 ? 3U : 2U) + (flags & FLAG_ENERGY ? 2U : 0U);
}

int heart_rate_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	struct heart_rate_block *hr = &block->heart_rate;
	uint8_t flags = size ? data[0] : 0;
	size_t left, rr_count;
	struct byte_reader r;

	if (size < size_before_intervals(flags))
		return -EBADMSG;
	left = flags & FLAG_RR ? size - size_before_intervals(flags) : 0;
	rr_count = left / 2;
	if ((flags & FLAG_RR && rr_count == 0) || rr_count > HEART_RATE_RR_MAX)
		return -EBADMSG;
	block->kind = SAMPLE_HEART_RATE;
	byte_reader_init(&r, data + 1, size - 1);
	hr->hr_bpm = flags & FLAG_HR_U16 ? get_u16(&r) : get_u8(&r);
	hr->contact_supported = flags & FLAG_CONTACT_SUPPORTED;
	hr->contact = hr->contact_supported && (flags & FLAG_CONTACT);
	hr->energy_present = flags & FLAG_ENERGY;
	hr->energy_kj = hr->energy_present ? get_u16(&r) : 0;
	hr->odd_byte = left % 2;
	hr->rr_count = (uint16_t)rr_count;
	for (size_t i = 0; i < rr_count; i++)
		hr->rr_1024[i] = get_u16(&r);
	return 0;
}

uint16_t heart_rate_rr_of_ms(uint32_t rr_ms)
{
	return rr_ms > RR_MAX_MS ? UINT16_MAX : (uint16_t)((rr_ms * 1024 + 500) / 1000);
}

int heart_rate_in_ms_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	struct heart_rate_block *hr = &block->heart_rate;
	int rc = heart_rate_decode(data, size, block);

	for (size_t i = 0; rc == 0 && i < hr->rr_count; i++)
		hr->rr_1024[i] = heart_rate_rr_of_ms(hr->rr_1024[i]);
	return rc;
}

static uint8_t flags_of(const struct heart_rate_block *hr)
{
	unsigned int flags = 0;

	if (hr->hr_bpm > UINT8_MAX)
		flags |= FLAG_HR_U16;
	if (hr->contact_supported)
		flags |= FLAG_CONTACT_SUPPORTED;
	if (hr->contact_supported && hr->contact)
		flags |= FLAG_CONTACT;
	if (hr->energy_present)
		flags |= FLAG_ENERGY;
	if (hr->rr_count > 0)
		flags |= FLAG_RR;
	return (uint8_t)flags;
}

long heart_rate_encode(const struct heart_rate_block *hr, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (hr->rr_count > HEART_RATE_RR_MAX)
		return -ERANGE;
	byte_writer_init(&w, out, size);
	put_u8(&w, flags_of(hr));
	if (hr->hr_bpm > UINT8_MAX)
		put_u16(&w, hr->hr_bpm);
	else
		put_u8(&w, (uint8_t)hr->hr_bpm);
	if (hr->energy_present)
		put_u16(&w, hr->energy_kj);
	for (size_t i = 0; i < hr->rr_count; i++)
		put_u16(&w, hr->rr_1024[i]);
	return w.failed ? -ENOBUFS : (long)w.at;
}
