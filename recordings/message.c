/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

struct recording_message *message_list_add(struct message_list *list)
{
	if (list->count < MESSAGE_LIST_MAX)
		list->count++;
	return &list->message[list->count - 1];
}

int message_list_take(struct message_list *list, struct recording_message *message)
{
	if (list->count == 0)
		return 0;
	*message = list->message[0];
	list->count--;
	memmove(list->message, list->message + 1, list->count * sizeof list->message[0]);
	return 1;
}
