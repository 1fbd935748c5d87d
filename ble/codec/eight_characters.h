/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of which eight characters are looked at in one step, the first one the lowest byte. */
#pragma once

#include "ble/codec/little_endian.h"

enum { EIGHT_CHARACTERS = 8 };

/* The same character, or number up to 255, eight times. */
#define EIGHT_OF(character) ((character)*UINT64_C(0x0101010101010101))

/* Which byte is the first with its top bit set, 0 to 7; marks has one at least. */
static inline unsigned first_marked(uint64_t marks)
{
	return (unsigned)__builtin_ctzll(marks) / 8;
}
