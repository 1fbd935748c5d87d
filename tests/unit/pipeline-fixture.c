/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/pipeline-fixture.h"

#include "common/timebase.h"

const gint64 start_utc_ns = INT64_C(1767225600) * NS_PER_S;

static void stored(gpointer context, const char *stream, gint64 until_utc_ns, guint64 count)
{
	(void)context;
	(void)stream;
	(void)until_utc_ns;
	(void)count;
}

static void changed(gpointer context)
{
	(void)context;
}

static void set_up(struct pipeline_fixture *f, HtClock *clock)
{
	const HtPipelineEvents events = {.context = f, .stored = stored, .changed = changed};
	g_autoptr(GVariant) settings = g_variant_ref_sink(g_variant_new_parsed("{'name': <'x'>}"));

	fixture_set_up(&f->base, NULL);
	f->store = fixture_open_store(&f->base, NULL);
	f->people = ht_people_load(f->store, NULL);
	f->clock = clock;
	f->outlets = (HtOutlets){
	    .writer = ht_writer_new(f->store), .twins = ht_twins_new(), .live = ht_live_new()};
	f->pipeline = ht_pipeline_new(&f->outlets, f->clock, f->people, 1, &events);
	f->sink = ht_pipeline_sink(f->pipeline);
	f->person = ht_people_add(f->people, settings, NULL);
	g_assert_true(ht_people_enroll(f->people, STRAP, "", 0, NULL));
	g_assert_true(ht_people_assign(f->people, STRAP, f->person, 0, NULL));
	g_assert_true(ht_people_enroll(f->people, CUFF, "", 0, NULL));
	g_assert_true(ht_people_assign(f->people, CUFF, f->person, 0, NULL));
	f->device_ns = 1000 * NS_PER_S;
	f->records = g_array_new(FALSE, FALSE, sizeof(struct record));
}

void pipeline_set_up(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	set_up(f, ht_clock_new_virtual(start_utc_ns));
}

void pipeline_set_up_system(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	set_up(f, ht_clock_new_system(FALSE));
}

void pipeline_tear_down(struct pipeline_fixture *f, gconstpointer unused)
{
	ht_pipeline_free(f->pipeline);
	ht_writer_free(f->outlets.writer);
	ht_twins_free(f->outlets.twins);
	ht_live_free(f->outlets.live);
	ht_clock_free(f->clock);
	ht_people_free(f->people);
	g_assert_true(ht_store_close(f->store, NULL));
	g_free(f->person);
	g_array_unref(f->records);
	fixture_tear_down(&f->base, unused);
}

void pipeline_begin(struct pipeline_fixture *f, const char *address)
{
	HtWearable wearable = {.state = HT_WEARABLE_STREAMING};

	g_strlcpy(wearable.address, address, sizeof wearable.address);
	f->sink->begin(f->sink->context, &wearable);
}

void pipeline_end(struct pipeline_fixture *f, const char *address)
{
	f->sink->end(f->sink->context, address);
}

void pipeline_send(struct pipeline_fixture *f, const char *address,
		   const struct sample_block *block, gint64 arrival_boottime_ns)
{
	/* As the link does: nobody is handed a block that the store has no room for. */
	while (!f->sink->ready(f->sink->context))
		g_assert_true(ht_writer_drain(f->outlets.writer, NULL));
	f->sink->block(f->sink->context, address, block, arrival_boottime_ns, &f->origin);
}

static gboolean take_record(gpointer context, const struct record *record)
{
	g_array_append_vals(context, record, 1);
	return TRUE;
}

guint pipeline_read(struct pipeline_fixture *f, enum record_kind kind)
{
	const HtStoreQuery query = {.kind = (guint16)kind, .end_utc_ns = G_MAXINT64};

	ht_pipeline_finish(f->pipeline);
	g_assert_true(ht_writer_drain(f->outlets.writer, NULL));
	g_array_set_size(f->records, 0);
	g_assert_true(ht_store_query(f->store, &query, take_record, f->records, NULL));
	return f->records->len;
}

const struct record *pipeline_record(struct pipeline_fixture *f, guint index)
{
	g_assert_cmpuint(index, <, f->records->len);
	return &g_array_index(f->records, struct record, index);
}
