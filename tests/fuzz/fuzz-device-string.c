/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/device_information.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char out[DEVICE_STRING_MAX];
	long n = device_string_decode(data, size, out);

	if (!memchr(out, 0, sizeof out) || (n >= 0 && (size_t)n != strlen(out)))
		abort();
	/* What comes out is taken as it is when it goes in again. */
	{
		char again[DEVICE_STRING_MAX];

		if (device_string_decode((const uint8_t *)out, strlen(out), again) < 0 ||
		    strcmp(out, again) != 0)
			abort();
	}
	return 0;
}
