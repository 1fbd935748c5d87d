/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/waveform.h"

#include "common/bytes.h"

#include <errno.h>
#include <stdbool.h>

size_t waveform_encoded_max(size_t n)
{
	return WAVEFORM_HEADER_SIZE + 3 * n;
}

static bool fits_16_bits(const int32_t *samples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (samples[i] < INT16_MIN || samples[i] > INT16_MAX)
			return false;
	}
	return true;
}

static bool fits_24_bits(const int32_t *samples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (samples[i] < -0x800000 || samples[i] > 0x7fffff)
			return false;
	}
	return true;
}

long waveform_encode(const struct waveform *w, const int32_t *samples, uint8_t *out, size_t size)
{
	struct byte_writer b;
	bool narrow = fits_16_bits(samples, w->count);

	if (!fits_24_bits(samples, w->count))
		return -ERANGE;
	byte_writer_init(&b, out, size);
	put_u32(&b, w->rate_mhz);
	put_u32(&b, w->scale_nv);
	put_u32(&b, w->count);
	put_u8(&b, narrow ? 2 : 3);
	for (size_t i = 0; i < w->count; i++) {
		if (narrow)
			put_u16(&b, (uint16_t)samples[i]);
		else
			put_i24(&b, samples[i]);
	}
	return b.failed ? -ENOBUFS : (long)b.at;
}

long waveform_decode(uint16_t version, const uint8_t *blob, size_t size, struct waveform *w,
		     int32_t *samples, size_t max)
{
	struct byte_reader b;
	uint8_t width;

	if (version != WAVEFORM_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&b, blob, size);
	*w = (struct waveform){.rate_mhz = get_u32(&b), .scale_nv = get_u32(&b)};
	w->count = get_u32(&b);
	width = get_u8(&b);
	if (b.failed || (width != 2 && width != 3) ||
	    byte_reader_left(&b) != (size_t)w->count * width)
		return -EBADMSG;
	if (w->count > max)
		return -ENOBUFS;
	for (size_t i = 0; i < w->count; i++)
		samples[i] = width == 2 ? (int16_t)get_u16(&b) : get_i24(&b);
	return (long)w->count;
}
