/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pmd_command command, second;
	uint8_t again[PMD_COMMAND_MAX];
	long n;

	if (pmd_command_decode(data, size, &command) < 0)
		return 0;
	n = pmd_command_encode(&command, again, sizeof again);
	if (n < 0 || pmd_command_decode(again, (size_t)n, &second) < 0 ||
	    second.operation != command.operation || second.type != command.type ||
	    second.settings.rate_hz != command.settings.rate_hz ||
	    second.settings.resolution_bits != command.settings.resolution_bits ||
	    second.settings.range != command.settings.range ||
	    second.settings.channels != command.settings.channels)
		abort();
	return 0;
}
