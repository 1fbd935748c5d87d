/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/nordic_uart.h"

#include "ble/codec/nordic_uart_line.h"

#include <errno.h>

enum { ESCAPE_NONE, ESCAPE_BEGUN, ESCAPE_BRACKET };
enum { ASCII_ESCAPE = 0x1b, ASCII_DELETE = 0x7f, NS_PER_MS = 1000000 };

void nordic_uart_decoder_init(void *state)
{
	struct nordic_uart_decoder *d = state;

	*d = (struct nordic_uart_decoder){.escape = ESCAPE_NONE};
}

/* The device counts milliseconds in 32 bits; lines need not come in the order of their times. A
 * clock that ran back to before its beginning was started anew. */
static uint64_t unwrap_ms(const struct nordic_uart_decoder *d, uint32_t ms)
{
	int64_t step = (int32_t)(ms - (uint32_t)d->clock_ms);

	if (!d->has_clock || (step < 0 && (uint64_t)-step > d->clock_ms))
		return ms;
	return d->clock_ms + (uint64_t)step;
}

static void set_time(struct nordic_uart_decoder *d, struct nordic_uart_line *line)
{
	d->clock_ms = unwrap_ms(d, line->ms);
	d->has_clock = true;
	if (line->block.kind == SAMPLE_ECG) {
		line->block.ecg.device_ns = d->clock_ms * NS_PER_MS;
		return;
	}
	line->block.wave.has_time = true;
	line->block.wave.device_ns = d->clock_ms * NS_PER_MS;
}

static int end_line(struct nordic_uart_decoder *d, const struct sample_sink *sink)
{
	struct nordic_uart_line line;
	bool too_long = d->too_long;
	size_t size = d->size;
	int rc;

	d->too_long = false;
	d->size = 0;
	if (size == 0)
		return 0;
	rc = nordic_uart_line_parse(d->text, size, &line);
	if (too_long && rc == 0)
		rc = -EBADMSG;
	if (rc == -EPROTONOSUPPORT) {
		d->skipped++;
		return 0;
	}
	if (rc < 0) {
		d->broken++;
		return rc;
	}
	if (line.has_time)
		set_time(d, &line);
	sink->block(sink->context, &line.block);
	return 0;
}

/* A console that shares the port moves the cursor and shows its prompt before our line: what a
 * control character or an escape sequence leaves behind is not part of the line. */
static bool is_console(struct nordic_uart_decoder *d, uint8_t byte)
{
	if (d->escape != ESCAPE_NONE) {
		bool ends = byte >= 0x40 && byte <= 0x7e;

		if (d->escape == ESCAPE_BEGUN && byte == '[')
			d->escape = ESCAPE_BRACKET;
		else if (ends || byte < ' ')
			d->escape = ESCAPE_NONE;
		return true;
	}
	if (byte < ' ' || byte == ASCII_DELETE) {
		d->escape = byte == ASCII_ESCAPE ? ESCAPE_BEGUN : ESCAPE_NONE;
		d->size = 0;
		d->too_long = false;
		return true;
	}
	return byte == '>' && d->size == 0;
}

static void append(struct nordic_uart_decoder *d, uint8_t byte)
{
	if (d->size == NORDIC_UART_LINE_MAX)
		d->too_long = true;
	else
		d->text[d->size++] = (char)byte;
}

int nordic_uart_decoder_push(void *state, const uint8_t *data, size_t size,
			     const struct sample_sink *sink)
{
	struct nordic_uart_decoder *d = state;
	int rc = 0;

	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n' || data[i] == '\r') {
			int line_rc = end_line(d, sink);

			rc = rc < 0 ? rc : line_rc;
			d->escape = ESCAPE_NONE;
		} else if (!is_console(d, data[i])) {
			append(d, data[i]);
		}
	}
	return rc;
}
