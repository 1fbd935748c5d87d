/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as what a clinician signed: the signature is never good by chance, and what parses
 * keeps to what a dose may be. */
#include "programme/limits/statement.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_limits(const struct dose_limits *limits)
{
	if (limits->until_utc_s <= limits->from_utc_s || limits->most.repetitions > 100 ||
	    limits->most.reserve_percent > 90 || limits->hr_cap_bpm > 220 || limits->signed_now)
		abort();
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		if (dose_get(&limits->least, (enum dose_variable)v) >
		    dose_get(&limits->most, (enum dose_variable)v))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(HtStatement) opened = ht_statement_open("input", (const char *)data, size, NULL);
	g_autoptr(HtStatement) parsed = ht_statement_parse("input", (const char *)data, size, NULL);
	GHashTableIter iter;
	gpointer limits;

	if (opened && !ht_sign_key_is_public(opened->public, sizeof opened->public))
		abort();
	if (!parsed || parsed->kind != HT_STATEMENT_LIMITS)
		return 0;
	check_limits(&parsed->every);
	g_hash_table_iter_init(&iter, parsed->exercises);
	while (g_hash_table_iter_next(&iter, NULL, &limits))
		check_limits(limits);
	return 0;
}
