/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of text over the Nordic UART service: docs/nordic-uart-lines.md says what they may hold.
 *
 * The text is hostile until proven otherwise: a line has a longest length, numbers have a form and
 * a range, and a line is taken as a whole or not at all. What is no line of ours (the console of a
 * JavaScript interpreter, messages of other programs) is skipped and counted.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define NORDIC_UART_SERVICE_UUID "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
#define NORDIC_UART_NOTIFY_UUID  "6e400003-b5a3-f393-e0a9-e50e24dcca9e"

enum { NORDIC_UART_LINE_MAX = 512, NORDIC_UART_TEXT_ROOM = NORDIC_UART_LINE_MAX + 8 };

/* Finds the lines in the notifications of one connection. For the driver table. */
struct nordic_uart_decoder {
	uint32_t skipped; /* lines that are none of ours, or of a kind not known */
	uint32_t broken;  /* lines of ours that do not keep to their form or ranges */
	bool has_clock;
	uint64_t clock_ms; /* of the last line with a time, with its wraps */
	uint8_t escape;    /* where in a terminal's escape sequence the text is */
	bool too_long;
	uint16_t size;
	char text[NORDIC_UART_TEXT_ROOM]; /* and what nordic_uart_line_parse() wants behind it */
};

void nordic_uart_decoder_init(void *state);
/* Returns 0, or -EBADMSG where a line of ours was broken; the blocks of all others are handed
 * out. */
int nordic_uart_decoder_push(void *state, const uint8_t *data, size_t size,
			     const struct sample_sink *sink);
