/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a finding: refused, or one that encodes to the same bytes again; what version 1 left
 * can be kept as version 2. */
#include "health-models/ecg/finding_record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ecg_finding finding;
	uint8_t again[FINDING_RECORD_SIZE];

	if (finding_record_decode(1, data, size, &finding) == 0 &&
	    finding_record_encode(&finding, again, sizeof again) != FINDING_RECORD_SIZE)
		abort();
	if (finding_record_decode(FINDING_RECORD_VERSION, data, size, &finding) < 0)
		return 0;
	if (finding_record_encode(&finding, again, sizeof again) != (long)size ||
	    memcmp(again, data, size) != 0)
		abort();
	return 0;
}
