/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz-driver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_talk("PMD", data, size);
	return 0;
}
