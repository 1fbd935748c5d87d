/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a stream's results go, and who knows whose they are. */
#pragma once

#include "daemon/live.h"
#include "daemon/twins.h"
#include "daemon/writer.h"
#include "programme/ht-people.h"

typedef struct {
	HtWriter *writer;
	HtTwins *twins;
	HtLive *live;
	HtPeople *people; /* of the pipeline */
} HtOutlets;
