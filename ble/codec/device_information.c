/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/device_information.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Bytes of the sequence that starts with this one, 0 for a byte that starts none. */
static size_t sequence_size(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xC2 && lead < 0xE0)
		return 2;
	if (lead >= 0xE0 && lead < 0xF0)
		return 3;
	return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/* Control characters, and the format characters that turn the direction of the text around: a
 * name from the air must not be able to rewrite a terminal's line. */
static bool printable(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7F && code < 0xA0))
		return false;
	if ((code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
	    (code >= 0x2060 && code <= 0x206F))
		return false;
	return code != 0xFEFF && code != 0x061C;
}

/* Returns the bytes of the printable character at data, 0 where there is none. */
static size_t character(const uint8_t *data, size_t size)
{
	/* The smallest code that needs this many bytes; a smaller one is an overlong form. */
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = sequence_size(data[0]);
	uint32_t code;

	if (n == 0 || n > size)
		return 0;
	code = n == 1 ? data[0] : data[0] & (0x7FU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((data[i] & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (data[i] & 0x3FU);
	}
	if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
		return 0;
	return printable(code) ? n : 0;
}

long device_string_decode(const uint8_t *data, size_t size, char out[DEVICE_STRING_MAX])
{
	size_t used = 0;

	while (size > 0 && data[size - 1] == 0)
		size--;
	for (size_t at = 0; at < size;) {
		size_t n = character(data + at, size - at);
		size_t step = n ? n : 1;

		if (used + step >= DEVICE_STRING_MAX) {
			out[used] = 0;
			return -EMSGSIZE;
		}
		if (n)
			memcpy(out + used, data + at, n);
		else
			out[used] = '?';
		used += step;
		at += step;
	}
	out[used] = 0;
	return (long)used;
}
