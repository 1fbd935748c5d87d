/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line for a person about what is wrong with a file. */
#pragma once

#include "recordings/recording.h"

/* Fills *message (may be NULL) and returns negative_errno, so that a caller can return it at once.
 * Control characters, which a file's own text may hold, become '?': it stays one line. */
int message_set(struct recording_message *message, int negative_errno, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
