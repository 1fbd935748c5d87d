/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a stream's results go. */
#pragma once

#include "daemon/live.h"
#include "daemon/twins.h"
#include "daemon/writer.h"

typedef struct {
	HtWriter *writer;
	HtTwins *twins;
	HtLive *live;
} HtOutlets;
