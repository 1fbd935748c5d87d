/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocks as text, so that a table of packets can say what each is to give:
 *
 *     reading questionable 2026-11-21 23:17:52 user 1 status 0x4000: spo2 97, pulse 72
 *     wave acceleration 10000 mHz at 1500000 ns: 0.1 -0.2 9.81; 0.1 -0.2 9.8
 *     ecg 130000 mHz at 1500000 ns: 12 -7
 *     heart 72 contact energy 50 rr 853 845
 *     battery 80
 *
 * What is not known is left out: "no contact" is known, nothing is not. Values have 9 digits.
 */
#pragma once

#include "ble/codec/driver.h"

#include <glib.h>

/* Appends a line. */
void block_text_append(GString *text, const struct sample_block *block);
/* Bytes written as "06 B0 0e", as many as there are. (transfer full) */
GByteArray *bytes_of_hex(const char *hex);
