/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How `twinctl analyze capture` says what it found: JSON Lines, or a few lines for a person. */
#pragma once

#include "client/capture/capture-replay.h"

G_BEGIN_DECLS

enum { CAPTURE_QUANTITIES = 256 };

typedef struct {
	HtReplaySink sink;
	/* When everything was handed out; frees context. */
	void (*finish)(gpointer context, const char *path, const HtReplayCounts *counts);
} HtCapturePrinter;

HtCapturePrinter ht_capture_printer_json(void);
HtCapturePrinter ht_capture_printer_text(void);

G_END_DECLS
