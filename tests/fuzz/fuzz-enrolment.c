/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as DIR/enrolment, whoever signed them: refused, or read and written again. */
#include "daemon/locked/enrolment-file.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_content(GBytes *content)
{
	g_autoptr(HtEnrolment) enrolment = ht_enrolment_decode(content, NULL);
	g_autoptr(HtEnrolment) again = NULL;
	g_autoptr(GBytes) one = NULL;
	g_autoptr(GBytes) two = NULL;

	if (!enrolment)
		return;
	one = ht_enrolment_encode(enrolment);
	again = ht_enrolment_decode(one, NULL);
	g_assert_nonnull(again);
	two = ht_enrolment_encode(again);
	g_assert_true(g_bytes_equal(one, two));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(GBytes) content = NULL;
	gsize signed_size;

	content = ht_enrolment_unwrap(bytes, &signed_size);
	try_content(bytes);
	if (content) {
		g_assert_cmpuint(signed_size, <, size);
		try_content(content);
	}
	return 0;
}
