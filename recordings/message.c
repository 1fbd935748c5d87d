/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/message.h"

#include <stdarg.h>
#include <stdio.h>

int message_set(struct recording_message *message, int negative_errno, const char *format, ...)
{
	va_list arguments;

	if (!message)
		return negative_errno;
	va_start(arguments, format);
	vsnprintf(message->text, sizeof message->text, format, arguments);
	va_end(arguments);
	for (char *c = message->text; *c; c++) {
		unsigned char byte = (unsigned char)*c;

		if (byte < 0x20 || byte == 0x7f)
			*c = '?';
	}
	return negative_errno;
}
