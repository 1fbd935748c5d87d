/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line for a person about what is wrong with a file, and a short list of such lines. */
#pragma once

enum { RECORDING_TEXT_MAX = 512, MESSAGE_LIST_MAX = 4 };

/* Why something failed, or what is odd: one line that names the file. */
struct recording_message {
	char text[RECORDING_TEXT_MAX];
};

/* Oldest first; empty when zeroed. */
struct message_list {
	struct recording_message message[MESSAGE_LIST_MAX];
	unsigned count;
};

/* Fills *message (may be NULL) and returns negative_errno, so that a caller can return it at once.
 * Control characters, which a file's own text may hold, become '?': it stays one line. */
int message_set(struct recording_message *message, int negative_errno, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Room for one more; the last one is overwritten when there is none left. */
struct recording_message *message_list_add(struct message_list *list);
/* Takes the oldest. Returns 1, or 0 when there is none. */
int message_list_take(struct message_list *list, struct recording_message *message);
