/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a stream's results go, and who knows whose they are. */
#pragma once

#include "daemon/alerts/attention.h"
#include "daemon/upkeep/compactor.h"
#include "daemon/live/live.h"
#include "daemon/motion/motion-feed.h"
#include "daemon/rehab/plan.h"
#include "daemon/streams/twins.h"
#include "daemon/streams/writer.h"
#include "programme/ht-people.h"

typedef struct {
	HtWriter *writer;
	HtCompactor *compactor; /* NULL = none */
	HtTwins *twins;
	HtLive *live;
	HtAttention *attention; /* NULL = nobody is alerted */
	HtMotionFeed *motion;   /* NULL = nobody listens */
	HtRehabPlan *plan;      /* hears of the heart; NULL = none */
	HtPeople *people;       /* of the pipeline */
} HtOutlets;
