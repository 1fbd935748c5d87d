/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of docs/nordic-uart-lines.md: text in, a block out. */
#pragma once

#include "common/sample.h"

#include <stddef.h>

struct nordic_uart_line {
	bool has_time; /* the device's time goes into the block once its wraps are known */
	uint32_t ms;
	struct sample_block block;
};

/* text goes up to the first '\n', behind which seven bytes more can be read, whatever they are.
 *
 * Returns 0, -EPROTONOSUPPORT for a line that is none of ours or of a kind not known, or -EBADMSG
 * for one that is and does not keep to its form or its ranges; line is then of no use. */
int nordic_uart_line_parse(const char *text, struct nordic_uart_line *line);
