/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/nordic_uart.h"

#include "ble/codec/eight_characters.h"
#include "ble/codec/nordic_uart_line.h"

#include <errno.h>
#include <string.h>

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
	d->text[size] = '\n';
	rc = nordic_uart_line_parse(d->text, &line);
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

/* How many bytes from here on are text: neither control characters nor DEL. Eight are looked at in
 * one step; the lowest marked byte of a window is sure, those above it are not. */
static size_t text_bytes(const uint8_t *data, size_t size)
{
	size_t at = 0;

	for (; size - at >= EIGHT_CHARACTERS; at += EIGHT_CHARACTERS) {
		uint64_t window = le64(data + at), del = window ^ EIGHT_OF(ASCII_DELETE);
		uint64_t control = (window - EIGHT_OF(' ')) & ~window;
		uint64_t ends = (control | ((del - EIGHT_OF(1)) & ~del)) & EIGHT_OF(0x80);

		if (ends)
			return at + first_marked(ends);
	}
	while (at < size && data[at] >= ' ' && data[at] != ASCII_DELETE)
		at++;
	return at;
}

/* A prompt may stand in front of a line. */
static void append(struct nordic_uart_decoder *d, const uint8_t *data, size_t size)
{
	size_t room;

	while (d->size == 0 && size > 0 && *data == '>') {
		data++;
		size--;
	}
	room = (size_t)NORDIC_UART_LINE_MAX - d->size;
	d->too_long = d->too_long || size > room;
	size = size < room ? size : room;
	memcpy(d->text + d->size, data, size);
	d->size = (uint16_t)(d->size + size);
}

/* A console that shares the port moves the cursor and shows its prompt before our line: what a
 * control character or an escape sequence leaves behind is not part of the line. */
static void take_control(struct nordic_uart_decoder *d, uint8_t byte)
{
	d->escape = byte == ASCII_ESCAPE ? ESCAPE_BEGUN : ESCAPE_NONE;
	d->size = 0;
	d->too_long = false;
}

static void go_on_escaping(struct nordic_uart_decoder *d, uint8_t byte)
{
	bool ends = byte >= 0x40 && byte <= 0x7e;

	if (d->escape == ESCAPE_BEGUN && byte == '[')
		d->escape = ESCAPE_BRACKET;
	else if (ends || byte < ' ')
		d->escape = ESCAPE_NONE;
}

int nordic_uart_decoder_push(void *state, const uint8_t *data, size_t size,
			     const struct sample_sink *sink)
{
	struct nordic_uart_decoder *d = state;
	int rc = 0;

	for (size_t at = 0; at < size; at++) {
		if (d->escape == ESCAPE_NONE) {
			size_t text = text_bytes(data + at, size - at);

			append(d, data + at, text);
			at += text;
			if (at == size)
				break;
		}
		if (data[at] == '\n' || data[at] == '\r') {
			int line_rc = end_line(d, sink);

			rc = rc < 0 ? rc : line_rc;
			d->escape = ESCAPE_NONE;
		} else if (d->escape == ESCAPE_NONE) {
			take_control(d, data[at]);
		} else {
			go_on_escaping(d, data[at]);
		}
	}
	return rc;
}
