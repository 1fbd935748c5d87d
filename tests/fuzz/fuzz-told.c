/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of what was told, and of days: first byte 0 = a budget, 1 = an answer, 2 = a day.
 * Bytes that are taken are written the same again, so nothing that was spent can be lost on the
 * way. */
#include "privacy/anonymity/teller.h"
#include "programme/day-numbers.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_budget(GBytes *bytes)
{
	g_autoptr(HtBudget) budget = ht_budget_decode(bytes, NULL);
	g_autoptr(GBytes) again = budget ? ht_budget_encode(budget) : NULL;

	g_assert_true(!again || g_bytes_equal(bytes, again));
}

static void try_answer(GBytes *bytes)
{
	for (guint count = 1; count <= HT_TELLER_NUMBERS_MAX; count++) {
		gint64 told[HT_TELLER_NUMBERS_MAX];

		if (ht_told_decode(bytes, told, count, NULL)) {
			g_autoptr(GBytes) again = ht_told_encode(told, count);

			g_assert_true(g_bytes_equal(bytes, again));
		}
	}
}

static void try_day(const uint8_t *data, size_t size)
{
	guint8 bytes[HT_DAY_NUMBERS_SIZE_MAX];
	HtDayNumbers day, again;

	memset(&day, 0, sizeof day);
	memset(&again, 0, sizeof again);
	if (!ht_day_numbers_decode(HT_DAY_NUMBERS_VERSION, data, size, &day))
		return;
	g_assert_true(ht_day_numbers_decode(HT_DAY_NUMBERS_VERSION, bytes,
					    ht_day_numbers_encode(&day, bytes), &again));
	g_assert_true(memcmp(&day, &again, sizeof day) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = NULL;

	if (size < 1)
		return 0;
	bytes = g_bytes_new(data + 1, size - 1);
	if (data[0] == 0)
		try_budget(bytes);
	else if (data[0] == 1)
		try_answer(bytes);
	else
		try_day(data + 1, size - 1);
	return 0;
}
