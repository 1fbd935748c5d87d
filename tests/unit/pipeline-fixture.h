/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pipeline with a real store behind, fed block by block as the link does it. */
#pragma once

#include "daemon/streams/pipeline.h"
#include "tests/unit/store-fixture.h"

#define STRAP "A0:9E:1A:00:00:01"
#define CUFF  "A0:9E:1A:00:00:02"

enum { FRAME = 73, RATE_MHZ = 130000 };

extern const gint64 start_utc_ns;

struct pipeline_fixture {
	struct fixture base;
	HtStore *store;
	HtPeople *people;
	HtClock *clock;
	HtOutlets outlets;
	HtPipeline *pipeline;
	const HtLinkSink *sink;
	char *person;
	guint64 device_ns; /* of the newest sample sent */
	HtOrigin origin;   /* of what is sent */
	GArray *records;   /* struct record, without blobs, of what is stored */
};

/* Virtual time from start_utc_ns; STRAP and CUFF are the one person's. */
void pipeline_set_up(struct pipeline_fixture *f, gconstpointer unused);
/* By the system's clock. */
void pipeline_set_up_system(struct pipeline_fixture *f, gconstpointer unused);
void pipeline_tear_down(struct pipeline_fixture *f, gconstpointer unused);

void pipeline_begin(struct pipeline_fixture *f, const char *address);
void pipeline_end(struct pipeline_fixture *f, const char *address);
void pipeline_send(struct pipeline_fixture *f, const char *address,
		   const struct sample_block *block, gint64 arrival_boottime_ns);
/* Ends everything and reads what is stored of one kind; returns how many. */
guint pipeline_read(struct pipeline_fixture *f, enum record_kind kind);
const struct record *pipeline_record(struct pipeline_fixture *f, guint index);
