/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/address.h"

#include <string.h>

char *ht_address_normalize(const char *text)
{
	if (strlen(text) != 17)
		return NULL;
	for (gsize i = 0; i < 17; i++) {
		if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit(text[i]))
			return NULL;
	}
	return g_ascii_strup(text, -1);
}
