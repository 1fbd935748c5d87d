/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pmd_response response, second;
	uint8_t again[PMD_REPLY_MAX];
	long n;

	if (pmd_response_decode(data, size, &response) < 0)
		return 0;
	n = pmd_response_encode(&response, again, sizeof again);
	if (n < 0 || pmd_response_decode(again, (size_t)n, &second) < 0 ||
	    second.operation != response.operation || second.type != response.type ||
	    second.status != response.status || !*pmd_status_name(second.status) ||
	    second.settings.rate_hz != response.settings.rate_hz ||
	    memcmp(&second.offer, &response.offer, sizeof second.offer) != 0 ||
	    second.online_types != response.online_types ||
	    second.offline_types != response.offline_types)
		abort();
	return 0;
}
