/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the document of a person or a wearable: refused, or read and written again. */
#include "programme/person.h"
#include "programme/wearable-owners.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) document = g_bytes_new(data, size);
	g_autoptr(HtPerson) person = ht_person_decode("id", document, NULL);
	g_autoptr(HtWearableOwners) wearable =
	    ht_wearable_owners_decode("A0:9E:1A:00:00:01", document, NULL);

	if (person) {
		g_autoptr(GVariant) description = g_variant_ref_sink(ht_person_describe(person));
		g_autoptr(GBytes) again = ht_person_encode(person);

		g_assert_nonnull(again);
		g_assert_nonnull(description);
	}
	if (wearable) {
		g_autoptr(GBytes) again = ht_wearable_owners_encode(wearable);

		ht_wearable_owners_assign(wearable, "id", 1);
		g_assert_nonnull(again);
	}
	return 0;
}
