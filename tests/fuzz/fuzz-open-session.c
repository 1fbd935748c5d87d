/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that was under way, as the store keeps it. */
#include "daemon/rehab/open-session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) document = g_bytes_new(data, size);
	g_autoptr(HtOpenSession) open = ht_open_session_decode("p", document, NULL);

	if (open && (open->kept.set_number < 1 || open->kept.set_number > open->planned.sets))
		g_abort();
	return 0;
}
