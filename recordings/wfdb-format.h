/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How samples lie in a WFDB signal file: PhysioNet, "signal(5)". */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define WFDB_FORMATS_KNOWN "16, 24, 61, 80, 212"

struct wfdb_format {
	int number;
	unsigned bits;   /* per sample */
	int32_t invalid; /* the count that means "no sample" */
	/* Sample i of bytes that begin at a sample with an even index; the caller knows that it is
	 * all there. */
	int32_t (*decode)(const uint8_t *bytes, size_t i);
};

/* Returns NULL for a format that is not known. */
const struct wfdb_format *wfdb_format_find(int number);

/* Bytes that n samples take up. */
int64_t wfdb_format_bytes(const struct wfdb_format *format, int64_t n);
/* Whole samples in that many bytes. */
int64_t wfdb_format_samples(const struct wfdb_format *format, int64_t bytes);
