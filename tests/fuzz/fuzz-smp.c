/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets to the Security Manager: the first byte of each is its length. */
#include "ble/virtual/hci/smp.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t central[SMP_ADDRESS_SIZE] = {0, 1, 2, 3, 4, 5, 6};
	static const uint8_t own[SMP_ADDRESS_SIZE] = {1, 0xc0, 2, 3, 4, 5, 6};
	struct smp smp;
	struct smp_answer answer;

	smp_init(&smp, true);
	smp_begin_link(&smp, own, central);
	while (size > 0) {
		size_t length = data[0] < size ? data[0] : size - 1;

		smp_input(&smp, data + 1, length, &answer);
		/* Nobody guesses the check value, so nobody gets a key. */
		if (answer.count > 2 || smp_new_key(&smp))
			abort();
		data += 1 + length;
		size -= 1 + length;
	}
	smp_reset(&smp);
	return 0;
}
