/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/movesense.h"

#include "tests/fuzz/fuzz-driver.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_texts(const uint8_t *data, size_t size)
{
	enum movesense_resource resource;
	struct movesense_hello hello;
	struct movesense_reply reply;
	char path[MOVESENSE_COMMAND_MAX];
	unsigned int rate_hz;

	movesense_hello_decode(data, size, &hello);
	movesense_reply_decode(data, size, &reply);
	if (movesense_path_decode((const char *)data, size, &resource, &rate_hz) == 0 &&
	    movesense_rate_hz(resource, rate_hz) == rate_hz &&
	    movesense_path(resource, rate_hz, path, sizeof path) < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_texts(data, size);
	fuzz_talk("Movesense", data, size);
	return 0;
}
