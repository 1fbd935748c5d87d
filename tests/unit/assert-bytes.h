/* SPDX-License-Identifier: GPL-3.0-or-later */
/* g_assert_cmpmem() takes its lengths as int. */
#pragma once

#include <glib.h>
#include <string.h>

#define assert_bytes(a, a_size, b, b_size)                                                         \
	do {                                                                                       \
		g_assert_cmpuint((gsize)(a_size), ==, (gsize)(b_size));                            \
		g_assert_true(memcmp(a, b, (gsize)(b_size)) == 0);                                 \
	} while (0)
