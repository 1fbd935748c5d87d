/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes through a row of the driver table: what comes out keeps to common/sample.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The bytes as one packet. Aborts on a block that breaks a rule, and on one beside an error. */
void fuzz_packet(const char *driver_name, const uint8_t *data, size_t size);
/* The first byte says into how many bytes the others are cut, which are pushed one behind the
 * other, and once more in one piece. Aborts on a block that breaks a rule, and where both do not
 * give the same blocks. */
void fuzz_stream(const char *driver_name, const uint8_t *data, size_t size);
/* As packets, each behind its length in one byte. Aborts on a block that breaks a rule. */
void fuzz_packets(const char *driver_name, const uint8_t *data, size_t size);
/* As what went either way: each packet behind a byte that says which (0 sent, 1 answered, else
 * pushed; modulo 4) and its length in one byte. Aborts on a block that breaks a rule, and where the
 * same bytes on a fresh state do not give the same blocks. */
void fuzz_talk(const char *driver_name, const uint8_t *data, size_t size);
