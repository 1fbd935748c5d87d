/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz-driver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_packet("Thingy raw", data, size);
	fuzz_packet("Thingy quaternion", data, size);
	fuzz_packet("Thingy Euler", data, size);
	fuzz_packet("Thingy heading", data, size);
	fuzz_packet("Thingy gravity", data, size);
	fuzz_packet("Thingy steps", data, size);
	fuzz_packet("Thingy tap", data, size);
	return 0;
}
